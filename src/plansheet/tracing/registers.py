"""How a milestone's slippage, a risk's score and a contract's turn were worked out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.layout.collection import step_label
from plansheet.model.dates import spoken_date
from plansheet.tracing.page import Fact

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from plansheet.model.periods import Quarter
    from plansheet.model.risks import Assessment, RiskScheme
    from plansheet.reconcile.projects import ContractResult, MilestoneResult
    from plansheet.reconcile.risks import RiskResult


def milestone_facts(result: MilestoneResult) -> Iterator[Fact]:
    """Yield what the plan says of a milestone."""
    yield Fact("project", "Project", f"{result.project.ref} {result.project.title}")
    yield Fact("milestone", "Milestone", result.milestone.text)
    yield Fact("due", "Due", f"{spoken_date(result.due)} (the end of {result.milestone.period})")
    if result.project.manager:
        yield Fact("manager", "Manager", result.project.manager)


def slippage(result: MilestoneResult) -> Iterator[Fact]:
    """Yield how many days late a milestone is, and from which dates."""
    reached, days = result.done_on or result.expected, result.slippage
    if reached is None or days is None:
        yield Fact("slippage", "Days late", "no date was given, so nothing is worked out")
        return
    what = "done on" if result.done_on else "now expected on"
    yield Fact(
        "slippage",
        "Days late",
        f"{what} {spoken_date(reached)} less due on {spoken_date(result.due)} = {days}"
        + (" (a minus means early)" if days < 0 else ""),
    )


def risk_facts(result: RiskResult, scheme: RiskScheme | None) -> Iterator[Fact]:
    """Yield what the register says of a risk."""
    yield Fact("risk", "Risk", result.risk.title)
    if scheme is not None:
        yield Fact("scheme", "Scheme", scheme.name)
    if result.risk.group:
        yield Fact("group", "Group", result.risk.group)


def scoring(result: RiskResult, scheme: RiskScheme | None) -> Iterator[Fact]:
    """Yield how a risk was scored before the quarter and in it, and which way it moved."""
    if scheme is None:
        return
    if result.before is not None:
        yield Fact("before", "Before", _score_words(scheme, result.before))
    if result.now is None:
        yield Fact("now", "Now", "not scored: it was closed, or nobody answered")
        return
    yield Fact("inputs", "Answered", _inputs_words(scheme, result.inputs))
    yield Fact("now", "Now", _score_words(scheme, result.now))
    yield Fact("moved", "Moved", result.moved or "not to be compared")


def _score_words(scheme: RiskScheme, found: Assessment) -> str:
    """Return a score in words: a product where the scheme has bands, else a place on its map."""
    likelihood, impact = step_label(found.likelihood), step_label(found.impact)
    if scheme.bands:
        product = f"{found.likelihood.rank} x {found.impact.rank} = {found.score}"
        return f"likelihood {likelihood}, impact {impact}: {product}, {found.band}"
    return f"likelihood {likelihood}, worst impact {impact}: {found.score}, {found.band}"


def _inputs_words(scheme: RiskScheme, inputs: Mapping[str, str]) -> str:
    found = ((scale.heading, scale.step(inputs.get(scale.key, ""))) for scale in scheme.inputs)
    return "; ".join(f"{name} {step_label(step) if step else '-'}" for name, step in found)


def contract_facts(result: ContractResult) -> Iterator[Fact]:
    """Yield what the plan says of a contract."""
    contract = result.contract
    yield Fact("agreement", "Agreement", contract.agreement)
    said = {
        "supplier": ("Supplier", contract.supplier),
        "sum": ("Sum", contract.total.text if contract.total else ""),
        "end": ("End", spoken_date(contract.end) if contract.end else ""),
        "review": ("Review", spoken_date(contract.review) if contract.review else ""),
    }
    for key, (label, words) in said.items():
        if words:
            yield Fact(key, label, words)


def contract_turn(result: ContractResult, quarter: Quarter) -> Iterator[Fact]:
    """Yield why the quarter asks about a contract, and what was said of it."""
    last = quarter.plus(2).last_day
    yield Fact(
        "asked",
        "Why it is asked",
        f"{spoken_date(result.due)} lies between {spoken_date(quarter.first_day)} and "
        f"{spoken_date(last)}, six months after the quarter",
    )
    yield Fact("next_step", "What happens next", result.next_step or "not reported")
