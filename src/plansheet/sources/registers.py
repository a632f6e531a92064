"""Rows of every other table made into what they stand for: projects, risks, contracts and so on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.model.periods import FinancialYear, parse_quarter
from plansheet.model.plans import (
    Action,
    Budget,
    Change,
    Contract,
    Milestone,
    Objective,
    Post,
    Project,
    RatingCount,
    Service,
    Skill,
    Version,
)
from plansheet.model.risks import Risk
from plansheet.model.sums import parse_extension, parse_sum
from plansheet.problems import problem
from plansheet.sources.known import is_nothing

if TYPE_CHECKING:
    from decimal import Decimal

    from plansheet.model.risks import RiskScheme, Scale
    from plansheet.sources.known import Line


def read_service(line: Line, code: str) -> Service:
    """Return the service of a row of the table Service."""
    return Service(
        code=code,
        name=line.text("name"),
        head=line.said("head"),
        email=line.said("email"),
        source_data=line.said("source_data"),
        data_entry=line.said("data_entry"),
        checked_by=line.said("checked_by"),
        deputy=line.said("deputy"),
        committee=line.said("committee"),
    )


def read_objective(line: Line) -> Objective:
    """Return one measure of the strategic contribution; its cells keep their lines."""
    return Objective(
        theme=line.text("theme"),
        objective=line.text("objective"),
        measure=line.lines("measure"),
        target=line.lines("target"),
        lead_service=line.text("lead_service"),
    )


def read_project(line: Line) -> Project:
    """Return a project with a milestone for every year or quarter in which something stands."""
    milestones = tuple(
        Milestone("", line.cell(column.index), column.period)
        for column in line.table.periods
        if not is_nothing(line.cell(column.index))
    )
    return Project(
        ref=line.text("ref"),
        title=line.text("title"),
        outcome=line.lines("outcome"),
        manager=line.said("manager"),
        sponsor=line.said("sponsor"),
        funding=line.said("funding"),
        objective=line.said("objective"),
        milestones=milestones,
    )


def read_risk(line: Line, scheme: RiskScheme | None) -> Risk:
    """Return a risk with its inputs as codes of the scheme's steps.

    What is no step is told, and kept as it is written.
    """
    inputs = {}
    for scale in scheme.inputs if scheme else ():
        index = line.table.scales.get(scale.key)
        said = "" if index is None else line.cell(index)
        if index is not None and not is_nothing(said):
            inputs[scale.key] = _step(line, scale, index, said)
    return Risk(
        ref=line.text("ref"),
        title=line.text("title"),
        group=line.text("group"),
        strategic=line.said("strategic"),
        objective=line.said("objective"),
        inputs=inputs,
        printed_score=line.said("printed_score"),
        printed_treatment=line.said("printed_treatment"),
        reason=line.lines("reason"),
        last_review=line.day("last_review"),
        next_milestone=line.day("next_milestone"),
        next_review=line.day("next_review"),
        closed=line.day("closed"),
    )


def _step(line: Line, scale: Scale, index: int, said: str) -> str:
    step = scale.step(said)
    if step:
        return step.code
    words = ", ".join(f"{step.code} ({step.word})" for step in scale.steps)
    found = problem(
        "unknown-word",
        line.place(index),
        read=said,
        heading=scale.heading,
        used="nothing",
        words=words,
    )
    line.told.append(found)
    return said


def read_contract(line: Line) -> Contract:
    """Return a contract; sum and extension keep their text whatever can be read of them."""
    return Contract(
        ref=line.text("ref"),
        agreement=line.text("agreement"),
        service_area=line.text("service_area"),
        contact=line.said("contact"),
        description=line.lines("description"),
        supplier=line.said("supplier"),
        total=parse_sum(line.text("total")) if line.said("total") else None,
        start=line.day("start"),
        end=line.day("end"),
        review=line.day("review"),
        extension=parse_extension(line.text("extension")) if line.text("extension") else None,
    )


def read_budget(line: Line) -> Budget:
    """Return a line of the budget; a year that Finance has yet to fill in is None."""
    amounts = {
        column.period: _amount(line, column.index)
        for column in line.table.periods
        if isinstance(column.period, FinancialYear)
    }
    return Budget(line.text("heading"), amounts)


def _amount(line: Line, index: int) -> Decimal | None:
    text = line.cell(index)
    if is_nothing(text):
        return None
    amount = parse_sum(text).amount
    if amount is None:
        heading = line.table.source.columns[index]
        found = problem("amount-unread", line.place(index), heading=heading, read=text)
        line.told.append(found)
    return amount


def read_post(line: Line) -> Post:
    """Return a single point of failure."""
    return Post(
        job_title=line.text("job_title"),
        succession=line.lines("succession"),
        risks_and_skills=line.lines("risks_and_skills"),
        knowledge_and_networks=line.lines("knowledge_and_networks"),
        impact=line.lines("impact"),
        options=line.lines("options"),
    )


def read_skill(line: Line) -> Skill:
    """Return a qualification that a post needs."""
    return Skill(
        job_title=line.text("job_title"),
        qualification=line.lines("qualification"),
        cpd_required=line.text("cpd_required"),
    )


def read_action(line: Line) -> Action:
    """Return a line of an action or improvement plan."""
    return Action(
        ref=line.text("ref"),
        action=line.lines("action"),
        steps=line.lines("steps"),
        supporting=line.lines("supporting"),
        by_when=line.text("by_when"),
        officer=line.text("officer"),
    )


def read_rating_count(line: Line) -> RatingCount:
    """Return what a report counts under each rating; the counts stay as they are written."""
    return RatingCount(
        rated=line.text("rated"),
        completed=line.text("completed"),
        on_target=line.text("on_target"),
        needs_attention=line.text("needs_attention"),
        needs_amendment=line.text("needs_amendment"),
        closed=line.text("closed"),
    )


def read_version(line: Line) -> Version:
    """Return a line of the version control."""
    return Version(
        version=line.text("version"),
        date=line.text("date"),
        reason=line.lines("reason"),
        made_by=line.text("made_by"),
    )


def read_change(line: Line) -> Change | None:
    """Return a dated change; without a quarter it can hold from, it is told and None."""
    said = line.text("starts")
    starts = parse_quarter(said)
    if starts is None:
        line.tell_word("starts", said, "nothing of this row", "2018-19-Q2, Q2 2018/19")
        return None
    return Change(
        ref=line.text("ref"),
        what=line.text("what"),
        old=line.lines("old"),
        new=line.lines("new"),
        starts=starts,
        reason=line.lines("reason"),
        approved_by=line.text("approved_by"),
    )
