"""Where requests come from: the returns of a quarter, the plans, and what was decided."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from plansheet.jobs.history import guests_of
from plansheet.reconcile.words import REQUESTS
from plansheet.requests import Asking, requests_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from plansheet.jobs.council import Council
    from plansheet.model.periods import Quarter
    from plansheet.model.plans import Plan
    from plansheet.model.requests import Request


def asking_of(council: Council, plan: Plan, quarter: Quarter) -> Asking:
    """Return what the requests of a service's return of `quarter` are understood by."""
    return Asking(
        plan,
        lambda starts: council.plan_for(plan.code, starts),
        guests_of(council, plan, quarter),
        council.ledger.decisions(quarter, plan.code),
    )


def gone_requests(
    council: Council, plan: Plan, quarter: Quarter, requests: Iterable[Request]
) -> Iterator[Request]:
    """Yield the requests that were decided and that the return which counts no longer says.

    What was decided stays: each is told as the return said it that it was decided of.
    """
    asking, known = asking_of(council, plan, quarter), {each.said for each in requests}
    for decision in asking.decisions:
        record = council.ledger.return_of(quarter, decision.sha256)
        if decision.sheet != REQUESTS or decision.said in known or record is None:
            continue
        known.add(decision.said)
        earlier = requests_of(council.ledger.loaded_return(record.number), asking)
        yield from (
            replace(each, is_gone=True)
            for each in earlier
            if (each.number, each.said) == (decision.row, decision.said)
        )
