"""The plans of a council's folder, each read and checked, and all of them checked together.

What this computer has read before, from the same bytes under the same settings, is not read again:
most plans change once a year, and every command needs all of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, cast

from plansheet.refs import kept_in
from plansheet.sources.loaded import Loaded, parse_plan_name
from plansheet.store import read_whole
from plansheet.store.memory import Known

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from plansheet.ledger import Ledger
    from plansheet.model.indicators import Tolerance
    from plansheet.model.periods import Quarter
    from plansheet.model.plans import Plan
    from plansheet.model.risks import RiskScheme
    from plansheet.problems import Problem
    from plansheet.refs import GivenRefs
    from plansheet.settings import Settings
    from plansheet.store import Store
    from plansheet.store.memory import Memory

# Faults of a plan that leave no rows, or no way to tell them apart: no workbook is made from it.
BLOCKING = frozenset({"duplicate-ref", "plan-empty", "plan-unreadable", "plan-name"})


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
        return bool(self.blocking)

    @property
    def blocking(self) -> tuple[Problem, ...]:
        """Return why no workbook can be made from it; none where one can."""
        return tuple(each for each in self.problems if each.code in BLOCKING)


@dataclass(frozen=True, slots=True)
class _Stated:
    """One plan that is not read yet: its file, and what the ledger and the settings say of it.

    `kept` are the refs that were given to its rows before, `email` is the service's address.
    """

    name: str
    data: bytes
    kept: GivenRefs
    email: str

    @property
    def about(self) -> tuple[str, ...]:
        """Return what reading it depends on besides the refs."""
        return self.name, sha256(self.data).hexdigest(), self.email


@dataclass(frozen=True, slots=True)
class _Read:
    """One plan that was read: the refs that were kept for its rows then, and what came of it."""

    kept: GivenRefs
    loaded: Loaded
    problems: tuple[Problem, ...]

    @property
    def refs(self) -> GivenRefs:
        """Return the refs of the rows that have none written: the same before they are kept."""
        return {**self.kept, **self.loaded.given}

    def by(self, kept: GivenRefs) -> _Read | None:
        """Return what would come of it with other refs kept, None where it is to be read anew."""
        if kept == self.kept:
            return self
        is_since_kept = kept == self.refs
        return _Read(kept, replace(self.loaded, given={}), self.problems) if is_since_kept else None


@dataclass(frozen=True, slots=True)
class Manner:
    """Everything of the settings that the reading of any plan depends on."""

    schemes: tuple[RiskScheme, ...]
    tolerance: Tolerance


def read_plans(
    store: Store,
    settings: Settings,
    ledger: Ledger,
    memory: Memory | None = None,
    most: int | None = 1,
) -> tuple[tuple[PlanFile, ...], tuple[Problem, ...]]:
    """Return the plans of a council's folder, and what is wrong between them.

    As many as `most` processes read plans at once; None for as many as there are cores.
    """
    known = Known(memory.part("plans") if memory else None)
    manner = Manner(settings.schemes, settings.tolerance)
    stated = [_stated(path, settings, ledger) for path in store.plans()]
    read = _all_read(known, manner, stated, most)
    files = tuple(
        PlanFile(each.name, each.data, found.loaded, found.problems)
        for each, found in zip(stated, read, strict=True)
    )
    together = [
        (each.about, sorted(found.refs.items())) for each, found in zip(stated, read, strict=True)
    ]
    between = known.worked_out(partial(_checked_together, files), "together", together, manner)
    known.forget_the_rest()
    return files, between


def _stated(path: Path, settings: Settings, ledger: Ledger) -> _Stated:
    said = parse_plan_name(path.name)
    kept = kept_in(said.years, ledger.kept_refs(said.code)) if said else {}
    email = settings.contact(said.code).email if said else ""
    return _Stated(path.name, read_whole(path), kept, email)


def _all_read(
    known: Known, manner: Manner, stated: Sequence[_Stated], most: int | None
) -> list[_Read]:
    """Return what comes of each plan: as it is known, else read, by several processes at once."""
    read = [_recalled(known, manner, each) for each in stated]
    new = [each for each, found in zip(stated, read, strict=True) if found is None]
    fresh = iter(_read_anew(manner, new, most) if new else ())
    found = []
    for each, before in zip(stated, read, strict=True):
        if before is None:
            now = next(fresh)
            known.keep(now, each.about, manner)
        found.append(before or now)
    return found


def _recalled(known: Known, manner: Manner, stated: _Stated) -> _Read | None:
    before = cast("_Read | None", known.recalled(stated.about, manner))
    return before.by(stated.kept) if before else None


def _read_anew(manner: Manner, new: Sequence[_Stated], most: int | None) -> Iterator[_Read]:
    """Yield what comes of plans that nobody has read before."""
    from plansheet.jobs.working import Crew, workers_for  # noqa: PLC0415 - most commands read none

    workers = workers_for(len(new), most)
    with Crew(read_plan, manner, workers) as crew:
        ahead = crew.ahead(new, lambda each: each)
        for each in new:
            yield next(ahead) or read_plan(manner, each)


def read_plan(manner: Manner, stated: _Stated) -> _Read:
    """Return what comes of a plan: what it holds, and all that there is to say of it."""
    # Most commands know every plan from an earlier one, and need none of what reads them.
    from plansheet.check import check_plan  # noqa: PLC0415 - loaded when used: commands start at once
    from plansheet.sources.load import load_plan  # noqa: PLC0415 - loaded when used: commands start at once

    loaded = load_plan(stated.name, stated.data, manner.schemes, stated.kept)
    plan = loaded.plan
    if plan is None:
        return _Read(stated.kept, loaded, loaded.problems)
    service = replace(plan.service, email=stated.email or plan.service.email)
    plan = replace(plan, service=service)
    problems = (*loaded.problems, *check_plan(plan, loaded.places, manner.tolerance))
    return _Read(stated.kept, replace(loaded, plan=plan), problems)


def _checked_together(files: Sequence[PlanFile]) -> tuple[Problem, ...]:
    from plansheet.check import check_council  # noqa: PLC0415 - loaded when used: commands start at once
    from plansheet.reconcile.change_checks import check_changes  # noqa: PLC0415 - loaded when used: commands start at once

    plans = tuple(file.plan for file in files if file.plan)
    places = {file.name: file.loaded.places for file in files}
    return (*check_council(plans, places), *check_changes(plans, places))
