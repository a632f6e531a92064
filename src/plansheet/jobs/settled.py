"""A service's return with what was decided about it, from the ledger and the archive."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from plansheet.deciding.settle import Settled, settle
from plansheet.jobs.versions import counting_return
from plansheet.model.records import Choice
from plansheet.model.returns import Return

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plansheet.collect.issued import Asked
    from plansheet.jobs.council import Council
    from plansheet.model.periods import Quarter


def settled_return(council: Council, service: str, quarter: Quarter) -> Settled | None:
    """Return the return of a service that counts as it was decided, or None where nothing came.

    A service that has only told figures has a return of those alone.
    """
    returned = counting_return(council.ledger, service, quarter)
    if returned is not None:
        return with_decisions(council, returned)
    decisions = council.ledger.decisions(quarter, service)
    if not any(each.choice is Choice.ENTER for each in decisions):
        return None
    return with_decisions(council, Return(service, quarter, "", "", ""))


def with_decisions(council: Council, returned: Return) -> Settled:
    """Return a return with the decisions about it laid over it."""
    decisions = council.ledger.decisions(returned.quarter, returned.service)
    if not decisions:
        return Settled(returned)
    return settle(returned, decisions, forms_of(council, returned))


def is_accepted(council: Council, service: str, quarter: Quarter, sha256: str) -> bool:
    """Return whether a person accepted a file as a whole that was held."""
    decided = [
        each
        for each in council.ledger.decisions(quarter, service)
        if (each.sheet, each.sha256) == ("", sha256)
    ]
    return bool(decided) and decided[-1].choice is Choice.ACCEPT


def forms_of(council: Council, returned: Return) -> Mapping[str, Asked]:
    """Return what each sheet asks now, by the newest issue; rows that it dropped as they were.

    A return of an older issue is decided about in the terms of the newest one: its units, its rows.
    """
    # Only a return that was decided about is read by its issue again.
    from plansheet.collect.issued import asked_also, asked_of  # noqa: PLC0415 - loaded when used: commands start at once
    from plansheet.excel.read import read_book  # noqa: PLC0415 - loaded when used: commands start at once

    newest = council.ledger.newest_issue(returned.quarter, returned.service)
    own = council.ledger.issue(returned.issue_id) if returned.issue_id else None
    issues = [each for each in (newest, own) if each is not None]
    asked = [
        asked_of(
            read_book(council.store.archived(issue.sha256), open_blanks=True),
            returned.quarter,
            council.settings.schemes,
        )
        for issue in dict.fromkeys(issues)
    ]
    return reduce(asked_also, asked, {})
