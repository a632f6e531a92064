"""`enter`: a figure that was told by telephone or in a mail, kept with its source."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from plansheet.collect.reread import as_said, no_figure, reread
from plansheet.collect.tables import canonical
from plansheet.errors import DecisionError
from plansheet.jobs.outcome import Outcome
from plansheet.jobs.quarters import whole_quarter
from plansheet.jobs.rulings import keep
from plansheet.jobs.settled import forms_of
from plansheet.jobs.versions import counting_return
from plansheet.layout.collection import REASONS
from plansheet.model.indicators import CountsAs
from plansheet.model.ratios import parse_ratio
from plansheet.model.records import Choice, Decision
from plansheet.model.returns import Return
from plansheet.model.units import plain
from plansheet.problems import Level, Place, problem
from plansheet.reconcile.words import EARLIER_FIGURES, INDICATORS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from plansheet.collect.issued import Asked
    from plansheet.collect.tables import TableRow
    from plansheet.jobs.council import Council
    from plansheet.jobs.outcome import World
    from plansheet.layout.columns import Column
    from plansheet.model.periods import Quarter
    from plansheet.problems import Problem

_ODD = frozenset({"implausible", "cumulative-falls", "denominator-zero", "denominator-missing"})
_REASON, _WHY = "Reason if no figure", REASONS[1]
_USUAL = {INDICATORS: "Actual", EARLIER_FIGURES: "Final figure"}


@dataclass(frozen=True, slots=True)
class Told:
    """What was told of one row, and how: `ref` with or without its sheet, a column's heading."""

    quarter: Quarter
    service: str
    ref: str
    value: str
    source: str
    column: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of a service's workbook: what its sheet asked, its label, and its cells as sent."""

    form: Asked
    label: str
    sent: TableRow

    @property
    def name(self) -> str:
        return f"{self.form.layout.name}:{self.label}"


def enter_figure(council: Council, told: Told, world: World) -> Outcome:
    """Keep a figure that was told, in the place of what the return says there, or without one.

    Both numbers of a ratio are given as `171 of 190`. A value that cannot be used is told and
    nothing is kept. Raises DecisionError where the row or the column is not asked for.
    """
    council.required(told.quarter)
    code = next(iter(council.wanted([told.service], told.quarter)))
    came = counting_return(council.ledger, code, told.quarter)
    returned = came or Return(code, told.quarter, "", "", "")
    row = _row(council, returned, told)
    given = _given(row, told)
    read = [_read(row, each) for each in given]
    problems = tuple(problem for _, said in read for problem in said)
    if not all(is_usable for is_usable, _ in read):
        line = f"{row.name} of {code}: nothing was entered."
        return Outcome(lines=(line,), problems=problems, held=True)
    known = council.ledger.decisions(told.quarter, code)
    decisions = [_decision(returned, row, one, told, world) for one in given]
    new = [each for each in decisions if not _is_known(each, known)]
    for decision in new:
        keep(council, decision, world)
    what = " of ".join(value for _, value in given)
    line = f"{row.name} of {code} is {what} ({told.source})."
    odd = () if world.dry_run else _odd(council, returned, row, world)
    return Outcome(
        lines=(line if new else f"{line} Nothing was changed.",), problems=(*problems, *odd)
    )


def _odd(council: Council, returned: Return, row: _Row, world: World) -> tuple[Problem, ...]:
    """Return what is odd about the figures of a row, now that one was told."""
    whole = whole_quarter(council, returned.quarter, world.now.date())
    mine = next(each for each in whole.services if each.plan.code == returned.service)
    return tuple(
        each for each in mine.problems if each.code in _ODD and each.place.label == row.label
    )


def _read(row: _Row, given: tuple[Column, str]) -> tuple[bool, list[Problem]]:
    """Return whether what is told can be used, and what is to be said of it.

    How a value was read that is used needs no words: it is said what was entered.
    """
    column, value = given
    place = Place(label=row.name)
    answer, said = reread(value, row.form.question(column, row.sent, place))
    if answer is not None and answer.value is not None:
        return True, [each for each in said if each.level is not Level.NOTE]
    if answer is not None and no_figure(answer):
        return False, [problem("told-nothing", place, value=value, heading=_REASON, example=_WHY)]
    return False, said


