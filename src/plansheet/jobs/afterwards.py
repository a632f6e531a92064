"""After a person decided: the workbooks of decisions and of queries are made to say so."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from plansheet.jobs.decisions_book import renew_decisions
from plansheet.jobs.queries import renew_queries

if TYPE_CHECKING:
    from plansheet.jobs.council import Council
    from plansheet.jobs.outcome import Outcome, World
    from plansheet.model.periods import Quarter


def books_renewed(council: Council, quarter: Quarter, world: World, made: Outcome) -> Outcome:
    """Return what a decision came to, once the quarter's two kinds of workbooks say it too.

    What keeps one of them from being written is a note: what was decided stays decided.
    """
    if world.dry_run:
        return made
    # What was decided may have changed a plan: everything is looked at afresh.
    with council.reopened() as fresh:
        decisions = renew_decisions(fresh, quarter, world, found=())
        asked = renew_queries(fresh, quarter, world)
    return replace(made, notes=(*made.notes, *decisions.notes, *asked.notes))
