"""What is wrong or doubtful in plans, found by a visible list of checks of one shape.

Each check takes a plan and the places of its rows and yields problems; a check knows nothing of
the others. `check_council` does the same with all of a council's plans.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations
from typing import TYPE_CHECKING, TypeAlias

from plansheet.model.indicators import Indicator, Tolerance, Way
from plansheet.model.tables import RowPlaces, Table, place_of
from plansheet.model.target_words import Direction
from plansheet.model.targets import Target, TargetKind
from plansheet.model.units import EXACT, HUNDRED, Unit, plain, spoken
from plansheet.model.words import is_address
from plansheet.problems import Place, Problem, problem

if TYPE_CHECKING:
    from plansheet.model.plans import Plan
    from plansheet.model.risks import Assessment, Risk, RiskScheme

FIVE_PERCENT = Tolerance(Decimal("0.05"), relative=True, text="5%")


@dataclass(frozen=True, slots=True)
class Case:
    """What a check looks at: a plan, the places of its rows, and the council's own tolerance."""

    plan: Plan
    places: RowPlaces = field(default_factory=dict)
    tolerance: Tolerance = FIVE_PERCENT

    def place(self, table: Table, index: int = 0, label: str = "") -> Place:
        """Return where row `index` of `table` stands."""
        return place_of(self.places, table, index, self.plan.file, label)


Check: TypeAlias = Callable[[Case], Iterator[Problem]]


def check_plan(
    plan: Plan, places: RowPlaces | None = None, tolerance: Tolerance = FIVE_PERCENT
) -> tuple[Problem, ...]:
    """Return what is wrong or doubtful in one plan, check by check.

    `tolerance` is the council's, for the indicators that state none.
    """
    case = Case(plan, places or {}, tolerance)
    return tuple(found for check in PLAN_CHECKS for found in check(case))


def check_council(
    plans: Sequence[Plan], places: Mapping[str, RowPlaces] | None = None
) -> tuple[Problem, ...]:
    """Return what is wrong between a council's plans; `places` are those of each plan's file."""
    cases = [Case(plan, (places or {}).get(plan.file, {})) for plan in plans]
    return tuple(found for check in COUNCIL_CHECKS for found in check(cases))


def service_missing(case: Case) -> Iterator[Problem]:
    """A plan without a Service table: nobody is known to fill its workbook in."""
    if not _has_service(case):
        yield problem("service-missing", Place(case.plan.file, str(Table.SERVICE)))


def contact_missing(case: Case) -> Iterator[Problem]:
    """A service without an e-mail address."""
    service = case.plan.service
    if _has_service(case) and not service.email:
        place = case.place(Table.SERVICE, label=service.name)
        yield problem("contact-missing", place, service=service.name)


def contact_wrong(case: Case) -> Iterator[Problem]:
    """An e-mail address that cannot be one."""
    service = case.plan.service
    if service.email and not is_address(service.email):
        place = case.place(Table.SERVICE, label=service.name)
        yield problem("contact-wrong", place, read=service.email)


def duplicate_refs(case: Case) -> Iterator[Problem]:
    """A ref that stands more than once in one table; capitals do not make it another."""
    for table, refs in _refs(case.plan):
        rows = defaultdict(list)
        for index, ref in enumerate(refs):
            rows[ref.casefold()].append(index)
        for found in rows.values():
            if len(found) > 1:
                ref = refs[found[0]]
                places = [case.place(table, index, ref) for index in found]
                said = ", ".join(place.cell for place in places if place.cell)
                yield problem(
                    "duplicate-ref",
                    places[0],
                    ref=ref,
                    count=len(found),
                    table=table,
                    rows=said or "rows " + ", ".join(str(index + 1) for index in found),
                )


def shared_refs(case: Case) -> Iterator[Problem]:
    """Refs that stand in more than one table of a plan, all in one note."""
    tables: dict[str, list[Table]] = defaultdict(list)
    shown: dict[str, str] = {}
    for table, refs in _refs(case.plan):
        for ref in dict.fromkeys(refs):
            key = ref.casefold()
            shown.setdefault(key, ref)
            if table not in tables[key]:
                tables[key].append(table)
    shared = {shown[key]: found for key, found in tables.items() if len(found) > 1}
    if shared:
        first, found = next(iter(shared.items()))
        involved = dict.fromkeys(str(table) for found in shared.values() for table in found)
        refs_said = _listed(list(shared))
        yield problem(
            "ref-shared",
            Place(case.plan.file, label=refs_said),
            ref=refs_said,
            tables=_listed(list(involved)),
            examples=" or ".join(f"{table.prefix}:{first}" for table in found),
        )


