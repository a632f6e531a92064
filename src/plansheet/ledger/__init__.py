"""The council's ledger, `plansheet.db` or on a PostgreSQL server: the only place with SQL."""

from plansheet.ledger.ledger import Ledger
from plansheet.ledger.server import Server

__all__ = ["Ledger", "Server"]
