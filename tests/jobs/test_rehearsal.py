"""The demo's turns: each is played once, by the first workbook that it can be done to."""

from __future__ import annotations

from forms import CONTRACTS, INDICATORS, PROJECTS, Q1, context, indicator, plan

from plansheet.generate import generate
from plansheet.jobs.rehearsal import Asked, Script

WORDS = ["words where a figure belongs", "the same, corrected"]
TARGET = ["a target typed over"]
REARRANGED = ["an inserted row and a renamed sheet"]
ANOTHERS = ["last quarter's workbook", "the right one, late"]
CAREFUL = ["a careful return"]
FIGURE = indicator("CP01", target="50")
NO_TARGET = indicator("CP02")
ANNUAL = indicator("CP03", how_often="annual", target="50")
STEP = indicator("CP04", unit="date", how_often="ad hoc", target="May 2018")


def asked(*indicators: object, had_one_before: bool = False, **tables: object) -> Asked:
    made = plan(*indicators, **tables)  # type: ignore[arg-type]
    return Asked(generate(made, context(Q1)), had_one_before=had_one_before)


def played(*workbooks: Asked) -> list[list[str]]:
    script = Script()
    return [[each.what for each in script.next_for(book)] for book in workbooks]


def test_every_turn_is_played_once_and_then_all_are_careful() -> None:
    whole = asked(*INDICATORS, projects=PROJECTS, had_one_before=True)
    assert played(*[whole] * 8) == [
        WORDS,
        TARGET,
        REARRANGED,
        ANOTHERS,
        CAREFUL,
        [],
        CAREFUL,
        CAREFUL,
    ]


def test_last_quarters_workbook_is_not_sent_by_who_had_none() -> None:
    assert played(*[asked(FIGURE)] * 5) == [WORDS, TARGET, REARRANGED, CAREFUL, []]


def test_no_figure_is_got_wrong_and_no_target_typed_over_where_none_is_asked() -> None:
    assert played(asked(ANNUAL), asked(NO_TARGET), asked(FIGURE)) == [REARRANGED, WORDS, TARGET]
    assert played(asked(STEP), asked(STEP)) == [REARRANGED, CAREFUL]


def test_a_workbook_without_sheets_to_rename_is_sent_as_it_is() -> None:
    assert played(asked()) == [CAREFUL]


def sent(book: Asked, what: str) -> Asked:
    script = Script()
    while True:
        found = {each.what: each for each in script.next_for(book)}
        if what in found:
            return Asked(found[what].change(book))


def row(book: Asked, ref: str) -> tuple[object, ...]:
    page = next(each for each in book.book.pages if each.name == "Indicators")
    cells = next(each.cells for each in page.rows if each.label == ref)
    return cells["target"].value, cells["actual"].value


def test_what_is_done_to_a_workbook() -> None:
    before = asked(STEP, NO_TARGET, FIGURE)
    assert row(sent(before, WORDS[0]), "CP02") == ("No target", "a few")
    after = sent(before, TARGET[0])
    target, actual = row(before, "CP01")
    assert row(after, "CP01") == (target / 2, actual)  # type: ignore[operator]
    assert row(after, "CP02") == row(before, "CP02")


def test_the_sheet_that_is_renamed_is_the_likeliest_one() -> None:
    names = [
        {page.name for page in sent(each, REARRANGED[0]).book.pages}
        for each in (
            asked(FIGURE, projects=PROJECTS),
            asked(FIGURE, contracts=CONTRACTS),
            asked(FIGURE),
        )
    ]
    others = ("Project milestones", "Our contracts", "Our indicators")
    assert [[each for each in others if each in found] for found in names] == [
        ["Project milestones"],
        ["Our contracts"],
        ["Our indicators"],
    ]