def unclear_targets(case: Case) -> Iterator[Problem]:
    """A target that is none of the kinds that can be read."""
    for place, indicator in _indicators(case):
        for year, target in indicator.targets.items():
            if target.kind is TargetKind.UNPARSED:
                example = _EXAMPLES.get(indicator.unit, "7,500 or TBC")
                yield problem("target-unclear", place, year=year, read=target.text, example=example)


def baseline_changes(case: Case) -> Iterator[Problem]:
    """A target given as a change from a baseline, in the years of the plan."""
    for place, indicator in _indicators(case):
        for year, target in indicator.targets.items():
            if target.kind is TargetKind.BASELINE and year in case.plan.years:
                meaning = _change_meaning(indicator, target)
                yield problem(
                    "baseline-change", place, year=year, read=target.text, meaning=meaning
                )


def tolerances_of_zero(case: Case) -> Iterator[Problem]:
    """A share as tolerance of a target of 0, once an indicator."""
    for place, indicator in _indicators(case):
        tolerance = indicator.tolerance or case.tolerance
        rated = indicator.good_is.way in {Way.HIGHER, Way.LOWER} and indicator.unit.numeric
        zero = any(
            _is_zero(target)
            for year, target in indicator.targets.items()
            if year in case.plan.years
        )
        if rated and zero and tolerance.relative:
            yield problem("tolerance-of-zero", place, tolerance=tolerance)


def unscored_risks(case: Case) -> Iterator[Problem]:
    """A risk that lacks an input without which its scheme makes no score of it."""
    scheme = case.plan.scheme
    if scheme is None:
        if case.plan.risks:
            place = Place(case.plan.file, str(Table.RISKS))
            why = "its table has no columns for likelihood and impact"
            yield problem("risk-unscored", place, why=why, example="Likelihood 2 and Impact 3")
        return
    for place, risk in _open_risks(case):
        missing = _missing(scheme, risk)
        if missing:
            why = f"{_listed([name for name, _ in missing])} {_are(missing)} blank"
            yield problem("risk-unscored", place, why=why, example=_example(missing))


def wrong_scores(case: Case) -> Iterator[Problem]:
    """A printed score that is not what the scheme makes of the inputs."""
    for place, risk, made in _assessed(case):
        printed = risk.printed_score.upper().split()
        if printed and sorted(printed) != sorted(made.score.upper().split()):
            yield problem(
                "score-wrong",
                place,
                read=risk.printed_score,
                working=_working(case.plan.scheme, made),
                score=made.score,
            )


def treatments(case: Case) -> Iterator[Problem]:
    """A printed 'Requires treatment' that differs from the scheme's rule, where it has one."""
    scheme = case.plan.scheme
    if scheme is None or not scheme.treat_impact:
        return
    for place, risk, made in _assessed(case):
        printed = _YES_NO.get(risk.printed_treatment.casefold())
        expected = scheme.needs_treatment(made.likelihood, made.impact)
        if printed is not None and printed != expected:
            yield problem(
                "treatment-differs",
                place,
                read=risk.printed_treatment,
                where=f"impact {made.impact.code}, likelihood {made.likelihood.code}",
                expected="Yes" if expected else "No",
            )


PLAN_CHECKS: tuple[Check, ...] = (
    service_missing,
    contact_missing,
    contact_wrong,
    duplicate_refs,
    shared_refs,
    unclear_targets,
    baseline_changes,
    tolerances_of_zero,
    unscored_risks,
    wrong_scores,
    treatments,
)


def two_plans(cases: Sequence[Case]) -> Iterator[Problem]:
    """Two plans of one service that hold the same year."""
    for first, second in combinations([case.plan for case in cases], 2):
        shared = sorted(set(first.years) & set(second.years))
        if first.code == second.code and shared:
            years = _listed([str(year) for year in shared])
            place = Place(second.file, label=second.code)
            yield problem("two-plans", place, first=first.file, second=second.file, years=years)


