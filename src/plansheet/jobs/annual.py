"""`plan roll`, `plan outturn` and `plan budgets`: the annual cycle of the service plans.

A draft stands in a folder of its own until it is approved, so that no quarter has two plans.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from plansheet.cycle import budgets, differing, outturn, roll, span_of
from plansheet.errors import PeriodError, PlanError
from plansheet.jobs.outcome import Outcome
from plansheet.jobs.plan_drafts import changed_since, draft_plan, drafts_in
from plansheet.jobs.plan_files import (
    KeptPlan,
    archive_plan,
    changed_bytes,
    draft_at,
    kept_plan,
    write_plan,
)
from plansheet.jobs.reported import reported_of, year_actuals
from plansheet.model.indicator_words import code_of
from plansheet.model.periods import parse_year
from plansheet.model.plans import Version
from plansheet.problems import Place, problem
from plansheet.reconcile.moves import with_moves
from plansheet.sources.finance import read_finance
from plansheet.sources.loaded import parse_plan_name
from plansheet.sources.refusal import UnreadableError
from plansheet.store import read_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from decimal import Decimal
    from pathlib import Path

    from plansheet.jobs.council import Council
    from plansheet.jobs.outcome import World
    from plansheet.jobs.plan_reading import PlanFile
    from plansheet.model.periods import FinancialYear
    from plansheet.model.plans import Plan

APPROVED = "Approved"
_THEN = (
    "Look at the drafts and change in them what is to be otherwise. Then put them in use: "
    "'plansheet plan roll {year} --approve'."
)


def year_of(text: str) -> FinancialYear:
    """Return the financial year a person means by `text`; PeriodError where it is none."""
    year = parse_year(text)
    if year is None:
        message = f"'{text}' is not a financial year. Write it for example as 2019-20."
        raise PeriodError(message)
    return year


def roll_plans(
    council: Council, year: FinancialYear, world: World, services: Sequence[str] = ()
) -> Outcome:
    """Draft the plans that begin with `year` from those in use the year before, or renew drafts.

    A draft is a workbook where the plan before it is one. What was changed in a draft stays as it
    is; a draft that cannot be renewed is told and stops no other. Raises PeriodError where no plan
    holds the year before, ServiceError for a service without one.
    """
    before = year.plus(-1).quarters[-1]
    covering = council.required(before)
    codes = council.wanted(services, before)
    plans = with_moves([file.plan for file in covering if file.plan], year.quarters[0]).plans
    lines = []
    notes: tuple[str, ...] = ()
    problems = [*council.unusable(before, codes)]
    for file, plan in zip(covering, plans, strict=True):
        if file.code not in codes:
            continue
        begun = _begun(council, file.code, year)
        if begun is not None:
            lines.append(f"{file.code}: its plan for {year} is '{begun.name}'; nothing to draft")
            continue
        rolled = _rolled(council, plan, year, world, _room(council, plan, year))
        drafted = draft_plan(council, rolled, file.name, world)
        lines.append(drafted.line)
        problems += drafted.problems
        notes = (_THEN.format(year=year.label),)
    return Outcome(lines=tuple(lines), notes=notes, problems=tuple(problems))


def _rolled(council: Council, plan: Plan, year: FinancialYear, world: World, count: int) -> Plan:
    """Return the plan that begins with `year`, as it is drafted now from the one before it."""
    return roll(plan, year, reported_of(council, plan, year), world.now.date(), count)


def approve_plans(
    council: Council, year: FinancialYear, world: World, services: Sequence[str] = (), by: str = ""
) -> Outcome:
    """Put the drafts that begin with `year` in use; the plans before them end where these begin.

    A plan that holds `year` too is called after the years that are left to it; not a byte of it
    changes. Raises PlanError where there is no draft, a plan that begins then already, or a draft
    that lacks what has changed since it was made.
    """
    drafts = {said.code: path for path, said in drafts_in(council) if said.years[0] == year}
    wanted = [code for code in drafts if not services or code in council.wanted(services)]
    if not wanted:
        if approved := _approved(council, year, services):
            return Outcome(lines=tuple(f"{each}: approved already" for each in approved))
        message = f"There is no draft for {year}. Make one with 'plansheet plan roll {year.label}'."
        raise PlanError(message)
    found = [draft_at(council, drafts[code]) for code in wanted]
    _refuse_stale(council, found, year, world)
    version = Version("1.0", f"{world.now:%d/%m/%Y}", APPROVED, by)
    lines = [line for kept in found for line in _approve(council, kept, year, world, version)]
    return Outcome(lines=tuple(lines))


def _approved(council: Council, year: FinancialYear, services: Sequence[str]) -> list[str]:
    """Return the plans in use that begin with `year` and were drafts that somebody approved."""
    begun = [_begun(council, code, year) for code in sorted(council.wanted(services))]
    found = [file for file in begun if file and file.plan and _is_approved(file.plan)]
    return [council.store.shown(council.store.plans_folder / file.name) for file in found]


def _refuse_stale(
    council: Council, drafts: Sequence[KeptPlan], year: FinancialYear, world: World
) -> None:
    """Raise PlanError where plans have changed since their drafts were made, with what changed."""
    running = council.of_quarter(year.plus(-1).quarters[-1])
    moved = with_moves([file.plan for file in running if file.plan], year.quarters[0]).plans
    before = {plan.code: plan for plan in moved}
    stale = []
    for kept in drafts:
        # One whose approval was broken off is approved: the plan before it may be renamed by now.
        plan = before.get(kept.plan.code)
        if plan is None or _is_approved(kept.plan):
            continue
        rolled = _rolled(council, plan, year, world, len(kept.plan.years))
        if changed := changed_since(council, rolled, kept, world):
            stale.append(f"{kept.path.name} ({'; '.join(changed)})")
    if stale:
        message = (
            f"What these drafts are made from has changed since: {', '.join(stale)}. Approved as "
            "they are, they would undo it, so nothing was approved. Renew them with 'plansheet "
            f"plan roll {year.label}', which keeps what was changed in them, and look at them."
        )
        raise PlanError(message)


def outturn_plans(
    council: Council, year: FinancialYear, world: World, services: Sequence[str] = ()
) -> Outcome:
    """Fill the actuals of a finished year into the plans and drafts for the year after it.

    What a plan says of them already stays; where the returns say otherwise, that is told. Raises
    PeriodError where no plan holds the year, ServiceError for a service without one.
    """
    last = year.quarters[-1]
    council.required(last)
    lines: list[str] = []
    problems = list(council.unusable(last, council.wanted(services, last)))
    for code in sorted(council.wanted(services, last)):
        actuals = year_actuals(council, code, year)
        found = list(_plans_of(council, code, year.plus(1)))
        if not found:
            lines.append(
                f"{code}: no plan holds {year.plus(1)} yet. "
                f"Draft one with 'plansheet plan roll {year.plus(1).label}'."
            )
        for kept in found:
            after = outturn(kept.plan, year, actuals)
            write_plan(council, kept, changed_bytes(council, kept, after), world)
            lines.append(_filled(council, kept, after, year))
            problems += [
                problem(
                    "outturn-differs",
                    Place(kept.path.name, label=each.ref),
                    year=year,
                    read=stated.text,
                    found=actual.text,
                )
                for each, stated, actual in differing(kept.plan, year, actuals)
            ]
    return Outcome(lines=tuple(lines), problems=tuple(problems))


def budget_plans(council: Council, path: Path, world: World) -> Outcome:
    """Put the budgets of Finance's sheet for all services into their newest plans or drafts.

    Raises PlanError where the sheet cannot be read.
    """
    try:
        sheet = read_finance(path.name, read_whole(path))
    except UnreadableError as error:
        message = f"'{path.name}' cannot be used: {error.why}. {error.remedy}."
        raise PlanError(message) from error
    lines, problems = [], [*sheet.problems]
    by_code: dict[str, dict[str, dict[FinancialYear, Decimal]]] = {}
    known = known_services(council)
    for row in sheet.rows:
        code = known.get(code_of(row.service))
        if code is None:
            words = ", ".join(sorted(set(known.values())))
            read = row.service or "nothing"
            problems.append(problem("budget-service", row.place, read=read, words=words))
            continue
        by_code.setdefault(code, {}).setdefault(row.heading, {}).update(row.amounts)
    for code, table in sorted(by_code.items()):
        years = {year for amounts in table.values() for year in amounts}
        kept = _newest(council, code, years)
        if kept is None:
            said = ", ".join(str(year) for year in sorted(years)) or "no year"
            lines.append(f"{code}: the sheet gives {said}, and no plan of it holds any of them")
            continue
        after = budgets(kept.plan, table)
        changed = write_plan(council, kept, changed_bytes(council, kept, after), world)
        lines.append(f"{_shown(council, kept)}: {'budgets filled in' if changed else 'as it was'}")
    return Outcome(lines=tuple(lines), problems=tuple(problems))


def _begun(council: Council, code: str, year: FinancialYear) -> PlanFile | None:
    """Return the plan in use of a service that begins with `year`, or None."""
    return next(
        (
            file
            for file in council.files
            if file.code == code and file.plan and file.plan.years[0] == year
        ),
        None,
    )


def _room(council: Council, plan: Plan, year: FinancialYear) -> int:
    """Return how many years a draft has room for before the service's next plan begins."""
    later = [
        file.plan.years[0]
        for file in council.files
        if file.code == plan.code and file.plan and file.plan.years[0] > year
    ]
    ends = min(later, default=year.plus(len(plan.years)))
    return min(len(plan.years), ends.starts - year.starts)


