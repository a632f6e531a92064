"""Checks of the register of risks: scores, treatment, the heat map, reviews that have passed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.check.case import listed, numeric_date
from plansheet.model.dates import spoken_date
from plansheet.model.tables import Table
from plansheet.problems import Place, Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plansheet.check.case import Case
    from plansheet.model.risks import Assessment, Risk, RiskScheme

_YES_NO = {"yes": True, "y": True, "no": False, "n": False}


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
            why = f"{listed([name for name, _ in missing])} {_are(missing)} blank"
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


def heat_maps(case: Case) -> Iterator[Problem]:
    """A heat map that shows a risk elsewhere than its row puts it, or not at all, or unknown."""
    shown: dict[str, list[str]] = {}
    for (likelihood, impact), refs in case.plan.heat_map.items():
        for ref in refs:
            shown.setdefault(ref.casefold(), []).append(f"{likelihood} {impact}")
    if not shown:
        return
    for place, risk, made in _assessed(case):
        at = shown.get(risk.ref.casefold(), [])
        made_at = " ".join(made.place)
        if at != [made_at]:
            read = f"shows this risk at {listed(at)}" if at else "does not show this risk"
            said = f"its row in Risks makes it {made_at}"
            yield problem("heat-map-differs", place, read=read, made=said)
    rows = {risk.ref.casefold() for risk in case.plan.risks}
    for refs in case.plan.heat_map.values():
        for ref in refs:
            if ref.casefold() not in rows:
                place = case.place(Table.HEAT_MAP, label=ref)
                said = "no risk in Risks has that ref"
                yield problem("heat-map-differs", place, read=f"shows {ref}", made=said)


def passed_reviews(case: Case) -> Iterator[Problem]:
    """A risk whose next review falls before the plan begins."""
    begins = case.plan.years[0].first_day
    for place, risk in _open_risks(case):
        if risk.next_review and risk.next_review < begins:
            yield problem(
                "review-passed",
                place,
                what="The next review",
                day=spoken_date(risk.next_review),
                begins=spoken_date(begins),
                example=numeric_date(case.plan.years[0].last_day),
            )


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
