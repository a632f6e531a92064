"""`log`: who had plansheet do what and when, with which version, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.jobs.council import quarter_of
from plansheet.jobs.outcome import Outcome
from plansheet.model.periods import parse_year

if TYPE_CHECKING:
    from plansheet.jobs.council import Council

_NOTHING = "Nothing is in the log yet."
_NONE_SUCH = "Nothing in the log is about that."


def shown_log(council: Council, period: str = "", service: str = "") -> Outcome:
    """Return the entries of the log, the newest last, of a quarter or year and a service if named.

    Raises PeriodError for a period that is none, ServiceError for a code that nobody has or had.
    """
    label, code = _label(period), service.casefold()
    entries = council.ledger.log.entries()
    if code and not any(code in each.begun.services for each in entries):
        council.wanted((code,))
    found = [each for each in entries if each.is_about(label, code)]
    nothing = _NONE_SUCH if entries else _NOTHING
    return Outcome(
        document={"entries": [each.as_json() for each in found]},
        lines=tuple(each.line for each in found),
        notes=() if found else (nothing,),
    )


def _label(period: str) -> str:
    year = parse_year(period) if period else None
    return year.label if year else quarter_of(period).label if period else ""
