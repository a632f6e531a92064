"""Which of several returns counts: told by the files alone, in whatever order they are met."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plansheet.model.periods import FinancialYear, Quarter
from plansheet.model.records import Choice, Decision, ReturnRecord, Status
from plansheet.model.returns import Answer, Return
from plansheet.model.units import Unit
from plansheet.reconcile.versions import (
    NO_NAMING,
    WHOLE_FILE,
    Naming,
    Spot,
    Versions,
    differing,
    standing,
    together,
    version_problems,
)

Q2 = Quarter(FinancialYear(2018), 2)
NOON = datetime(2018, 10, 12, 12)  # noqa: DTZ001 - a council's calendar is local


def record(name: str, reading: int = 1, sender: str = "", day: int = 0) -> ReturnRecord:
    sent = NOON.replace(day=day) if day else None
    return ReturnRecord(
        Q2, name, f"{name}.xlsx", Status.ACCEPTED, NOON, "parks", reading=reading, sender=sender,
        sent_at=sent,
    )  # fmt: skip


def choice(chosen: str, among: str) -> Decision:
    return Decision(
        Q2, "parks", WHOLE_FILE, f"{chosen}.xlsx", "", " ".join(among), Choice.ACCEPT, "", "",
        "By telephone", "", chosen, NOON,
    )  # fmt: skip


def returned(name: str, **cells: Answer) -> Return:
    answers = {"Indicators": {ref: {"actual": answer} for ref, answer in cells.items()}}
    return Return("parks", Q2, "id-1", f"{name}.xlsx", name, answers)


def number(text: str, entered: str = "", *, held: bool = False) -> Answer:
    return Answer(None if held else Decimal(text), entered or text, "F6", held)


# What came, as name, reading, sender and day of the message; what was chosen; then what counts.
STANDINGS: dict[str, tuple[list[ReturnRecord], list[Decision], str]] = {
    "nothing": ([], [], ""),
    "one": ([record("a")], [], "a"),
    "a later reading": ([record("a"), record("b", 2)], [], "b"),
    "one reading": ([record("a"), record("b")], [], "ab"),
    "one sender": ([record("a", 1, "p@x", 2), record("b", 1, "P <p@x>", 1)], [], "a"),
    "one sender, no dates": ([record("a", 1, "p@x"), record("b", 1, "p@x")], [], "ab"),
    "one sender, one date": ([record("a", 1, "p@x", 1), record("b", 1, "p@x", 1)], [], "ab"),
    "two senders": ([record("a", 1, "p@x", 2), record("b", 1, "q@x", 1)], [], "ab"),
    "a message and a file": ([record("a", 1, "p@x", 2), record("b")], [], "ab"),
    "an older message read later": ([record("a", 1, "p@x", 2), record("b", 2, "p@x", 1)], [], "ab"),
    "a file read after a message": ([record("a", 1, "p@x", 2), record("b", 2)], [], "b"),
    "three in a row": ([record("a"), record("b"), record("c", 2)], [], "c"),
    "chosen of two": ([record("a"), record("b")], [choice("a", "ab")], "a"),
    "the first chosen again": ([record("a"), record("b", 2)], [choice("a", "ab")], "a"),
    "something after a choice": (
        [record("a"), record("b"), record("c", 2)],
        [choice("a", "ab")],
        "c",
    ),
    "one more that was broken off": (
        [record("a"), record("b"), record("c")],
        [choice("a", "ab")],
        "ac",
    ),
    "the last choice holds": (
        [record("a"), record("b")],
        [choice("a", "ab"), choice("b", "ab")],
        "b",
    ),
    "a choice of a file that is gone": (
        [record("a"), record("b")],
        [choice("a", "ab"), choice("x", "abx")],
        "a",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", STANDINGS)
def test_which_files_count(case: str) -> None:
    records, decisions, counting = STANDINGS[case]
    for order in permutations(records):
        found = standing(order, decisions)
        assert "".join(sorted(each.sha256 for each in found.rivals)) == counting
        kept = sorted(each.sha256 for each in (*found.rivals, *found.replaced))
        assert kept == sorted(each.sha256 for each in records)


RECORDS = st.lists(
    st.builds(
        record,
        st.sampled_from("abcdefgh"),
        st.integers(1, 3),
        st.sampled_from(["", "p@x.example", "Q <q@x.example>", "q@x.example"]),
        st.integers(0, 4),
    ),
    max_size=6,
    unique_by=lambda each: each.sha256,
)
FIGURES = st.dictionaries(
    st.sampled_from(["PK01", "PK02", "PK03"]),
    st.builds(number, st.sampled_from(["1", "1.0", "2"]), held=st.booleans()),
)


@given(RECORDS, st.lists(FIGURES, min_size=6, max_size=6), st.data())
def test_any_order_ends_in_the_same_return_and_the_same_data(
    records: list[ReturnRecord], figures: list[dict[str, Answer]], data: st.DataObject
) -> None:
    decisions = [
        choice(each.sha256, "".join(other.sha256 for other in records)) for each in records[:1]
    ]
    known = {
        each.sha256: returned(each.sha256, **cells)
        for each, cells in zip(records, figures, strict=False)
    }
    first, other = records, data.draw(st.permutations(records))
    for made in ([], decisions):
        found = [standing(order, made) for order in (first, other)]
        assert found[0] == found[1]
        assert bool(found[0].rivals) == bool(records)
        counting = [
            Versions(tuple(known[each.sha256] for each in stands.rivals)).counting
            for stands in found
        ]
        assert repr(counting[0]) == repr(counting[1])
        if counting[0] is not None and len(found[0].rivals) == 1:
            assert counting[0] == known[found[0].rivals[0].sha256]


@given(st.lists(FIGURES, min_size=1, max_size=4))
def test_a_value_is_used_only_where_every_version_says_it(figures: list[dict[str, Answer]]) -> None:
    versions = [returned(str(at), **cells) for at, cells in enumerate(figures)]
    for ref, row in together(versions).rows("Indicators").items():
        answer = row["actual"]
        said = [each.get(ref) for each in figures]
        if answer.value is not None:
            assert all(each is not None and each.value == answer.value for each in said)
        elif not answer.held:
            assert all(each is not None and each.value is None for each in said)


def test_what_is_typed_otherwise_is_the_same_and_what_is_left_out_is_not() -> None:
    one = returned("a", PK01=number("0.81"), PK02=number("5"), PK03=number("7", held=True))
    other = returned("b", PK01=number("0.810", "81%"), PK03=number("7", held=True))
    assert differing([one, other]) == (Spot("Indicators", "PK02", "actual"),)
    assert together([other, one]).rows("Indicators") == {
        "PK01": {"actual": number("0.810", "81%")},
        "PK03": {"actual": number("7", held=True)},
        "PK02": {
            "actual": replace(number("5", held=True), source="a.xlsx and b.xlsx, which differ")
        },
    }


ASKED = ("PK01", "PK02", "PK03")


def test_what_changed_since_the_first_is_told_beside_what_is_to_be_chosen() -> None:
    first = returned("a", PK01=number("1"), PK02=number("5"), PK03=number("7" * 80))
    two = returned("b", PK01=number("2"), PK02=number("6"))
    three = returned("c", PK01=number("3"), PK02=number("6"))
    asked = dict.fromkeys(ASKED, Unit.NUMBER)
    naming = Naming({("Indicators", "actual"): "Actual"}, units=asked)
    found = version_problems(Versions((two, three), (first,)), naming)
    assert [
        (each.code, each.place.label, each.said.get("old"), each.said.get("new")) for each in found
    ] == [
        ("versions-unclear", "", None, None),
        ("versions-differ", "PK01", None, None),
        ("changed-since", "PK02", "5", "6"),
        ("gone-since", "PK03", f"{'7' * 60}...", "(empty)"),
    ]
    assert version_problems(Versions(()), naming) == ()
    # What no plan lists any more cannot be filled in again.
    dropped = replace(naming, units={"PK01": Unit.NUMBER, "PK02": Unit.NUMBER})
    left = version_problems(Versions((two, three), (first,)), dropped)
    assert [each.code for each in left] == ["versions-unclear", "versions-differ", "changed-since"]


def test_what_was_never_used_is_not_asked_for_again() -> None:
    dash, held = Answer(None, "-", "F8"), Answer(None, "0.79", "F9", held=True)
    first = returned("a", PK01=dash, PK02=held, PK03=dash)
    second = returned("b", PK01=Answer(None, "few", "F8"), PK03=number("5"))
    naming = Naming({("Indicators", "actual"): "Actual"}, units=dict.fromkeys(ASKED, Unit.NUMBER))
    found = version_problems(Versions((returned("c"),), (first, second)), naming)
    assert [(each.code, each.place.label, each.message) for each in found] == [
        (
            "changed-since",
            "PK01",
            (
                "Actual was '-, then few' in 'a.xlsx' and is '(empty)' in this return, which "
                "counts. Nothing needs doing if that is right."
            ),
        ),
        (
            "gone-since",
            "PK02",
            (
                "Actual was '0.79, then (empty)' in 'a.xlsx' and is empty in this return, which "
                "counts. Fill it in again if it was not taken out on purpose."
            ),
        ),
        (
            "gone-since",
            "PK03",
            (
                "Actual was '-, then 5' in 'a.xlsx' and is empty in this return, which counts. "
                "Fill it in again if it was not taken out on purpose."
            ),
        ),
    ]


def test_answers_are_shown_as_their_cells_show_them() -> None:
    naming = Naming(
        {},
        frozenset({("Indicators", "actual"), ("Earlier figures", "final")}),
        {"PK01": Unit.PERCENT},
    )
    day = Answer(date(2018, 7, 1), "2018-07-01", "A1")
    shown = [
        naming.shown(Spot("Indicators", "PK01", "actual"), number("0.81")),
        naming.shown(Spot("Earlier figures", "PK01 2018-19-Q1", "final"), number("0.81")),
        naming.shown(Spot("Indicators", "PK09", "actual"), number("0.81")),
        naming.shown(Spot("Indicators", "PK01", "numerator"), number("171")),
        naming.shown(Spot("Indicators", "PK01", "actual"), Answer(None, "nil", "A1", held=True)),
        naming.shown(Spot("Indicators", "PK01", "actual"), Answer(None, "", "A1")),
        naming.shown(Spot("Indicators", "PK01", "by_when"), day),
        naming.shown(Spot("Indicators", "PK01", "owner"), None),
    ]
    assert shown == ["81%", "81%", "0.81", "171", "nil", "(empty)", "1 July 2018", "(empty)"]


def test_of_many_versions_the_first_five_are_named() -> None:
    many = tuple(returned(name, PK01=number(str(at))) for at, name in enumerate("abcdefg"))
    unclear, differ = version_problems(Versions(many), NO_NAMING)
    assert unclear.said["files"].endswith("'e.xlsx' and 2 more")
    assert differ.message.startswith("actual is '0' in 'a.xlsx', '1' in 'b.xlsx', ")
