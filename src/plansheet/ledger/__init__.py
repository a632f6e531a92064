"""The council's ledger, `plansheet.db`: the only place that speaks SQL."""

from plansheet.ledger.ledger import Ledger

__all__ = ["Ledger"]
