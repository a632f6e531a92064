"""`email`: drafts with the workbook attached, chasers to those who owe, and what was sent."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from town import HOUSING_ANSWERS, PARKS, PARKS_ANSWERS, Q1, SIGNED, Town, codes_of, new_town

from plansheet.errors import PeriodError, ServiceError, SettingsError

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path

PARKS_ISSUE = f"parks {Q1} issue"
PARKS_CHASE = f"parks {Q1} chase"


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """Return the council with the workbooks of the first quarter issued."""
    found = new_town(tmp_path)
    found.generate()
    return found


def body_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def attached(message: EmailMessage) -> dict[str, bytes]:
    return {str(part.get_filename()): part.get_content() for part in message.iter_attachments()}


def wording(town: Town, kind: str, text: str) -> None:
    path = town.root / "templates" / "wording" / f"{kind}.txt"
    path.write_text(text, encoding="utf-8")


def long_after(town: Town) -> None:
    town.later(60)


def test_each_section_head_gets_a_draft_with_their_workbook(town: Town) -> None:
    outcome = town.email()
    assert outcome.status == 0
    assert outcome.lines == tuple(
        f"workbooks/{Q1}/outbox/{service} {Q1} issue.eml" for service in ("housing", "parks")
    )
    message = town.letters()[PARKS_ISSUE]
    assert {name: message[name] for name in ("X-Unsent", "To", "From", "Subject")} == {
        "X-Unsent": "1",
        "To": "head.of.parks@council.example",
        "From": None,
        "Subject": "Parks: performance return for Q1 2018/19, due 13 July 2018 [2018-19-Q1 parks]",
    }
    assert attached(message) == {f"parks {Q1}.xlsx": town.issued().read_bytes()}
    assert "Dear Head of Parks," in body_of(message)


def test_what_is_attached_is_what_was_issued_whatever_lies_in_the_folder(town: Town) -> None:
    sent = town.issued().read_bytes()
    town.issued().write_bytes(b"filled in where it lay")
    town.email()
    assert attached(town.letters()[PARKS_ISSUE]) == {f"parks {Q1}.xlsx": sent}


def test_drafts_are_the_same_each_time(town: Town) -> None:
    town.email()
    before = {path: path.read_bytes() for path in town.root.rglob("*.eml")}
    town.later(1)
    town.email()
    assert {path: path.read_bytes() for path in town.root.rglob("*.eml")} == before


def test_status_follows_the_drafts_until_they_are_sent(town: Town) -> None:
    assert town.states() == {"housing": "issued", "parks": "issued"}
    town.email("issue", Q1, "parks")
    assert town.states() == {"housing": "issued", "parks": "drafted"}
    town.email()
    outcome = town.sent("issue", Q1, "Parks")
    assert outcome.lines == ("Parks: is marked as sent on 2 July 2018",)
    assert town.states() == {"housing": "drafted", "parks": "emailed"}
    town.later(1)
    assert town.sent().lines == (
        "Housing: is marked as sent on 3 July 2018",
        "Parks: was sent on 2 July 2018",
    )
    assert town.states() == {"housing": "emailed", "parks": "emailed"}


def test_what_was_sent_is_not_drafted_again_until_the_workbook_changes(town: Town) -> None:
    town.email()
    town.sent()
    town.later(1)
    again = town.email()
    assert again.lines == ()
    assert again.notes == (
        "Housing was sent its workbook on 2 July 2018.",
        "Parks was sent its workbook on 2 July 2018.",
    )
    town.plan("parks 2018-21.md", PARKS.replace("| 80% |", "| 82% |"))
    town.generate()
    assert town.email().lines == (f"workbooks/{Q1}/outbox/{PARKS_ISSUE}.eml",)
    assert attached(town.letters()[PARKS_ISSUE])[f"parks {Q1}.xlsx"] == town.issued().read_bytes()


def test_there_is_nothing_to_mark_before_there_are_drafts(town: Town) -> None:
    assert town.sent().notes == (f"There are no drafts to mark. Run 'plansheet email {Q1}' first.",)
    assert town.sent("chase").notes == (
        f"There are no drafts to mark. Run 'plansheet email {Q1} --kind chase' first.",
    )


def test_a_service_without_a_workbook_is_told_to_wait_for_one(tmp_path: Path) -> None:
    town = new_town(tmp_path)
    town.generate(Q1, "housing")
    outcome = town.email()
    assert outcome.notes == (f"Parks has no workbook yet. Run 'plansheet generate {Q1}' first.",)
    assert len(outcome.lines) == 1


@pytest.mark.parametrize(
    ("address", "code"), [("", "contact-missing"), ("the usual one", "contact-wrong")]
)
def test_a_service_that_cannot_be_written_to_is_told_and_the_others_are_drafted(
    town: Town, address: str, code: str
) -> None:
    town.plan("parks 2018-21.md", PARKS.replace("head.of.parks@council.example", address))
    outcome = town.email()
    assert (outcome.status, codes_of(outcome)) == (1, [code])
    assert outcome.problems[0].place.file == "parks 2018-21.md"
    assert list(town.letters()) == [f"housing {Q1} issue"]


def test_the_settings_say_who_else_is_written_to(town: Town) -> None:
    path = town.root / "plansheet.toml"
    text = path.read_text(encoding="utf-8").replace(
        'email = ""', 'email = "performance@council.example"', 1
    )
    own = '\n[contacts.parks]\nemail = "parks@council.example"\ncopies = ["a@council.example"]\n'
    path.write_text(text + own, encoding="utf-8")
    town.generate()
    town.email("issue", Q1, "parks")
    message = town.letters()[PARKS_ISSUE]
    assert [message[name] for name in ("From", "To", "Cc")] == [
        "performance@council.example",
        "parks@council.example",
        "a@council.example",
    ]


def test_only_those_who_owe_are_chased(town: Town) -> None:
    town.answer(HOUSING_ANSWERS, "housing")
    town.read()
    long_after(town)
    outcome = town.email("chase")
    assert outcome.notes == ("Housing owes nothing.",)
    assert list(town.letters()) == [PARKS_CHASE]
    message = town.letters()[PARKS_CHASE]
    assert message["Subject"] == (
        "Overdue: Parks, performance return for Q1 2018/19 [2018-19-Q1 parks]"
    )
    assert "has not come back yet." in body_of(message)
    assert attached(message) == {f"parks {Q1}.xlsx": town.issued().read_bytes()}


def test_nobody_is_chased_before_the_day(town: Town) -> None:
    town.answer({"Sign-off": PARKS_ANSWERS["Sign-off"]})
    town.read()
    assert town.email("chase").notes == (
        "Housing has until 13 July 2018.",
        "Parks has until 13 July 2018.",
    )


def test_a_chaser_says_what_is_owed_and_carries_the_queries(town: Town) -> None:
    answers = {"Indicators": {"PK01": {"Actual": "0.79"}, "PK02": {"Actual": "a few"}}}
    town.answer(answers)
    town.read()
    long_after(town)
    town.email("chase", Q1, "parks")
    message = town.letters()[PARKS_CHASE]
    assert list(attached(message)) == [f"parks {Q1} queries.xlsx"]
    said = " ".join(body_of(message).split())
    for owed in ("'0.79' could be", "'a few' is not a number", "'Checked' is not signed"):
        assert owed in said


@pytest.mark.parametrize("kind", ["chase", "queries"])
def test_what_is_asked_is_said_of_the_cells_of_the_attached_workbook(town: Town, kind: str) -> None:
    figures: dict[str, dict[str, object]] = {
        "PK01": {"Actual": 0.81},
        "PK02": {"Actual": "a few"},
    }
    town.answer({"Indicators": figures, "Sign-off": SIGNED})
    town.read()
    long_after(town)
    town.email(kind, Q1, "parks")
    message = town.letters()[f"parks {Q1} {kind}"]
    (workbook,) = attached(message).values()
    sheet = load_workbook(BytesIO(workbook))["Indicators"]
    assert [each.coordinate for row in sheet for each in row if each.value == "a few"] == ["F9"]
    said = " ".join(body_of(message).split())
    assert "- Sheet Indicators, cell F9, row PK02: 'a few' is not a number" in said


def test_a_long_list_of_what_is_owed_ends_in_a_number(town: Town) -> None:
    rows = "".join(
        f"| PK{number} | Visits to park {number} | PI | number | higher | quarterly | snapshot | "
        "1 |\n"
        for number in range(10, 30)
    )
    town.plan("parks 2018-21.md", PARKS + rows)
    town.generate()
    town.answer({"Indicators": {"PK01": {"Actual": 0.81}}})
    town.read()
    long_after(town)
    wording(town, "chase", "Subject: x\n{% for line in owed %}\n* {{ line }}\n{% endfor %}")
    town.email("chase", Q1, "parks")
    lines = [line for line in body_of(town.letters()[PARKS_CHASE]).splitlines() if line[:1] == "*"]
    assert 1 <= len(lines) <= 13


def test_chasing_can_be_done_again(town: Town) -> None:
    long_after(town)
    town.email("chase")
    town.sent("chase")
    town.later(7)
    assert len(town.email("chase").lines) == 2
    assert town.states() == {"housing": "overdue", "parks": "overdue"}


def test_the_councils_own_wording_is_used(town: Town) -> None:
    wording(town, "issue", "\ufeffSubject: Figures, please\nHello {{ head }} of {{ council }}.\n")
    town.email()
    message = town.letters()[PARKS_ISSUE]
    assert message["Subject"] == "Figures, please [2018-19-Q1 parks]"
    assert body_of(message) == "Hello Head of Parks of Our Council.\n"


def test_without_a_wording_of_its_own_the_shipped_one_is_used(town: Town) -> None:
    (town.root / "templates" / "wording" / "issue.txt").unlink()
    town.email()
    assert "Dear Head of Parks," in body_of(town.letters()[PARKS_ISSUE])


def test_a_wording_that_cannot_be_used_stops_before_anything_is_written(town: Town) -> None:
    wording(town, "issue", "Subject: x\n\nDear {{ mayor }},\n")
    with pytest.raises(SettingsError, match=r"templates/wording/issue\.txt, line 3: 'mayor' is"):
        town.email()
    assert town.letters() == {}
    path = town.root / "templates" / "wording" / "issue.txt"
    path.write_bytes("Subject: x\n£\n".encode("cp1252"))
    with pytest.raises(SettingsError, match=r"issue\.txt, line 2: a character there is not UTF-8"):
        town.email()


def test_a_service_whose_head_is_not_named_is_written_to_as_head_of_it(town: Town) -> None:
    town.plan("parks 2018-21.md", PARKS.replace("| Head of Parks |", "| |"))
    town.email("issue", Q1, "parks")
    assert "Dear Head of Parks," in body_of(town.letters()[PARKS_ISSUE])


def test_rehearsals_write_nothing(town: Town) -> None:
    before = town.snapshot()
    assert len(town.email(dry_run=True).lines) == 2
    assert town.snapshot() == before
    town.email()
    before = town.snapshot()
    assert len(town.sent(dry_run=True).lines) == 2
    assert town.snapshot() == before


def test_what_does_not_exist_cannot_be_written_to(town: Town) -> None:
    for job in (town.email, town.sent):
        with pytest.raises(ServiceError, match="code 'leisure'"):
            job("issue", Q1, "leisure")
        with pytest.raises(PeriodError, match="covers Q1 2009/10"):
            job("issue", "2009-10-Q1")