def _not_issued(council: Council, service: str, quarter: Quarter) -> str:
    """Return what to do about a figure of a quarter that no workbook asks for."""
    said = f"No workbook of {service} has been issued for {quarter}."
    issued = council.ledger.quarters()
    if issued and quarter < issued[0]:
        return (
            f"{said} It was before the first that was, {issued[0]}: take its figures in with "
            "'plansheet history import FILE', for example from a file figures.csv with the lines "
            f"Service,Ref,{quarter.year} Q{quarter.number} and {service},CP05,45."
        )
    return f"{said} Run 'plansheet generate {quarter.label}' first."


def _row(council: Council, returned: Return, told: Told) -> _Row:
    """Return the row that is meant; DecisionError where no issue asks for it."""
    forms = forms_of(council, returned)
    if not forms:
        raise DecisionError(_not_issued(council, returned.service, told.quarter))
    sheet, _, label = (part.strip() for part in told.ref.rpartition(":"))
    wanted = sheet or INDICATORS
    form = next(
        (each for name, each in forms.items() if name.casefold() == wanted.casefold()), None
    )
    rows = form.sent.rows if form else {}
    found = next((each for each in rows if each.casefold() == label.casefold()), None)
    if form is None or found is None:
        refs = ", ".join(rows) or "none"
        message = (
            f"The workbook of {returned.service} for {told.quarter} has no row '{label}' on the "
            f"sheet {wanted}. Its rows are: {refs}."
        )
        raise DecisionError(message)
    return _Row(form, found, rows[found])


def _given(row: _Row, told: Told) -> list[tuple[Column, str]]:
    """Return the columns that are given, with their values; DecisionError for one that is none."""
    layout = row.form.layout
    heading = told.column or _USUAL.get(layout.name, "")
    numbers = parse_ratio(told.value)
    if not told.column and layout.name == INDICATORS and _is_ratio(row):
        if numbers is None:
            message = (
                f"{row.label} is worked out from two numbers. Give both, for example '171 of 190', "
                "or one with --column Numerator."
            )
            raise DecisionError(message)
        if numbers[0] and not numbers[1]:
            message = f"Nothing can be a share of 0. Give {row.label} as for example '171 of 190'."
            raise DecisionError(message)
        keys = ("numerator", "denominator")
        both = zip(keys, numbers, strict=True)
        return [(layout.column(key), plain(number)) for key, number in both]
    wanted = heading.casefold().rstrip("* ")
    column = next((each for each in layout.entries if each.heading.casefold() == wanted), None)
    if column is None or not row.form.is_open(column, row.sent):
        names = [each.heading for each in layout.entries if row.form.is_open(each, row.sent)]
        under = f" under '{heading}'" if heading else ""
        message = f"Nothing is asked for at {row.name}{under}. " + (
            f"Give --column one of: {', '.join(names)}."
            if names
            else f"It is not due in {told.quarter}."
        )
        raise DecisionError(message)
    return [(column, told.value)]


def _is_ratio(row: _Row) -> bool:
    return canonical(row.sent.cells.get("counts_as")) == CountsAs.RATIO


def _decision(
    returned: Return, row: _Row, given: tuple[Column, str], told: Told, world: World
) -> Decision:
    (column, value), sheet = given, row.form.layout.name
    answer = returned.rows(sheet).get(row.label, {}).get(column.key)
    return Decision(
        quarter=told.quarter,
        service=returned.service,
        sheet=sheet,
        row=row.label,
        column=column.heading,
        said=as_said(answer, row.form.question(column, row.sent, Place())) if answer else "",
        choice=Choice.ENTER,
        value=value,
        outcome="",
        reason=told.source,
        by=told.by,
        sha256=returned.sha256,
        made=world.now,
    )


def _is_known(decision: Decision, known: Iterable[Decision]) -> bool:
    """Return whether the last decision about a cell is the very same."""
    same = [
        each
        for each in known
        if (each.sheet, each.row, each.column) == (decision.sheet, decision.row, decision.column)
    ]
    return bool(same) and replace(same[-1], made=decision.made) == decision