def _is_approved(plan: Plan) -> bool:
    return any(each.reason == APPROVED for each in plan.versions[-1:])


def _approve(
    council: Council, kept: KeptPlan, year: FinancialYear, world: World, version: Version
) -> Iterator[str]:
    code = kept.plan.code
    begun = _begun(council, code, year)
    if begun is not None:
        message = f"'{begun.name}' begins with {year} already. Move it or the draft away first."
        raise PlanError(message)
    # A run that was broken off may have written that into the draft already.
    is_said = _is_approved(kept.plan)
    after = kept.plan if is_said else replace(kept.plan, versions=(*kept.plan.versions, version))
    data = changed_bytes(council, kept, after)
    running = [
        file
        for file in council.files
        if file.code == code and file.plan and year in file.plan.years
    ]
    ending = [_ends(council, file, year) for file in running]
    target = council.store.plans_folder / kept.path.name
    if not world.dry_run:
        # First of all, so that a run which was broken off after it is known to be one.
        write_plan(council, kept, data, world)
    for end in ending:
        yield _ended(council, end, world)
    if not world.dry_run:
        # In one step: at no moment is it both a draft and in use, or neither.
        kept.path.replace(target)
    yield f"{council.store.shown(target)}: approved"


@dataclass(frozen=True, slots=True)
class _End:
    """A plan in use that ends before another begins: its file, and what that is called then."""

    file: PlanFile
    old: Path
    new: Path
    last: FinancialYear


