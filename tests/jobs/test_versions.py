"""Several returns of one service: which counts, what changed, and what a person has to choose."""

from __future__ import annotations

from email.message import EmailMessage
from io import BytesIO
from itertools import permutations
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from deciding_town import decided, table, type_in
from openpyxl import load_workbook
from town import PARKS, PARKS_ANSWERS, Q1, Town, codes_of, new_town, rows_of, statuses

from plansheet.errors import DecisionError
from plansheet.jobs.choices import Choosing, choose_version
from plansheet.jobs.council import quarter_of
from plansheet.store import OpenElsewhereError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from plansheet.jobs.outcome import Outcome
    from plansheet.problems import Problem

FIRST, SECOND = "parks.xlsx", "parks (2).xlsx"


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """Return the council with the workbooks of the first quarter issued."""
    found = council_of(tmp_path)
    found.later(7)
    return found


def council_of(folder: Path) -> Town:
    """Return a council with its workbooks issued, two of whose contacts may send Parks's."""
    found = new_town(folder)
    found.configure('\n[contacts.parks]\ncopies = ["a@x.example", "b@x.example"]\n')
    found.generate()
    return found


def send(town: Town, name: str, clean: object = 0.81, visits: object = 210) -> bytes:
    """Drop in a return of Parks with two figures; None leaves one out."""
    given = {"PK01": clean, "PK02": visits}
    figures = {ref: {"Actual": value} for ref, value in given.items() if value is not None}
    return town.answer({**PARKS_ANSWERS, "Indicators": figures}, name=name).read_bytes()


def mailed(town: Town, name: str, sender: str, date: str, data: bytes) -> None:
    letter = EmailMessage()
    letter["From"], letter["Date"] = sender, date
    letter.set_content("Here it is.")
    kind = {"maintype": "application", "subtype": "octet-stream", "filename": "parks.xlsx"}
    letter.add_attachment(data, **kind)  # type: ignore[arg-type]
    town.returned(FIRST).unlink(missing_ok=True)
    town.drop(name, letter.as_bytes())


def choose(town: Town, file: str, *, dry_run: bool = False) -> Outcome:
    choosing = Choosing(quarter_of(Q1), "parks", file, "Confirmed by telephone", "the Manager")
    return town.run(
        lambda council: choose_version(council, choosing, town.world(dry_run=dry_run)),
        read_only=dry_run,
    )


def actual(town: Town, ref: str = "PK01") -> tuple[str, str]:
    found = town.figures()[ref]
    return found["actual"], found["state"]


def told(problems: tuple[Problem, ...]) -> list[tuple[str, str, str, str, str]]:
    return [
        (each.code, str(each.level), each.place.file, each.place.label, each.message)
        for each in problems
    ]


