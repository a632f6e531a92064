"""The row that a ref names in a quarter: an indicator, a milestone, a risk or a contract."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, TypeAlias

from plansheet.errors import RefError
from plansheet.reconcile.words import CONTRACTS, INDICATORS, MILESTONES, RISKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from plansheet.model.plans import Plan
    from plansheet.model.ratings import Result
    from plansheet.reconcile.projects import ContractResult, MilestoneResult
    from plansheet.reconcile.quarter import CouncilQuarter, ServiceQuarter
    from plansheet.reconcile.risks import RiskResult

Subject: TypeAlias = "Result | MilestoneResult | RiskResult | ContractResult"
_MOST_NEAR = 5
_HOW_NEAR = 0.5


@dataclass(frozen=True, slots=True)
class Found:
    """A row and how it stands: `counted_in` is whose row it is, `service` who reports it."""

    sheet: str
    ref: str
    subject: Subject
    service: ServiceQuarter
    counted_in: ServiceQuarter


def find_row(whole: CouncilQuarter, code: str, said: str) -> Found:
    """Return the row of a service that `said` names, `Risks:CP05`, `CP05` or `CP 05`.

    Without a sheet an indicator is meant, and where there is none of that ref the one other row
    that has it. Raises RefError where there is none, with what comes near.
    """
    service = next(each for each in whole.services if each.plan.code == code)
    sheet, _, ref = (part.strip() for part in said.rpartition(":"))
    known = list(_asked(whole, service))
    matching = [
        each
        for each in known
        if _plain(each.ref) == _plain(ref) and each.sheet.casefold() == sheet.casefold()
    ]
    if not sheet:
        same = [each for each in known if _plain(each.ref) == _plain(ref)]
        of_indicators = [each for each in same if each.sheet == INDICATORS]
        matching = of_indicators or same
    if len(matching) == 1:
        return matching[0]
    if matching:
        several = " and ".join(f"{each.sheet}:{each.ref}" for each in matching)
        message = (
            f"'{said}' names more than one row of {service.plan.service.name}: {several}. Write "
            "which of them is meant."
        )
        raise RefError(message)
    raise RefError(_unknown(whole, service, said, [f"{each.sheet}:{each.ref}" for each in known]))


def is_ref(said: str, sheet: str, ref: str) -> bool:
    """Return whether `said` names the row `ref` of a sheet: `Indicators:CP05`, `CP05`, `cp 05`."""
    return _plain(said) in {_plain(ref), _plain(f"{sheet}:{ref}")}


def _asked(whole: CouncilQuarter, service: ServiceQuarter) -> Iterator[Found]:
    """Yield every row that the quarter asks a service about, its guests' among them."""
    for result in (*service.results, *_guests(whole, service)):
        yield _indicator(whole, service, result)
    for milestone in service.milestones:
        yield Found(MILESTONES, milestone.milestone.ref, milestone, service, service)
    for risk in service.risks:
        yield Found(RISKS, risk.risk.ref, risk, service, service)
    for contract in service.contracts:
        yield Found(CONTRACTS, contract.contract.ref, contract, service, service)


def _guests(whole: CouncilQuarter, service: ServiceQuarter) -> list[Result]:
    """Return what a service supplies for others only, as it is counted there."""
    own = {result.indicator.ref for result in service.results}
    return [
        result
        for other in whole.services
        for result in other.results
        if result.counted
        and result.indicator.supplied_by == service.plan.code
        and result.indicator.ref not in own
    ]


def _indicator(whole: CouncilQuarter, service: ServiceQuarter, result: Result) -> Found:
    """Return an indicator where it is counted, with the service that supplies its figure."""
    ref = result.indicator.ref
    services = {each.plan.code: each for each in whole.services}
    supplier = services.get(result.indicator.supplied_by, service)
    counted = [
        (each, other)
        for each in (supplier, *whole.services)
        for other in each.results
        if other.counted
        and other.indicator.ref == ref
        and services.get(other.indicator.supplied_by, each) is supplier
    ]
    owner, subject = counted[0] if counted else (service, result)
    return Found(INDICATORS, ref, subject, supplier, owner)


def _unknown(
    whole: CouncilQuarter, service: ServiceQuarter, said: str, asked: Iterable[str]
) -> str:
    """Return why a ref names nothing, with the refs that come near."""
    name, known = service.plan.service.name, {_plain(each): each for each in asked}
    wanted = _plain(said)
    idle = [each for each in _in_plan(service.plan) if wanted in {_plain(each), _bare(each)}]
    if idle and not set(map(_plain, idle)) & set(known):
        return (
            f"{idle[0]} stands in the plan of {name}, and {whole.quarter} does not ask about it. "
            "Trace a quarter that does."
        )
    near = _near(wanted, list(known.values()))
    some = ", ".join(near or list(known.values())[:_MOST_NEAR])
    return f"{name} has no row '{said}' in {whole.quarter}. " + (
        f"Did you mean one of these: {some}?" if near else f"Its rows are called {some} ..."
    )


def _near(wanted: str, known: list[str]) -> list[str]:
    """Return the rows whose refs come near, those of the sheet that was named first."""
    sheet, _, ref = wanted.rpartition(":")

    def far(row: str) -> tuple[bool, float]:
        is_other = not _plain(row).startswith(f"{sheet}:")
        return is_other, -SequenceMatcher(None, ref, _bare(row)).ratio()

    return [row for row in sorted(known, key=far) if -far(row)[1] >= _HOW_NEAR][:_MOST_NEAR]


def _bare(ref: str) -> str:
    return _plain(ref.partition(":")[2])


def _plain(ref: str) -> str:
    """Return a ref as it is compared: councils write `CP 08` for `CP08`, and `cp08`."""
    return "".join(ref.split()).casefold()


def _in_plan(plan: Plan) -> Iterator[str]:
    for project in plan.projects:
        yield from (f"{MILESTONES}:{each.ref}" for each in project.milestones)
    yield from (f"{RISKS}:{each.ref}" for each in plan.risks)
    yield from (f"{CONTRACTS}:{each.ref}" for each in plan.contracts)
