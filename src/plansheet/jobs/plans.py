"""`plan check`: what each plan holds, and everything in it that contradicts itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.jobs.council import keep_refs
from plansheet.jobs.outcome import Outcome, as_json
from plansheet.jobs.plan_refs import write_refs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plansheet.jobs.council import Council
    from plansheet.jobs.outcome import World
    from plansheet.jobs.plan_reading import PlanFile
    from plansheet.model.plans import Plan


def check_plans(council: Council, world: World, services: Sequence[str] = ()) -> Outcome:
    """Check the council's plans, of `services` only where named.

    Raises ServiceError for a service that has no plan.
    """
    codes = council.wanted(services)
    files = [file for file in council.files if file.code in codes or not services]
    notes: tuple[str, ...] = ()
    if not world.dry_run:
        with council.ledger.transaction():
            keep_refs(council)
        notes = write_refs(council, world)
    names = {file.name for file in files}
    between = [each for each in council.problems if each.place.file in names]
    unread = [each for file in files if file.plan is None for each in file.problems]
    found = [each for file in files if file.plan for each in file.problems]
    plans = [(file, file.plan) for file in files if file.plan]
    return Outcome(
        document={
            "plans": [_entry(file, plan) for file, plan in plans],
            "problems": as_json([*between, *unread]),
        },
        lines=tuple(_line(file, plan) for file, plan in plans)
        or (f"There are no plans in {council.store.shown(council.store.plans_folder)}.",),
        notes=notes,
        problems=(*between, *unread, *found),
    )


def _entry(file: PlanFile, plan: Plan) -> dict[str, object]:
    return {
        "service": plan.code,
        "title": plan.title,
        "years": [str(year) for year in plan.years],
        **_counts(plan),
        "problems": as_json(file.problems),
    }


def _counts(plan: Plan) -> dict[str, int]:
    return {
        "indicators": len(plan.indicators),
        "projects": len(plan.projects),
        "risks": len(plan.risks),
        "contracts": len(plan.contracts),
    }


def _line(file: PlanFile, plan: Plan) -> str:
    counts = ", ".join(
        f"{number} {what if number > 1 else what.removesuffix('s')}"
        for what, number in _counts(plan).items()
        if number
    )
    return f"{file.name}: {counts or 'nothing to collect'}"
