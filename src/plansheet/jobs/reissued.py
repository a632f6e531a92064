"""What is said of a workbook that was mailed and is issued anew: what it asks otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.collect.issued import layouts_of
from plansheet.excel.read import read_book
from plansheet.jobs.older import changed_rows
from plansheet.model.dates import spoken_date
from plansheet.model.messages import Kind
from plansheet.reconcile.words import joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from plansheet.jobs.council import Council
    from plansheet.jobs.issue import Planned
    from plansheet.model.periods import Quarter
    from plansheet.model.records import Issue

_MOST_NAMED = 5


def mailed_before(council: Council, planned: Iterable[Planned], quarter: Quarter) -> Iterator[str]:
    """Yield for each new issue of a workbook that was mailed what it asks otherwise."""
    mailed = {
        each.service: each.sent_at
        for each in council.ledger.messages.of(quarter)
        if each.kind is Kind.ISSUE and each.sent_at
    }
    for each in planned:
        sent_at = mailed.get(each.service)
        if not each.changed or sent_at is None:
            continue
        for older in council.ledger.issues(quarter, each.service):
            if older.number == each.issue.number - 1:
                rows = _changed(council, older, each)
                what = f", which asks otherwise about {rows}" if rows else ""
                yield (
                    f"{each.name} was mailed its workbook on {spoken_date(sent_at.date())}, and "
                    f"now there is issue {each.issue.number}{what}. To send it, run 'plansheet "
                    f"email {quarter.label} --service {each.service}'. A return of issue "
                    f"{older.number} is still read, and asked about what has changed."
                )


def _changed(council: Council, older: Issue, new: Planned) -> str:
    """Return the rows that an issue asks about otherwise than the one before it."""
    sent = read_book(council.store.archived(older.sha256), open_blanks=True)
    now = read_book(new.data, open_blanks=True)
    layouts = layouts_of(sent, older.quarter, council.settings.schemes)
    found = changed_rows(sent, now, layouts, older.number)
    rows = list(dict.fromkeys(each.place.label for each in found))
    more = len(rows) - _MOST_NAMED
    if not rows:
        return ""
    return joined([*rows[:_MOST_NAMED], *([f"{more} more"] if more > 0 else [])])
