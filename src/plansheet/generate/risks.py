"""The Risks page: each risk as it stood, and live scores for what has changed.

An input that is left empty stays as it was, in the live score as in what is compiled.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from plansheet.generate.cells import open_cells, page_of
from plansheet.generate.conditions import All, Any, Compare, Not, Says, first, known
from plansheet.generate.entries import choice_rules
from plansheet.generate.formulas import COMPLETE, Constant, Joined, Said, Shown, known_number
from plansheet.generate.live import CHECK, with_live
from plansheet.generate.scores import BandName, Code, Largest, Product, Rank
from plansheet.layout.collection import risks_sheet, step_label
from plansheet.model.risks import NO_TREATMENT, TREAT
from plansheet.pages import Cell, Row
from plansheet.reconcile.risks import risk_position
from plansheet.reconcile.wants import UNSCORED, UNUSED, risk_answer
from plansheet.reconcile.words import RISKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from plansheet.generate.conditions import Condition, First
    from plansheet.generate.context import Context
    from plansheet.generate.entries import Rule
    from plansheet.generate.formulas import Number, Words
    from plansheet.model.plans import Plan
    from plansheet.model.risks import Risk, RiskScheme, Scale
    from plansheet.pages import Page

_CHANGED, _UNCHANGED = known(Says("changed", UNSCORED.said)), known(Says("changed", UNUSED.said))


def risks_page(plan: Plan, scheme: RiskScheme, context: Context) -> Page:
    """Return the Risks page: the risks of the register that are not closed, as last reported."""
    sheet = risks_sheet(scheme)
    asked = open_cells(sheet.entries, context.quarter)
    codes = tuple((scale.key, tuple(step.code for step in scale.steps)) for scale in scheme.inputs)
    rules = choice_rules(sheet.entries, context.quarter, risk_answer(scheme), codes)
    rows = [
        Row(
            risk.ref,
            with_live(
                {
                    "ref": Cell(risk.ref),
                    "risk": Cell(risk.title),
                    **asked,
                    **_before(scheme, inputs),
                },
                _live(scheme, rules, inputs),
            ),
        )
        for risk, inputs in _open_risks(plan, scheme, context)
    ]
    return page_of(sheet, context, rows, freeze="risk")


def _open_risks(
    plan: Plan, scheme: RiskScheme, context: Context
) -> Iterator[tuple[Risk, Mapping[str, str]]]:
    """Yield each risk that is not closed, with the inputs that the earlier returns left."""
    for risk in plan.risks:
        inputs: Mapping[str, str] = risk.inputs
        is_closed = risk.closed is not None
        for earlier in context.earlier:
            answers = earlier.rows(RISKS).get(risk.ref, {})
            position = risk_position(plan.code, risk, scheme, answers, inputs)
            inputs, is_closed = position.inputs, is_closed or position.is_closed
        if not is_closed:
            yield risk, inputs


def _before(scheme: RiskScheme, inputs: Mapping[str, str]) -> dict[str, Cell]:
    assessment = scheme.assess(inputs)
    steps = {scale.key: scale.step(inputs.get(scale.key, "")) for scale in scheme.inputs}
    return {
        **{f"{key}_before": Cell(step_label(step) if step else "") for key, step in steps.items()},
        "score_before": Cell(assessment.score if assessment else ""),
        "band_before": Cell(assessment.band if assessment else ""),
    }


def _live(
    scheme: RiskScheme, rules: tuple[Rule, ...], inputs: Mapping[str, str]
) -> dict[str, Words]:
    """Return the live cells of a row; `rules` are those of Check that all rows share."""
    errors, *_ = rules
    ranks = [_rank(scale, inputs) for scale in scheme.inputs]
    live = {rank.scale.key: known_number(rank) for rank in ranks}
    likelihood = live[scheme.likelihood.key]
    impacts = {scale: live[scale.key] for scale in scheme.impacts}
    worst = known_number(Largest(tuple(impacts.values())))
    scored = known(All((_above_zero(likelihood), _above_zero(worst))))
    score: Words = Joined((Product(likelihood, worst),))
    band: Words = BandName(scheme, Product(likelihood, worst))
    if not scheme.bands:
        code = _worst_code(impacts, worst)
        score = Joined((Code(scheme.likelihood, likelihood), Said(" "), code))
        band = first((_needs_treatment(scheme, likelihood, worst), TREAT), otherwise=NO_TREATMENT)
    return {
        "score": _when_changed(errors, scored, score, "score"),
        "band": _when_changed(errors, scored, band, "band"),
        CHECK: _check(rules, scored, _differs(live, ranks)),
    }


def _rank(scale: Scale, inputs: Mapping[str, str]) -> Rank:
    step = scale.step(inputs.get(scale.key, ""))
    return Rank(scale, step.rank if step else 0)


def _above_zero(rank: Number) -> Condition:
    return Compare(rank, ">", Constant(Decimal(0)))


def _needs_treatment(scheme: RiskScheme, likelihood: Number, worst: Number) -> Condition:
    return All(
        (
            Compare(worst, ">=", Constant(Decimal(scheme.treat_impact))),
            Compare(likelihood, ">=", Constant(Decimal(scheme.treat_likelihood))),
        )
    )


def _worst_code(ranks: Mapping[Scale, Number], worst: Number) -> Words:
    """Return the code of the worst impact: the first that ranks so, where the scales differ."""
    last = [*ranks][-1]
    return first(
        *(
            (Compare(rank, "=", worst), Code(scale, worst))
            for scale, rank in ranks.items()
            if scale.steps != last.steps
        ),
        otherwise=Code(last, worst),
    )


def _when_changed(errors: Rule, scored: Condition, live: Words, key: str) -> First:
    return first(
        (errors[0], ""),
        (Not(_CHANGED), Joined((Shown(f"{key}_before"),))),
        (scored, live),
        otherwise="",
    )


def _differs(live: Mapping[str, Number], ranks: Iterable[Rank]) -> Condition:
    """Return the condition that an input is filled in with another step than the one before."""
    return Any(
        tuple(
            Not(Compare(live[rank.scale.key], "=", Constant(Decimal(rank.before))))
            for rank in ranks
        )
    )


def _check(rules: tuple[Rule, ...], scored: Condition, differs: Condition) -> First:
    return first(
        *rules,
        (All((_CHANGED, Not(scored))), UNSCORED.check),
        (All((_UNCHANGED, differs)), UNUSED.check),
        otherwise=COMPLETE,
    )