def changes_page(town: Town, version: int = 1) -> list[list[object]]:
    """Return the rows of the compiled sheet Changes: About, What, Old, New, Decision."""
    end = "" if version == 1 else f" v{version}"
    path = town.root / "workbooks" / Q1 / f"Performance Data Collection {Q1}{end}.xlsx"
    sheet = load_workbook(path)["Changes"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    start = next(number for number, row in enumerate(rows) if row[0] == "Service")
    return [[row[1], row[2], row[3], row[4], row[7]] for row in rows[start + 1 :]]


def test_a_later_version_counts_and_says_what_changed_since_the_first(town: Town) -> None:
    send(town, FIRST, 0.81, 210)
    town.read()
    send(town, SECOND, 0.85, None)
    outcome = town.read()
    assert statuses(outcome) == {SECOND: "accepted", FIRST: "accepted"}
    assert told(outcome.problems) == [
        (
            "figure-missing",
            "fix",
            SECOND,
            "PK02",
            outcome.problems[0].message,
        ),
        (
            "changed-since",
            "note",
            SECOND,
            "PK01",
            (
                "Actual was '81%' in 'parks.xlsx' and is '85%' in this return, which counts. "
                "Nothing needs doing if that is right."
            ),
        ),
        (
            "gone-since",
            "confirm",
            SECOND,
            "PK02",
            (
                "Actual was '210' in 'parks.xlsx' and is empty in this return, which counts. "
                "Fill it in again if it was not taken out on purpose."
            ),
        ),
        (
            "replaced",
            "note",
            FIRST,
            "",
            (
                "'parks (2).xlsx' counts in the place of this return, which is kept. Nothing of it "
                "is used."
            ),
        ),
    ]
    changed = outcome.problems[1].place
    assert (changed.sheet, changed.cell[0]) == ("Indicators", outcome.problems[2].place.cell[0])
    assert (actual(town), actual(town, "PK02")) == (("0.85", "rated"), ("", "not supplied"))
    assert {"changed-since", "gone-since"} <= set(codes_of(town.reconcile()))
    town.compile()
    assert changes_page(town) == [
        ["PK01", "Later return: Actual", "81%", "85%", "The later one counts"],
        ["PK02", "Later return: Actual", "210", "(empty)", "Nothing is used"],
    ]


def test_a_return_that_was_replaced_asks_nothing_any_more(town: Town) -> None:
    send(town, FIRST, "0.81", "few")
    assert codes_of(town.read()) == ["percent-unclear", "not-a-number"]
    send(town, SECOND, 0.81, 210)
    outcome = town.read()
    assert outcome.status == 0
    assert [
        (each["file"], each["status"], each["held"], [one["code"] for one in each["problems"]])
        for each in rows_of(outcome, "returns")
    ] == [
        (SECOND, "accepted", 0, ["changed-since", "changed-since"]),
        (FIRST, "accepted", 0, ["replaced"]),
    ]


def test_a_row_that_the_plan_dropped_is_not_asked_for_again(town: Town) -> None:
    send(town, FIRST, 0.81, 210)
    town.read()
    town.plan("parks 2018-21.md", "\n".join(PARKS.splitlines()[:-1]) + "\n")
    town.generate()
    send(town, SECOND, 0.85, None)
    assert codes_of(town.read()) == ["changed-since", "replaced"]


def test_a_third_version_is_told_by_all_that_came_before(town: Town) -> None:
    for name, clean in (("one.xlsx", 0.81), ("two.xlsx", 0.82), ("three.xlsx", 0.83)):
        send(town, name, clean)
        town.read()
    (changed,) = [each for each in town.read().problems if each.code == "changed-since"]
    assert changed.message.startswith("Actual was '81%, then 82%' in 'one.xlsx' and is '83%'")


def test_a_figure_typed_otherwise_is_no_change(town: Town) -> None:
    send(town, FIRST, 0.81)
    town.read()
    send(town, SECOND, "81%")
    assert codes_of(town.read()) == ["read-as", "replaced"]


UNCLEAR = (
    "'parks (2).xlsx' and 'parks.xlsx' differ in 1 cell, and nothing tells which of them is meant. "
    "What they agree on is used; the rest is held until one is chosen, in the workbook 'Decisions "
    "2018-19-Q1' or, for example, with 'plansheet choose 2018-19-Q1 parks \"parks (2).xlsx\" "
    '--reason "Confirmed by telephone"\'. A return that comes later takes their place.'
)
DIFFER = (
    "Actual is '85%' in 'parks (2).xlsx' and '81%' in 'parks.xlsx', so it is held. Say which of "
    "them is right, or send a corrected return."
)


@pytest.mark.parametrize("names", [(FIRST, SECOND), (SECOND, FIRST)])
@pytest.mark.parametrize("dry_run", [True, False])
def test_two_versions_before_either_was_read_are_both_shown(
    town: Town, names: tuple[str, str], *, dry_run: bool
) -> None:
    figures = {FIRST: 0.81, SECOND: 0.85}
    for name in names:
        send(town, name, figures[name])
    outcome = town.read(dry_run=dry_run)
    assert outcome.status == 1
    assert [
        (each["file"], each["status"], each["values"], each["held"])
        for each in rows_of(outcome, "returns")
    ] == [
        (SECOND, "held", 10, 1),
        (FIRST, "held", 10, 1),
    ]
    assert told(outcome.problems) == [
        (code, "confirm", file, label, message)
        for file in (SECOND, FIRST)
        for code, label, message in (
            ("versions-unclear", "", UNCLEAR),
            ("versions-differ", "PK01", DIFFER),
        )
    ]


def test_what_two_versions_agree_on_is_used_until_a_person_chooses(town: Town) -> None:
    send(town, FIRST, 0.81)
    send(town, SECOND, 0.85)
    town.read()
    assert (actual(town), actual(town, "PK02")) == (("", "held"), ("210", "rated"))
    assert town.figures()["PK01"]["entered"] == "0.85 or 0.81"
    assert codes_of(town.reconcile()) == ["versions-unclear", "versions-differ"]
    assert town.status().lines[-2] == (
        "Parks: received, received 9 July 2018, 1 held, versions to choose from"
    )
    assert town.reconcile().status == 1
    choose(town, SECOND)
    assert (actual(town), actual(town, "PK02")) == (("0.85", "rated"), ("210", "rated"))
    assert town.states()["parks"] == "complete"
    outcome = town.read()
    assert statuses(outcome) == {SECOND: "accepted", FIRST: "accepted"}
    assert codes_of(outcome) == ["changed-since", "replaced"]
    town.compile()
    assert changes_page(town) == [
        ["Returns", "Version chosen", None, SECOND, "Chosen on 9 July 2018 by the Manager"],
        ["PK01", "Later return: Actual", "81%", "85%", "The later one counts"],
    ]


def rivals(town: Town) -> Town:
    """Return the council with two returns that differ in one figure, read together."""
    send(town, FIRST, 0.81)
    send(town, SECOND, 0.85)
    town.read()
    return town


def test_returns_of_which_one_is_meant_are_decided_in_the_workbook_of_decisions(
    town: Town,
) -> None:
    rivals(town)
    headings = ("Kind", "Sheet", "Ref", "What was read", "Question", "Accept means")
    meant = "Nothing tells which of them is meant. Is it this one?"
    counts = "This return counts; what else came is kept and not used"
    differ = "2 returns that differ in 1 cell"
    assert table(town, *headings, period=Q1) == [
        ["Several returns", "Returns", SECOND, differ, meant, counts],
        ["Several returns", "Returns", FIRST, differ, meant, counts],
        [
            "Held value",
            "Indicators",
            "PK01",
            "0.85 or 0.81",
            "It is '85%' in 'parks (2).xlsx' and '81%' in 'parks.xlsx'. Which of them is right?",
            "It cannot be accepted as it is",
        ],
    ]
    both = {"Decision": "Accept", "Reason": "By telephone", "Decided by": "Manager"}
    type_in(town, {0: both, 1: both}, period=Q1)
    outcome = decided(town, Q1)
    assert outcome.lines == (
        "'parks (2).xlsx' counts for Parks; the other one is kept.",
        "Nothing is left to decide.",
    )
    assert [(each.code, each.message) for each in outcome.problems] == [
        (
            "decision-refused",
            (
                "This was not decided. Another of the returns was chosen in a row above. Accept "
                "only one of them."
            ),
        )
    ]
    assert actual(town) == ("0.85", "rated")
    assert codes_of(town.reconcile()) == ["changed-since"]


def test_a_choice_that_could_not_be_written_into_the_open_workbook_is_not_asked_for_again(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    rivals(town)
    type_in(town, {0: {"Decision": "Accept"}}, period=Q1)
    with monkeypatch.context() as patched:

        def locked(path: Path, _: bytes) -> None:
            raise OpenElsewhereError(path.name)

        patched.setattr("plansheet.jobs.decisions_book.write_whole", locked)
        decided(town, Q1)
    assert codes_of(decided(town, Q1)) == []
    assert actual(town) == ("0.85", "rated")


def test_a_value_that_settles_what_versions_differ_in_ends_the_questions(town: Town) -> None:
    rivals(town)
    type_in(town, {2: {"Decision": "Use instead", "Use this instead": "84%"}}, period=Q1)
    assert codes_of(decided(town, Q1)) == []
    assert actual(town) == ("0.84", "rated")
    assert town.states()["parks"] == "complete"
    assert town.status().lines[-2] == "Parks: complete, received 9 July 2018"
    outcome = town.read()
    assert (codes_of(outcome), outcome.status) == ([], 0)
    assert set(statuses(outcome).values()) == {"accepted"}


def test_a_section_head_is_asked_which_figure_is_right_and_not_to_run_a_command(
    town: Town,
) -> None:
    rivals(town)
    queries = town.root / "workbooks" / Q1 / "queries" / f"parks {Q1} queries.md"
    assert queries.read_text(encoding="utf-8").splitlines()[2:] == [
        "1. Sheet Indicators, cell F8, row PK01",
        "   To confirm: Actual is '85%' in 'parks (2).xlsx' and '81%' in 'parks.xlsx',",
        "   so it is held. Say which of them is right, or send a corrected return.",
    ]


def test_two_files_that_say_the_same_ask_nothing(town: Town) -> None:
    send(town, FIRST, 0.81)
    send(town, SECOND, "81%")
    assert statuses(town.read()) == {SECOND: "accepted", FIRST: "accepted"}
    assert actual(town) == ("0.81", "rated")


def test_a_return_that_is_read_later_takes_the_place_of_versions_that_differ(town: Town) -> None:
    send(town, FIRST, 0.81)
    send(town, SECOND, 0.85)
    town.read()
    send(town, "final.xlsx", 0.83)
    outcome = town.read()
    assert set(statuses(outcome).values()) == {"accepted"}
    assert actual(town) == ("0.83", "rated")


def test_a_reading_that_was_broken_off_goes_on_with_the_next(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(town, FIRST, 0.81)
    with monkeypatch.context() as patched:
        patched.setattr("plansheet.ledger.ledger.Ledger.end_reading", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            town.read()
    send(town, SECOND, 0.85)
    assert set(statuses(town.read()).values()) == {"held"}


@pytest.mark.parametrize(
    ("senders", "dates", "found"),
    [
        # The same sender's later message is the correction, whichever is looked at first.
        (("A <a@x.example>", "a@x.example"), (1, 2), ("0.85", "rated")),
        (("A <a@x.example>", "a@x.example"), (2, 1), ("0.81", "rated")),
        (("a@x.example", "b@x.example"), (1, 2), ("", "held")),
        (("a@x.example", "a@x.example"), (1, 1), ("", "held")),
    ],
)
def test_two_messages_of_one_sender_tell_their_order(
    town: Town, senders: tuple[str, str], dates: tuple[int, int], found: tuple[str, str]
) -> None:
    for name, clean, sender, day in zip(
        ("one.eml", "two.eml"), (0.81, 0.85), senders, dates, strict=True
    ):
        data = send(town, FIRST, clean)
        mailed(town, name, sender, f"Thu, 0{day + 4} Jul 2018 09:00:00 +0000", data)
    town.read()
    assert actual(town) == found


def test_two_messages_of_nobody_who_is_named_tell_no_order(town: Town) -> None:
    town.configure('accept_from = "anybody"', was='accept_from = "contacts"')
    for name, clean, day in (("one.eml", 0.81, 5), ("two.eml", 0.85, 6)):
        data = send(town, FIRST, clean)
        mailed(town, name, "", f"Thu, 0{day} Jul 2018 09:00:00 +0000", data)
    town.read()
    assert actual(town) == ("", "held")


def test_an_older_message_found_later_replaces_nothing_by_itself(town: Town) -> None:
    for name, clean, day in (("new.eml", 0.85, 6), ("old.eml", 0.81, 5)):
        data = send(town, FIRST, clean)
        mailed(town, name, "a@x.example", f"Thu, 0{day} Jul 2018 09:00:00 +0000", data)
        town.read()
    assert actual(town) == ("", "held")


def test_what_a_person_chose_holds_until_something_comes_later(town: Town) -> None:
    send(town, FIRST, 0.81)
    town.read()
    send(town, SECOND, 0.85)
    town.read()
    outcome = choose(town, "PARKS.xlsx")
    assert outcome.lines == ("'parks.xlsx' counts for Parks; the other one is kept.",)
    assert actual(town) == ("0.81", "rated")
    assert choose(town, FIRST).lines == ("'parks.xlsx' counts already. Nothing was changed.",)
    path = f"{town.root}\\workbooks\\{Q1}\\returned\\{FIRST}"
    assert choose(town, path).lines == ("'parks.xlsx' counts already. Nothing was changed.",)
    send(town, "third.xlsx", 0.83)
    town.read()
    assert actual(town) == ("0.83", "rated")
    choose(town, SECOND)
    assert actual(town) == ("0.85", "rated")
    assert choose(town, "third.xlsx", dry_run=True).lines == (
        "'third.xlsx' counts for Parks; the other 2 are kept.",
    )
    assert actual(town) == ("0.85", "rated")


def test_a_file_that_is_not_clear_is_asked_for_by_its_number(town: Town) -> None:
    with pytest.raises(DecisionError) as stopped:
        choose(town, FIRST)
    assert str(stopped.value) == (
        "Nothing of parks that can be used has been read for Q1 2018/19, so there is nothing to "
        "choose. Run 'plansheet read 2018-19-Q1' when its workbook has come back."
    )
    send(town, FIRST, 0.81)
    shas = [rows_of(town.read(), "returns")[0]["sha256"]]
    send(town, FIRST, 0.85)
    shas.append(rows_of(town.read(), "returns")[0]["sha256"])
    both = "; ".join(f"{sha[:8]}, 'parks.xlsx', read 9 July 2018" for sha in reversed(shas))
    with pytest.raises(DecisionError) as stopped:
        choose(town, FIRST)
    assert str(stopped.value) == (
        "2 returns of parks for Q1 2018/19 are called 'parks.xlsx'. Write how its number begins "
        f"instead: {both}."
    )
    with pytest.raises(DecisionError, match=r"No return of parks .* called 'x\.xlsx'\. Write one"):
        choose(town, "x.xlsx")
    choose(town, shas[0][:8])
    assert actual(town) == ("0.81", "rated")


def test_the_same_bytes_are_a_duplicate_however_they_come(town: Town) -> None:
    data = send(town, FIRST)
    town.read()
    stream = BytesIO()
    with ZipFile(stream, "w") as packed:
        packed.writestr("inside.xlsx", data)
    town.drop("packed.zip", stream.getvalue())
    town.drop("copy.xlsx", data)
    letter = EmailMessage()
    letter["From"] = "a@x.example"
    letter.set_content("Again.")
    letter.add_attachment(data, maintype="application", subtype="zip", filename="again.xlsx")
    town.drop("mail.eml", letter.as_bytes())
    for _ in range(2):
        outcome = town.read()
        assert statuses(outcome) == {
            "copy.xlsx": "duplicate",
            "mail.eml/again.xlsx": "duplicate",
            "packed.zip/inside.xlsx": "duplicate",
            FIRST: "accepted",
        }
        assert codes_of(outcome) == ["duplicate"] * 3


def test_a_figure_of_a_row_that_moved_away_is_not_lost_in_silence(town: Town) -> None:
    send(town, FIRST, 0.81, 210)
    town.plan("parks 2018-21.md", "\n".join(PARKS.splitlines()[:-1]) + "\n")
    outcome = town.read()
    (told_of,) = [each for each in outcome.problems if each.code == "row-dropped"]
    assert (str(told_of.level), str(told_of.place), told_of.message) == (
        "note",
        f"{FIRST}, sheet Indicators, cell F8, PK02",
        (
            "The plan dropped this row after issue 1 was sent, so '210' is not used here. If "
            "another service supplies the figure now, enter it there with 'plansheet enter'."
        ),
    )
    # The section head is asked nothing.
    assert not (town.root / "workbooks" / Q1 / "queries").exists()


REDEFINED = {
    "target": (
        PARKS.replace("| 80% |", "| 82% |"),
        ("row-changed", "0.81", "rated"),
    ),
    "unit": (
        PARKS.replace(
            "| PK01 | Parks that are clean | KPI | % |",
            "| PK01 | Parks that are clean | KPI | number |",
        ),
        ("row-redefined", "", "held"),
    ),
    "counts as": (
        PARKS.replace("| quarterly | snapshot | 80%", "| quarterly | cumulative | 80%"),
        ("row-redefined", "", "held"),
    ),
}


@pytest.mark.parametrize("change", REDEFINED)
def test_rows_that_changed_since_an_older_issue_become_questions(town: Town, change: str) -> None:
    plan, found = REDEFINED[change]
    assert plan != PARKS
    send(town, FIRST)
    town.plan("parks 2018-21.md", plan)
    town.generate()
    outcome = town.read()
    assert statuses(outcome) == {FIRST: "held" if "held" in found else "accepted"}
    asked = [(each.code, each.place.label) for each in outcome.problems][:2]
    assert asked == [("older-issue", ""), (found[0], "PK01")]
    assert (actual(town), actual(town, "PK02")) == (found[1:], ("210", "rated"))


def test_a_late_return_makes_a_version_that_says_what_moved(town: Town) -> None:
    town.compile()
    send(town, FIRST, 0.81, None)
    town.read()
    town.compile()
    assert changes_page(town, 2) == [
        [
            "Ratings",
            "Since version 1",
            "0 Green, 0 Amber, 0 Red of 0 rated",
            "1 Green, 0 Amber, 0 Red of 1 rated",
            None,
        ],
        ["PK01", "Since version 1: indicator", "not supplied", "Green (81% against 80%)", None],
    ]
    send(town, SECOND, 0.5, 210)
    town.read()
    town.compile()
    assert changes_page(town, 3)[:3] == [
        [
            "Ratings",
            "Since version 2",
            "1 Green, 0 Amber, 0 Red of 1 rated",
            "1 Green, 0 Amber, 1 Red of 2 rated",
            None,
        ],
        [
            "PK01",
            "Since version 2: indicator",
            "Green (81% against 80%)",
            "Red (50% against 80%)",
            None,
        ],
        ["PK02", "Since version 2: indicator", "not supplied", "Green (210 against 100)", None],
    ]
    before = town.snapshot()
    assert town.compile().lines[0].startswith("Nothing has changed")
    assert town.snapshot() == before


def test_any_order_of_the_same_files_ends_in_the_same_data(tmp_path: Path) -> None:
    """The order in which files are looked at is that of their times on the disk."""
    found = set()
    for number, order in enumerate(permutations(("a.xlsx", "b.xlsx", "c.eml"))):
        town = council_of(tmp_path / str(number))
        clean = {"a.xlsx": 0.81, "b.xlsx": 0.85, "c.eml": 0.83}
        data = {name: send(town, FIRST, figure) for name, figure in clean.items()}
        town.returned(FIRST).unlink()
        for name in order:
            if name == "c.eml":
                mailed(town, name, "a@x.example", "Thu, 05 Jul 2018 09:00:00 +0000", data[name])
            else:
                town.drop(name, data[name])
        town.read()
        found.add(town.data(form="csv"))
    assert len(found) == 1


def test_who_signed_is_not_said_where_two_versions_differ_in_it(town: Town) -> None:
    for name, title in ((FIRST, "Officer"), (SECOND, "Clerk")):
        signed: dict[str, Mapping[str, object]] = {
            **PARKS_ANSWERS["Sign-off"],
            "Checked": {"Name": "B", "Job title": title},
        }
        town.answer({**PARKS_ANSWERS, "Sign-off": signed}, name=name)
    town.read()
    town.compile()
    path = town.root / "workbooks" / Q1 / f"Performance Data Collection {Q1}.xlsx"
    rows = [[cell.value for cell in row] for row in load_workbook(path)["Returns"].iter_rows()]
    (heading,) = [row for row in rows if row[0] == "Service"]
    (parks,) = [row for row in rows if row[0] == "Parks"]
    signed_by = dict(zip(heading, parks, strict=True))
    assert signed_by["Data entry"] == "Officer, 5 October 2018"
    assert signed_by["Checked"] == "Signed, but held: see Queries"
