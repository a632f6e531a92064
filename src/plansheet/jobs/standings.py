"""How things stand with each service as far as messages to it go: for `status`, `next`, `email`."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from plansheet.correspondence.called_for import Standing
from plansheet.correspondence.promised import promises
from plansheet.jobs.quarters import by_service
from plansheet.store import read_whole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from plansheet.correspondence.promised import Promise
    from plansheet.jobs.council import Council
    from plansheet.model.periods import Quarter
    from plansheet.model.records import ReturnRecord
    from plansheet.reconcile.quarter import CouncilQuarter, ServiceQuarter


def standings(council: Council, whole: CouncilQuarter, day: date) -> Iterator[Standing]:
    """Yield how things stand with each service as far as messages to it go.

    What a machine wrote, such as that somebody is away, is no file that came back: an answer to
    that would be answered again.
    """
    quarter = whole.quarter
    messages = by_service(council.ledger.messages.of(quarter))
    records = by_service(council.ledger.returns(quarter))
    promised: dict[str, list[Promise]] = {}
    for each in promises(whole.services):
        promised.setdefault(each.supplier, []).append(each)
    for service in whole.services:
        code = service.plan.code
        came = records.get(code, [])
        yield Standing(
            service=service,
            quarter=quarter,
            day=day,
            due=service.due,
            issue=council.ledger.newest_issue(quarter, code),
            messages=tuple(messages.get(code, ())),
            # To thank a machine for its answer is to be answered again.
            arrivals=tuple(each for each in came if each.is_return),
            asked=_asked(council, service, quarter),
            promised=tuple(promised.get(code, ())),
            bounced=max((each.read_at for each in came if _is_bounce(each)), default=None),
        )


def _is_bounce(record: ReturnRecord) -> bool:
    """Return whether an e-mail says that a message could not be delivered."""
    return any(each.code == "bounced" for each in record.problems)


def _asked(council: Council, service: ServiceQuarter, quarter: Quarter) -> str:
    """Return the sha256 of the text of a service's queries, "" where its query files are not there.

    Reading writes them again.
    """
    text = council.store.queries_path(service.plan.code, quarter, ".md")
    book = council.store.queries_path(service.plan.code, quarter)
    is_there = text.is_file() and book.is_file()
    return hashlib.sha256(read_whole(text)).hexdigest() if is_there else ""
