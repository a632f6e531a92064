"""The Risks page: each risk as it stood, and live scores for what has changed.

An input that is left empty stays as it was, in the live score as in what is compiled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.generate.cells import open_cells, page_of
from plansheet.generate.formulas import COMPLETE, blank, listed, quoted
from plansheet.layout.collection import risks_sheet, step_label
from plansheet.model.risks import NO_TREATMENT, TREAT
from plansheet.pages import Cell, Formula, Row
from plansheet.reconcile.risks import risk_position
from plansheet.reconcile.words import CHANGED, CLOSED, NO_CHANGE, RISKS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from plansheet.generate.context import Context
    from plansheet.model.plans import Plan
    from plansheet.model.risks import Assessment, Risk, RiskScheme, Scale
    from plansheet.pages import Page

_START = "Choose No change, Changed or Closed"


def risks_page(plan: Plan, scheme: RiskScheme, context: Context) -> Page:
    """Return the Risks page: the risks of the register that are not closed, as last reported."""
    sheet = risks_sheet(scheme)
    rows = [
        Row(
            risk.ref,
            {
                "ref": Cell(risk.ref),
                "risk": Cell(risk.title),
                **open_cells(sheet.entries, context.quarter),
                **_before(scheme, inputs),
                **_live(scheme, scheme.assess(inputs)),
            },
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


def _live(scheme: RiskScheme, before: Assessment | None) -> dict[str, Cell]:
    likelihood = _rank(scheme.likelihood)
    impacts = [_rank(scale) for scale in scheme.impacts]
    worst = impacts[0] if len(impacts) == 1 else f"MAX({','.join(impacts)})"
    scored = f"AND({likelihood}>0,{worst}>0)"
    if scheme.bands:
        score = f'{likelihood}*{worst}&""'
        floors = ",".join(["1", *(str(band.up_to + 1) for band in scheme.bands[:-1])])
        names = listed(band.name for band in scheme.bands)
        band = f"LOOKUP({likelihood}*{worst},{{{floors}}},{names})"
    else:
        place = _code(scheme.likelihood, likelihood)
        score = f'{place}&" "&{_worst_code(scheme, impacts, worst)}'
        treated = f"AND({worst}>={scheme.treat_impact},{likelihood}>={scheme.treat_likelihood})"
        band = f"IF({treated},{quoted(TREAT)},{quoted(NO_TREATMENT)})"
    return {
        "score": Cell(_when_changed(scored, score, "score", before.score if before else "")),
        "band": Cell(_when_changed(scored, band, "band", before.band if before else "")),
        "check": Cell(Formula(_check(scheme, scored), _START), "word"),
    }


def _when_changed(scored: str, live: str, key: str, now: str) -> Formula:
    changed = f"[changed]={quoted(CHANGED)}"
    return Formula(f'=IF({changed},IF({scored},{live},""),[{key}_before]&"")', now)


def _check(scheme: RiskScheme, scored: str) -> str:
    done = f'IF({blank("reason")},"Add a reason for change",{quoted(COMPLETE)})'
    closed = f'IF({blank("reason")},"Add a reason for closing",{quoted(COMPLETE)})'
    nothing = blank(*(scale.key for scale in scheme.inputs))
    changed = (
        f'IF({nothing},"Fill in what has changed",'
        f'IF({scored},{done},"Fill in likelihood and impact"))'
    )
    return (
        f"=IF([changed]={quoted(NO_CHANGE)},{quoted(COMPLETE)},"
        f"IF([changed]={quoted(CLOSED)},{closed},"
        f"IF([changed]={quoted(CHANGED)},{changed},{quoted(_START)})))"
    )


def _rank(scale: Scale) -> str:
    """Return the rank of what holds in a scale: as entered, else as before; 0 where it is no step.

    The list shows `III Significant`; a bare `III`, or a 3 that became a number, ranks the same.
    """
    said = f'TRIM(IF({blank(scale.key)},[{scale.key}_before],[{scale.key}])&"")'
    codes = listed(step.code for step in scale.steps)
    return f'IFERROR(MATCH(LEFT({said},FIND(" ",{said}&" ")-1),{codes},0),0)'


def _code(scale: Scale, rank: str) -> str:
    return f"INDEX({listed(step.code for step in scale.steps)},{rank})"


def _worst_code(scheme: RiskScheme, ranks: list[str], worst: str) -> str:
    """Return the code of the worst impact: the first that ranks so, where the scales differ."""
    *others, last = scheme.impacts
    code = _code(last, worst)
    for scale, rank in reversed(list(zip(others, ranks, strict=False))):
        if scale.steps != last.steps:
            code = f"IF({rank}={worst},{_code(scale, worst)},{code})"
    return code
