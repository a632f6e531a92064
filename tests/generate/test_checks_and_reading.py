"""What a row's Check says while it is filled in, held against what reading the return finds.

Every filling is typed into its workbook by another program and comes back as any return does.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

import pytest
from fillings import Filled, filled_in
from forms import edited

from plansheet.generate.compared import elsewhere
from plansheet.generate.conditions import blank
from plansheet.generate.formulas import text_in
from plansheet.generate.live import check_shown, is_complete, worked_out
from plansheet.model.returns import Answer
from plansheet.problems import Level, is_asked
from plansheet.reconcile.risks import risk_position

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plansheet.generate.formulas import Entered
    from plansheet.pages import Page, Row
    from plansheet.problems import Problem

    Found: TypeAlias = "tuple[Page, Row, dict[str, Entered], list[Problem]]"

# The starts of what asks for a second look, and what reading calls it.
LOOKS = {
    "5 times": "implausible",
    "A fifth": "implausible",
    "Above 200%": "implausible",
    "Below -100%": "implausible",
    "Forecast above 200%": "implausible",
    "Forecast below -100%": "implausible",
    "Below last quarter's total": "cumulative-falls",
    "No change, but a score differs": "score-unused",
}
# What has nothing to correct either, or nothing to fill in.
DONE = ("Complete", "Not due", "Early date entered", "Nothing to enter")
# A Check wants what its list or cell would take. Reading understands more than that, and says so in
# a note (`1/4/18`, `II`); and takes blanks and `TBC` for nothing where nothing need stand.
UNDERSTOOD = ("choose from the list", "ype a date", "ype a number")
# More than the whole is asked of whoever types it, and no longer once it has been sent: a share
# such as that of payments in advance may be so, and what is far from its target is asked about.
NOT_ASKED_AGAIN = "Numerator above denominator"


@pytest.fixture(scope="module")
def returns() -> list[tuple[Filled, tuple[Problem, ...]]]:
    """Return thirty filled workbooks, and every problem that each comes back with."""
    filled = [filled_in(seed) for seed in range(30)]
    return [(each, each.problems(edited(each.form.data, each.type_in))) for each in filled]


def rows(returns: list[tuple[Filled, tuple[Problem, ...]]]) -> Iterator[Found]:
    """Yield every row with a Check: its page, what is typed in it, and what is found of it."""
    for filled, problems in returns:
        for page, _, row, typed in filled.rows():
            found = [
                each
                for each in problems
                if (each.place.sheet, each.place.label) == (page.name, row.label)
            ]
            yield page, row, typed, found


def test_a_complete_row_has_nothing_to_correct(
    returns: list[tuple[Filled, tuple[Problem, ...]]],
) -> None:
    wrong, complete, fixes = [], Counter[str](), Counter[str]()
    for page, row, typed, found in rows(returns):
        to_fix = [f"{each.code}: {each.message}" for each in found if each.level is Level.FIX]
        fixes[page.name] += bool(to_fix)
        if is_complete(row, typed):
            complete[page.name] += 1
            wrong += [f"{page.name} {row.label} {typed}: {said}" for said in to_fix]
    assert wrong == []
    assert all(complete[name] > 40 and fixes[name] > 40 for name in fixes), (complete, fixes)


def test_a_row_that_is_not_complete_is_asked_about(
    returns: list[tuple[Filled, tuple[Problem, ...]]],
) -> None:
    wrong, asked = [], Counter[str]()
    for page, row, typed, found in rows(returns):
        said = check_shown(row, typed)
        if said.startswith((*DONE, NOT_ASKED_AGAIN)) or said.endswith(UNDERSTOOD):
            continue
        asked[page.name] += 1
        if not has_final(row, typed) and not any(is_asked(each) for each in found):
            wrong.append(f"{page.name} {row.label} {typed}: {said}")
    assert wrong == []
    assert all(asked[name] > 40 for name in ("Indicators", "Milestones", "Risks", "Contracts"))


def test_what_wants_a_second_look_is_what_reading_asks_about(
    returns: list[tuple[Filled, tuple[Problem, ...]]],
) -> None:
    wrong, looks = [], Counter[str]()
    for page, row, typed, found in rows(returns):
        if has_final(row, typed):
            continue
        said = check_shown(row, typed)
        asked = {each.code for each in found if each.level is Level.CONFIRM}
        for start, code in LOOKS.items():
            if said.startswith(start):
                looks[start] += 1
                wrong += [] if code in asked else [f"{row.label} {typed}: {said}"]
        is_told = not blank("commentary").holds(typed)
        if asked.intersection(LOOKS.values()) and not is_told and is_complete(row, typed):
            wrong.append(f"{page.name} {row.label} {typed}: {said}, though it is asked about")
    assert wrong == []
    assert set(looks) == set(LOOKS)


def test_a_live_score_is_what_the_return_makes_of_the_row(
    returns: list[tuple[Filled, tuple[Problem, ...]]],
) -> None:
    wrong, scored = [], Counter[str]()
    for filled, _ in returns:
        scheme = filled.plan.scheme
        assert scheme is not None
        risks = {risk.ref: risk for risk in filled.plan.risks}
        for page, _, row, typed in filled.rows():
            if page.name != "Risks" or not is_complete(row, typed) or not is_changed(typed):
                continue
            answers = {key: answer(value) for key, value in typed.items()}
            answers["changed"] = answer("Changed")
            now = risk_position("", risks[row.label], scheme, answers).now
            shown = worked_out(row, typed)
            scored[scheme.name] += 1
            if now is None or (shown["score"], shown["band"]) != (now.score, now.band):
                wrong.append(f"{row.label} {typed}: {shown}, read as {now}")
    assert wrong == []
    assert min(scored.values()) > 5, scored


def has_final(row: Row, typed: dict[str, Entered]) -> bool:
    """Return whether Earlier figures changes what the row's figure is held against."""
    finals = (value for key, value in typed.items() if key.startswith(f"{elsewhere(row.label)} "))
    return any(isinstance(value, Decimal) for value in finals)


def is_changed(typed: dict[str, Entered]) -> bool:
    return text_in(typed.get("changed")).strip().casefold() == "changed"


def answer(entered: Entered) -> Answer:
    said = text_in(entered).strip()
    return Answer(said, said, "A1")
