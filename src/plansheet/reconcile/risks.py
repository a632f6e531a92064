"""Where each risk stands: before the quarter and now, and what moved.

A risk that nobody answered has no position now: nothing is carried forward.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from plansheet.model.ratings import Travel
from plansheet.reconcile.answers import day_of, text_of
from plansheet.reconcile.words import CHANGED, CLOSED, NO_CHANGE, RISKS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from plansheet.model.plans import Plan
    from plansheet.model.returns import Answers, Return
    from plansheet.model.risks import Assessment, Risk, RiskScheme, Scale

Inputs: TypeAlias = "Mapping[str, str]"


@dataclass(frozen=True, slots=True)
class RiskResult:
    """One risk in a quarter.

    `answer` is what was chosen under `Changed?`, "" where nothing was. `before` and `now` are
    None where the inputs do not make a score, `now` also where the risk was not answered or is
    closed. `inputs` are the step codes that hold now, for the next quarter. `moved` is None where
    nothing can be compared, or one input rose and another fell on a map without scores. `unused`
    are the keys of inputs that were filled in beside `No change` and differ from those before.
    """

    service: str
    risk: Risk
    answer: str
    inputs: Inputs
    before: Assessment | None = None
    now: Assessment | None = None
    moved: Travel | None = None
    needs_treatment: bool | None = None
    last_review: date | None = None
    next_review: date | None = None
    reason: str = ""
    unused: tuple[str, ...] = ()

    @property
    def is_closed(self) -> bool:
        """Return whether the return closed it."""
        return self.answer == CLOSED


def reconcile_risks(
    plan: Plan, returned: Return | None, before: Mapping[str, Inputs] | None = None
) -> tuple[RiskResult, ...]:
    """Return a result for each open risk of the plan; none where the plan names no scheme.

    `before` holds the step codes that the last quarter left, by ref; a risk that is not there
    starts from the plan's register.
    """
    if plan.scheme is None:
        return ()
    rows = returned.rows(RISKS) if returned else {}
    return tuple(
        risk_position(
            plan.code, risk, plan.scheme, rows.get(risk.ref, {}), (before or {}).get(risk.ref)
        )
        for risk in plan.risks
        if risk.closed is None
    )


def risk_position(
    service: str,
    risk: Risk,
    scheme: RiskScheme,
    answers: Answers,
    before: Inputs | None = None,
) -> RiskResult:
    """Return where a risk stands after the answers of one row of the Risks sheet."""
    started = risk.inputs if before is None else before
    said = text_of(answers, "changed")
    inputs = _moved_inputs(scheme, started, answers) if said == CHANGED else started
    was = scheme.assess(started)
    now = scheme.assess(inputs) if said in {NO_CHANGE, CHANGED} else None
    treatment = scheme.needs_treatment(now.likelihood, now.impact) if now else None
    return RiskResult(
        service,
        risk,
        said,
        inputs,
        was,
        now,
        _moved(scheme, was, now),
        None if scheme.bands else treatment,
        day_of(answers, "last_review") or risk.last_review,
        day_of(answers, "next_review") or risk.next_review,
        text_of(answers, "reason"),
        _differing(scheme, started, answers) if said == NO_CHANGE else (),
    )


def _moved_inputs(scheme: RiskScheme, started: Inputs, answers: Answers) -> dict[str, str]:
    said = {scale.key: _code(scale, text_of(answers, scale.key)) for scale in scheme.inputs}
    return {**started, **{key: code for key, code in said.items() if code is not None}}


def _differing(scheme: RiskScheme, started: Inputs, answers: Answers) -> tuple[str, ...]:
    """Return the keys of inputs that were filled in with another step than the one before."""
    now = _moved_inputs(scheme, started, answers)
    return tuple(
        scale.key
        for scale in scheme.inputs
        if scale.step(now.get(scale.key, "")) != scale.step(started.get(scale.key, ""))
    )


def _code(scale: Scale, text: str) -> str | None:
    """Return the code of what was chosen ("III", "III Significant"), "" for a dash, else None."""
    if scale.may_be_blank and text in {"-", "\N{EN DASH}"}:
        return ""
    step = scale.step(text) or scale.step(text.partition(" ")[0])
    return step.code if step else None


def _moved(scheme: RiskScheme, was: Assessment | None, now: Assessment | None) -> Travel | None:
    """Return whether a risk got better (milder), worse, or stayed."""
    if was is None or now is None:
        return None
    likelier = now.likelihood.rank - was.likelihood.rank
    graver = now.impact.rank - was.impact.rank
    if scheme.bands:
        likelier, graver = int(now.score) - int(was.score), 0
    if not likelier and not graver:
        return Travel.SAME
    if likelier >= 0 and graver >= 0:
        return Travel.WORSE
    return Travel.BETTER if likelier <= 0 and graver <= 0 else None