def _ends(council: Council, file: PlanFile, year: FinancialYear) -> _End:
    """Return how a plan ends: it is called after the years before `year`, all that is left to it.

    Raises PlanError where another file is called so.
    """
    said = parse_plan_name(file.name)
    years = tuple(each for each in said.years if each < year) if said else ()
    name = f"{file.code} {span_of(years)}{said.ending if said else ''}"
    old, new = (council.store.plans_folder / each for each in (file.name, name))
    if new.exists():
        message = f"'{file.name}' would be called '{name}', and there is such a file already."
        raise PlanError(message)
    return _End(file, old, new, years[-1])


def _ended(council: Council, end: _End, world: World) -> str:
    """Give a plan in use its new name, and say so."""
    if not world.dry_run:
        archive_plan(council, kept_plan(council, end.file), world)
        end.old.rename(end.new)
    shown = council.store.shown(end.old)
    return f"{shown}: ends with {end.last}, so it is called '{end.new.name}' now"


def _plans_of(council: Council, code: str, year: FinancialYear) -> Iterator[KeptPlan]:
    """Yield the plan in use of a service that holds `year`, and its drafts that do."""
    for file in council.of_quarter(year.quarters[0]):
        if file.code == code:
            yield kept_plan(council, file)
    for path, said in drafts_in(council):
        if said.code == code and year in said.years:
            yield draft_at(council, path)


def _newest(council: Council, code: str, years: Iterable[FinancialYear]) -> KeptPlan | None:
    """Return the newest plan or draft of a service that holds any of `years`, or None."""
    found = [kept for year in sorted(set(years)) for kept in _plans_of(council, code, year)]
    return max(found, key=lambda kept: kept.plan.years, default=None)


def known_services(council: Council) -> dict[str, str]:
    """Return the codes of the services by their codes and by their names made codes."""
    named = {code_of(file.plan.service.name): file.code for file in council.files if file.plan}
    return named | {file.code: file.code for file in council.files if file.code}


def _filled(council: Council, kept: KeptPlan, after: Plan, year: FinancialYear) -> str:
    count = sum(was != now for was, now in zip(kept.plan.indicators, after.indicators, strict=True))
    open_ = sum(
        not (stated and stated.text.strip())
        for stated in (each.actuals.get(year) for each in after.indicators)
    )
    return f"{_shown(council, kept)}: {count} actuals of {year} filled in, {open_} still open"


def _shown(council: Council, kept: KeptPlan) -> str:
    return council.store.shown(kept.path)