def unknown_suppliers(cases: Sequence[Case]) -> Iterator[Problem]:
    """A supplier, or a service that reports an indicator too, without a plan of its own."""
    codes = sorted({case.plan.code for case in cases})
    for case in cases:
        for place, indicator in _indicators(case):
            named = [("Supplied by", indicator.supplied_by)] if indicator.supplied_by else []
            named += [("Also reported by", code) for code in indicator.also_reported_by]
            for heading, code in named:
                if code not in codes:
                    words = ", ".join(codes)
                    yield problem(
                        "supplier-unknown", place, read=code, heading=heading, words=words
                    )


CouncilCheck: TypeAlias = Callable[[Sequence[Case]], Iterator[Problem]]
COUNCIL_CHECKS: tuple[CouncilCheck, ...] = (two_plans, unknown_suppliers)

_EXAMPLES = {
    Unit.PERCENT: "79% or TBC",
    Unit.MONEY: "£50,000 or TBC",
    Unit.DAYS: "10 days or TBC",
    Unit.LEVEL: "3 or TBC",
    Unit.DATE: "July 2018 or TBC",
}
_YES_NO = {"yes": True, "y": True, "no": False, "n": False}


def _has_service(case: Case) -> bool:
    service = case.plan.service
    people = (service.head, service.email, service.source_data, service.data_entry)
    more = (service.checked_by, service.deputy, service.committee)
    return bool(case.places.get(Table.SERVICE)) or any((*people, *more))


def _refs(plan: Plan) -> Iterator[tuple[Table, list[str]]]:
    yield Table.INDICATORS, [row.ref for row in plan.indicators]
    yield Table.PROJECTS, [row.ref for row in plan.projects]
    yield Table.RISKS, [row.ref for row in plan.risks]
    yield Table.CONTRACTS, [row.ref for row in plan.contracts]


def _indicators(case: Case) -> Iterator[tuple[Place, Indicator]]:
    for index, indicator in enumerate(case.plan.indicators):
        yield case.place(Table.INDICATORS, index, indicator.ref), indicator


def _open_risks(case: Case) -> Iterator[tuple[Place, Risk]]:
    for index, risk in enumerate(case.plan.risks):
        if risk.closed is None:
            yield case.place(Table.RISKS, index, risk.ref), risk


def _assessed(case: Case) -> Iterator[tuple[Place, Risk, Assessment]]:
    scheme = case.plan.scheme
    for place, risk in _open_risks(case):
        made = scheme.assess(risk.inputs) if scheme else None
        if made is not None:
            yield place, risk, made


def _missing(scheme: RiskScheme, risk: Risk) -> list[tuple[str, str]]:
    """Return heading and an example of each input that the score wants and the risk lacks."""
    likelihood, impacts = scheme.likelihood, scheme.impacts
    missing = []
    if likelihood.key not in risk.inputs:
        missing.append((likelihood.heading, likelihood.steps[0].code))
    if not any(scale.key in risk.inputs for scale in impacts):
        heading = impacts[0].heading if len(impacts) == 1 else "every impact"
        missing.append((heading, impacts[0].steps[0].code))
    return missing


def _are(missing: list[tuple[str, str]]) -> str:
    return "are" if len(missing) > 1 else "is"


def _example(missing: list[tuple[str, str]]) -> str:
    heading, code = missing[0]
    return f"{heading.removeprefix('every ').capitalize()} {code}"


def _working(scheme: RiskScheme | None, made: Assessment) -> str:
    if scheme and scheme.bands:
        return f"{made.likelihood.code} x {made.impact.code} is {made.score}"
    return f"its likelihood and worst impact make it {made.score}"


def _is_zero(target: Target) -> bool:
    return target.value == 0 or 0 in target.quarters


def _change_meaning(indicator: Indicator, target: Target) -> str:
    """Return how a change from a baseline is read (contract: Ratings, worked)."""
    change = target.change
    if change is None:
        return "a change from the baseline"
    if change.direction is Direction.BETTER:
        way = "better than the baseline"
    else:
        way = "above the baseline" if change.direction is Direction.PLUS else "below the baseline"
    if not change.in_percent:
        return f"{spoken(change.amount, indicator.unit)} {way}"
    figure = plain(EXACT.multiply(change.amount, HUNDRED))
    if indicator.unit is Unit.PERCENT:
        return f"{figure} percentage points {way}"
    return f"{figure}% of the baseline {way}"


def _listed(names: list[str]) -> str:
    """Return `a`, `a and b`, `a, b and c`."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
