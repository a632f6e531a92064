"""The plans of a council's folder, each read and checked, and all of them checked together.

What this computer has read before, from the same bytes under the same settings, is not read again:
most plans change once a year, and every command needs all of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING

from plansheet.sources.loaded import Loaded, parse_plan_name
from plansheet.store import read_whole
from plansheet.store.memory import Known

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plansheet.ledger import Ledger
    from plansheet.model.periods import Quarter
    from plansheet.model.plans import Plan
    from plansheet.problems import Problem
    from plansheet.refs import GivenRefs
    from plansheet.settings import Settings
    from plansheet.store import Store
    from plansheet.store.memory import Memory

# Faults of a plan that leave no way to tell its rows apart: no workbook is made from it.
BLOCKING = frozenset({"duplicate-ref", "plan-unreadable", "plan-name"})


@dataclass(frozen=True, slots=True)
class PlanFile:
    """One plan as loaded: the plan itself where it could be read, its bytes, its problems."""

    name: str
    data: bytes
    loaded: Loaded
    problems: tuple[Problem, ...]

    @property
    def plan(self) -> Plan | None:
        """Return the plan, or None where the file could not be read."""
        return self.loaded.plan

    @property
    def code(self) -> str:
        """Return the code of the service by the file's name; "" where it says none."""
        said = parse_plan_name(self.name)
        return said.code if said else ""

    def is_for(self, quarter: Quarter) -> bool:
        """Return whether its years contain `quarter`, by its name: it may be unreadable."""
        said = parse_plan_name(self.name)
        return said is not None and quarter.year in said.years

    @property
    def is_blocked(self) -> bool:
        """Return whether no workbook can be made from it."""
        return any(each.code in BLOCKING for each in self.problems)


def read_plans(
    store: Store, settings: Settings, ledger: Ledger, memory: Memory | None = None
) -> tuple[tuple[PlanFile, ...], tuple[Problem, ...]]:
    """Return the plans of a council's folder, and what is wrong between them."""
    known = Known(memory.part("plans") if memory else None)
    files, stated = [], []
    for path in store.plans():
        data = read_whole(path)
        said = parse_plan_name(path.name)
        kept = ledger.kept_refs(said.code) if said else {}
        email = settings.contact(said.code).email if said else ""
        digest = sha256(data).hexdigest()
        about = (path.name, digest, sorted(kept.items()), email, *_of_settings(settings))
        work = partial(_read, path.name, data, kept, email, settings)
        loaded, problems = known.worked_out(work, *about)
        files.append(PlanFile(path.name, data, loaded, problems))
        stated.append(about)
    between = known.worked_out(partial(_checked_together, files), "together", stated)
    known.forget_the_rest()
    return tuple(files), between


def _of_settings(settings: Settings) -> tuple[object, ...]:
    """Return everything of the settings that the reading of any plan depends on."""
    return settings.schemes, settings.tolerance


def _read(
    name: str, data: bytes, kept: GivenRefs, email: str, settings: Settings
) -> tuple[Loaded, tuple[Problem, ...]]:
    """Return a plan as read, and all that there is to say of it."""
    # Most commands know every plan from an earlier one, and need none of what reads them.
    from plansheet.check import check_plan  # noqa: PLC0415 - loaded when used: commands start at once
    from plansheet.sources.load import load_plan  # noqa: PLC0415 - loaded when used: commands start at once

    loaded = load_plan(name, data, settings.schemes, kept)
    plan = loaded.plan
    if plan is None:
        return loaded, loaded.problems
    service = replace(plan.service, email=email or plan.service.email)
    plan = replace(plan, service=service)
    problems = (*loaded.problems, *check_plan(plan, loaded.places, settings.tolerance))
    return replace(loaded, plan=plan), problems


def _checked_together(files: Sequence[PlanFile]) -> tuple[Problem, ...]:
    from plansheet.check import check_council  # noqa: PLC0415 - loaded when used: commands start at once
    from plansheet.reconcile.change_checks import check_changes  # noqa: PLC0415 - loaded when used: commands start at once

    plans = tuple(file.plan for file in files if file.plan)
    places = {file.name: file.loaded.places for file in files}
    return (*check_council(plans, places), *check_changes(plans, places))
