"""Whatever the plan, its workbook comes back as it was sent, and gives what was filled in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from forms import MADE, SERVICE, WORDS, YEAR, Form, context, edited, filled
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plansheet.excel.write import write_book
from plansheet.generate import generate
from plansheet.layout.columns import Reads, accepted
from plansheet.model.indicators import CountsAs, GoodIs, HowOften, Indicator, Way
from plansheet.model.plans import Contract, Milestone, Plan, Project
from plansheet.model.returns import Figure
from plansheet.model.risks import FIVE_BY_SIX, FOUR_BY_FOUR, Risk
from plansheet.model.targets import parse_actual, parse_target
from plansheet.model.units import Unit
from plansheet.pages import address
from plansheet.refs import read_ref

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forms import Entries
    from openpyxl.workbook import Workbook

    from plansheet.layout.columns import Column
    from plansheet.model.periods import FinancialYear, Quarter
    from plansheet.model.risks import RiskScheme, Scale
    from plansheet.pages import Value

ANY = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
SLOW = settings(ANY, max_examples=5)

ODD = (
    '=HYPERLINK("http://x.example","here")',
    "+44 20 7946 0000",
    "-1+1",
    "@SUM(A1)",
    "'quoted' \"doubled\" \N{LEFT DOUBLE QUOTATION MARK}curly\N{RIGHT DOUBLE QUOTATION MARK}",
    "two\nlines\r\nand\ra third",
    "long " * 7_000,
    "a &amp; <b>",
    "<r><t>markup</t></r>",
    "caf\N{LATIN SMALL LETTER E WITH ACUTE} \N{PILE OF POO} \N{ARABIC LETTER ALEF} \ufffe\x0b\x00",
    "007",
    "1/4",
    "TRUE",
    "#REF!",
    "[actual] & {1}",
)
# A row is known by its ref: plans are read so that it is one line and no blank stands at its ends.
REFS = st.one_of(
    st.sampled_from(
        ["007", "CP 1", "1.1.1", "=A1", "-", "CP05", "Année/1", "a&b<c>", "'x", "No", "Ref"]
    ),
    st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=9),
).map(lambda text: read_ref(text) or "NEW-1")
TEXTS = st.one_of(st.sampled_from(ODD), st.text(st.characters(codec="utf-8"), max_size=40))
DAYS = st.dates(date(2018, 7, 1), date(2018, 12, 31))
TARGETS = st.sampled_from(
    [
        "",
        "TBC",
        "79%",
        "37",
        "<752",
        "Q1 60 Q2 140 Q3 200 Q4 240",
        "Set baseline",
        "Baseline + 2.5%",
        "July 2018",
        "January 2019",
        "£91,130",
        "0",
        "somewhere near 5",
    ]
)
EDGES = GoodIs(Way.WITHIN, Decimal(80), Decimal(120), "within 80 to 120")
WAYS = st.sampled_from([GoodIs(Way.HIGHER), GoodIs(Way.LOWER), GoodIs(Way.NONE), EDGES])
SMALL = st.decimals(-10_000, 10_000, places=2).map(lambda number: number + Decimal(0))

RATIOS = st.tuples(st.integers(0, 900), st.integers(900, 1_800)).map(
    lambda both: f"{both[0]} of {both[1]}"
)


@st.composite
def indicators(draw: st.DrawFn, ref: str) -> Indicator:
    unit, target = draw(st.sampled_from(Unit)), draw(TARGETS)
    return Indicator(
        ref,
        draw(TEXTS),
        "KPI",
        unit,
        draw(WAYS),
        draw(st.sampled_from(HowOften)),
        draw(st.sampled_from(CountsAs)),
        definition=draw(TEXTS),
        supplied_by=draw(st.sampled_from(["", SERVICE.code, "waste"])),
        actuals={YEAR.plus(-1): parse_actual(draw(TARGETS), unit, YEAR.plus(-1))},
        targets={YEAR: parse_target(target, unit, YEAR)},
    )


def inputs(scale: Scale) -> st.SearchStrategy[str]:
    return st.sampled_from(["", *(step.code for step in scale.steps)])


@st.composite
def risks(draw: st.DrawFn, ref: str, scheme: RiskScheme) -> Risk:
    found = {scale.key: draw(inputs(scale)) for scale in scheme.inputs}
    return Risk(ref, draw(TEXTS), inputs=found)


@st.composite
def contracts(draw: st.DrawFn, ref: str) -> Contract:
    end, review = draw(st.none() | DAYS), draw(st.none() | DAYS)
    return Contract(ref, draw(TEXTS), supplier=draw(TEXTS), end=end, review=review)


@st.composite
def projects(draw: st.DrawFn, ref: str) -> Project:
    every: list[FinancialYear | Quarter] = [YEAR, *YEAR.quarters]
    periods = draw(st.lists(st.sampled_from(every), max_size=3))
    milestones = tuple(
        Milestone(f"{ref}-M{number}", draw(TEXTS), period)
        for number, period in enumerate(periods, start=1)
    )
    return Project(ref, draw(TEXTS), milestones=milestones)


def refs(most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(REFS, max_size=most, unique_by=str.casefold)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    scheme = draw(st.sampled_from([None, FIVE_BY_SIX, FOUR_BY_FOUR]))
    return Plan(
        replace(SERVICE, name=draw(TEXTS.filter(str.strip))),
        "A plan",
        (YEAR,),
        "a plan.md",
        indicators=tuple(draw(indicators(ref)) for ref in draw(refs(5))),
        projects=tuple(draw(projects(ref)) for ref in draw(refs(2))),
        risks=tuple(draw(risks(ref, scheme)) for ref in draw(refs(3))) if scheme else (),
        scheme=scheme,
        contracts=tuple(draw(contracts(ref)) for ref in draw(refs(2))),
    )


@st.composite
def forms(draw: st.DrawFn) -> Form:
    quarter, plan = draw(st.sampled_from(YEAR.quarters)), draw(plans())
    before = quarter.previous
    pending = Figure(before, provisional=True, commentary=draw(TEXTS))
    figures = {each.ref: {before: pending} for each in plan.indicators}
    wording = draw(st.sampled_from([{}, WORDS]))
    book = generate(plan, context(quarter, figures=figures, wording=wording))
    return Form(book, quarter, write_book(book, MADE))


def legal(column: Column, unit: Unit, form: Form) -> st.SearchStrategy[Value]:
    """Return what a cell accepts, and gives back just as it is."""
    low, high = column.bounds.of(form.quarter)
    words = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=30)
    shares = st.decimals(-1, 2, places=4).map(lambda number: number + Decimal(0))
    kinds: Mapping[Reads | None, st.SearchStrategy[Value]] = {
        Reads.CHOICE: st.sampled_from(column.choices or ("",)),
        Reads.DATE: st.dates(low, high),
        Reads.TEXT: words.map(str.strip).filter(str.isprintable).filter(bool),
        Reads.NUMBER: SMALL,
        Reads.FIGURE: shares if unit is Unit.PERCENT else SMALL,
    }
    return kinds[accepted(column, unit)]


@st.composite
def filled_forms(draw: st.DrawFn) -> tuple[Form, Entries]:
    """Return a form and values for some of its open cells."""
    form = draw(forms())
    entries: dict[str, dict[str, dict[str, Value]]] = {}
    units = {
        row.label: Unit(str(row.cells["unit"].value))
        for page in form.book.pages
        if page.name == "Indicators"
        for row in page.rows
    }
    kinds = {
        row.label: row.cells["counts_as"].value
        for page in form.book.pages
        if page.name == "Indicators"
        for row in page.rows
    }
    for page in form.book.pages:
        for row in page.rows[:8]:
            ref = row.cells["ref"].value if "ref" in row.cells else ""
            unit = units.get(str(ref), Unit.NUMBER)
            is_ratio = kinds.get(str(ref)) == CountsAs.RATIO and unit.numeric
            for column in page.columns:
                if row.cells[column.key].is_open and draw(st.booleans()):
                    both = is_ratio and column.key == "final"
                    value = draw(RATIOS if both else legal(column, unit, form))
                    entries.setdefault(page.name, {}).setdefault(row.label, {})[column.key] = value
    return form, entries


def come_back(form: Form, data: bytes) -> tuple[Entries, list[str]]:
    """Return the values that are read of a workbook, and the codes of what is said."""
    collected = form.read(data)
    answers = {
        sheet: {
            label: {key: answer.value for key, answer in row.items()} for label, row in rows.items()
        }
        for sheet, rows in collected.answers.items()
    }
    return answers, [f"{each.code} {each.place}" for each in collected.problems]


@ANY
@given(forms())
def test_an_untouched_workbook_of_any_plan_says_nothing(form: Form) -> None:
    assert come_back(form, form.data) == ({}, [])


@ANY
@given(filled_forms())
def test_what_is_filled_in_into_any_workbook_comes_out_again(case: tuple[Form, Entries]) -> None:
    form, entries = case
    assert come_back(form, write_book(filled(form.book, entries), MADE)) == (entries, [])


@SLOW
@given(filled_forms())
def test_another_program_may_have_filled_it_in(case: tuple[Form, Entries]) -> None:
    form, entries = case

    def typed(workbook: Workbook) -> None:
        for page in form.book.pages:
            for index, row in enumerate(page.rows):
                for key, value in entries.get(page.name, {}).get(row.label, {}).items():
                    cell = workbook[page.name][address(page, key, index)]
                    cell.value = float(value) if isinstance(value, Decimal) else value
                    if isinstance(value, str):
                        cell.data_type = "s"

    assert come_back(form, edited(form.data, typed)) == (entries, [])
