"""`read`: a workbook from none of its service's addresses waits for a person, all of it."""

from __future__ import annotations

import hashlib
import json
from email import message_from_bytes
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from deciding_town import decided, path_of, table, type_in
from strangers import e_mail, outlook_of, zipped
from town import PARKS_ANSWERS, Q1, Town, codes_of, identity, new_town, rows_of, statuses

from plansheet.cli import cli
from plansheet.jobs.council import opened, quarter_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result
    from openpyxl.workbook import Workbook

    from plansheet.model.records import ReturnRecord

HEAD, STRANGER = "head.of.parks@council.example", "somebody@x.example"
ID = "<one@x.example>"


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """Return the council with the workbooks of the first quarter issued."""
    found = new_town(tmp_path)
    found.generate()
    found.later(7)
    return found


def workbook(
    town: Town, clean: float = 0.81, change: Callable[[Workbook], None] | None = None
) -> bytes:
    """Return a return of Parks that lies nowhere yet."""
    figures: dict[str, dict[str, object]] = {"PK01": {"Actual": clean}, "PK02": {"Actual": 210}}
    path = town.answer({**PARKS_ANSWERS, "Indicators": figures}, change=change)
    data = path.read_bytes()
    path.unlink()
    return data


def sent(data: bytes, sender: str = STRANGER, name: str = "parks.xlsx") -> bytes:
    """Return a workbook in an e-mail of somebody's; "" for one that does not say whose."""
    message = message_from_bytes(e_mail("Here it is.", (name, data)))
    del message["From"]
    if sender:
        message["From"] = sender
    message["Message-ID"] = ID
    return message.as_bytes()


def run(town: Town, *words: str) -> Result:
    return CliRunner().invoke(cli, ["-C", str(town.root), *words], prog_name="plansheet")


def record(town: Town) -> ReturnRecord:
    with opened(town.root, read_only=True) as council:
        (found,) = council.ledger.returns(quarter_of(Q1))
    return found


def actual(town: Town) -> tuple[str, str]:
    found = town.figures()["PK01"]
    return found["actual"], found["state"]


def traced(town: Town) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(town, "trace", Q1, "parks", "PK01", "--json").stdout)
    return found


HELD = (
    "This workbook came from somebody@x.example, which is none of the addresses of Parks, so all "
    "of it is held. Ask Parks whether it is theirs, and accept it in the workbook 'Decisions "
    "2018-19-Q1' or, for example, with 'plansheet accept 2018-19-Q1 parks :{} --reason \"Confirmed "
    "by telephone\"'. To have somebody@x.example accepted from now on, add it to copies under "
    "[contacts.parks] in plansheet.toml (it "
    "then gets a copy of every message; an address outside the council wants its domain in "
    "other_domains under [mail] too)."
)


def test_nothing_of_a_stranger_s_workbook_is_used(town: Town) -> None:
    data = workbook(town)
    town.drop("mail.eml", sent(data))
    outcome = town.read()
    (entry,) = rows_of(outcome, "returns")
    assert (entry["file"], entry["service"]) == ("mail.eml/parks.xlsx", "parks")
    assert (entry["status"], entry["values"], entry["held"]) == ("held", 0, 11)
    assert (outcome.status, [str(each.level) for each in outcome.problems]) == (1, ["confirm"])
    assert outcome.problems[0].message == HELD.format(hashlib.sha256(data).hexdigest()[:12])
    assert actual(town) == ("", "not supplied")
    assert town.states() == {"housing": "issued", "parks": "issued"}
    (course,) = [each for each in rows_of(town.status(), "services") if each["service"] == "parks"]
    assert course["received"] is None
    assert town.read().document == outcome.document


def test_an_earlier_return_of_somebody_known_goes_on_counting(town: Town) -> None:
    town.drop("known.eml", sent(workbook(town, 0.81), HEAD))
    town.read()
    town.drop("later.eml", sent(workbook(town, 0.2)))
    for _ in range(2):
        assert statuses(town.read()) == {
            "known.eml/parks.xlsx": "accepted",
            "later.eml/parks.xlsx": "held",
        }
        assert actual(town) == ("0.81", "rated")
        assert town.states()["parks"] == "complete"
    assert [(each["file"], each["status"]) for each in traced(town)["returns"]] == [
        ("known.eml/parks.xlsx", "it counts"),
        ("later.eml/parks.xlsx", "held whole: its sender is none of the service's addresses"),
    ]


@pytest.mark.parametrize(
    "sender",
    [
        HEAD,
        "Head of Parks <HEAD.of.Parks@Council.example>",
        "deputy@council.example",
        "acting@council.example",
        "director@council.example",
        "data.team@council.example",
        "performance@council.example",
    ],
)
def test_the_contacts_of_a_service_and_the_council_s_own_address_are_known(
    town: Town, sender: str
) -> None:
    plan = town.root / "templates" / "plans" / "parks 2018-21.md"
    text = plan.read_text(encoding="utf-8")
    text = text.replace("| E-mail |\n| --- |", "| E-mail | Deputy |\n| --- | --- |")
    text = text.replace(f"| {HEAD} |", f"| {HEAD} | deputy@council.example |")
    plan.write_text(text, encoding="utf-8")
    town.configure('email = "Performance@council.example"', was='email = ""')
    town.configure(
        '\n[contacts.parks]\ndeputy = "acting@council.example"\n'
        'head = "director@council.example"\ncopies = ["data.team@council.example"]\n'
    )
    town.drop("mail.eml", sent(workbook(town), sender))
    assert statuses(town.read()) == {"mail.eml/parks.xlsx": "accepted"}


@pytest.mark.parametrize(
    "sender", ["head.of.housing@council.example", "head.of.parks+q1@council.example", "", "Parks"]
)
def test_nobody_else_is(town: Town, sender: str) -> None:
    town.drop("mail.eml", sent(workbook(town), sender))
    outcome = town.read()
    assert (statuses(outcome), codes_of(outcome)) == (
        {"mail.eml/parks.xlsx": "held"},
        ["sender-unknown"],
    )


def test_of_nobody_who_is_named_no_address_is_offered(town: Town) -> None:
    town.drop("mail.eml", sent(workbook(town), ""))
    (said,) = town.read().problems
    assert said.message.startswith("This workbook came from somebody who is not named, which is")
    assert said.message.endswith('"Confirmed by telephone"\'.')


@pytest.mark.parametrize(
    ("accepts", "found"),
    [
        ("contacts", ["held", "held"]),
        ("council", ["accepted", "held"]),
        ("anybody", ["accepted", "accepted"]),
    ],
)
def test_the_settings_say_whose_returns_are_used(
    tmp_path: Path, accepts: str, found: list[str]
) -> None:
    for number, sender in enumerate(("anyone@Council.example", STRANGER)):
        town = new_town(tmp_path / str(number))
        town.generate()
        town.configure('domain = "council.example"', was='domain = ""')
        town.configure(f'accept_from = "{accepts}"', was='accept_from = "contacts"')
        town.drop("mail.eml", sent(workbook(town), sender))
        assert statuses(town.read()) == {"mail.eml/parks.xlsx": found[number]}


def test_where_a_service_has_no_address_nothing_can_be_compared(town: Town) -> None:
    plan = town.root / "templates" / "plans" / "parks 2018-21.md"
    plan.write_text(plan.read_text(encoding="utf-8").replace(HEAD, ""), encoding="utf-8")
    town.drop("mail.eml", sent(workbook(town)))
    assert statuses(town.read()) == {"mail.eml/parks.xlsx": "accepted"}


def test_a_workbook_without_its_e_mail_has_no_sender_to_be_asked_about(town: Town) -> None:
    town.drop("packed.zip", zipped([("parks.xlsx", workbook(town))]))
    assert statuses(town.read()) == {"packed.zip/parks.xlsx": "accepted"}


def test_outlook_s_messages_are_held_too(town: Town) -> None:
    data = outlook_of({0x0C1F: STRANGER, 0x1000: "Here."}, (), ("parks.xlsx", workbook(town)))
    town.drop("mail.msg", data)
    assert statuses(town.read()) == {"mail.msg/parks.xlsx": "held"}


@pytest.mark.parametrize(("outer", "status"), [(HEAD, "accepted"), (STRANGER, "held")])
def test_who_sent_it_on_is_who_is_asked_about(town: Town, outer: str, status: str) -> None:
    inner = sent(workbook(town), STRANGER if outer == HEAD else HEAD)
    town.drop("mail.eml", sent(inner, outer, "forwarded.eml"))
    outcome = town.read()
    assert statuses(outcome) == {"mail.eml/forwarded.eml/parks.xlsx": status}
    assert all("came from somebody@x.example" in each.message for each in outcome.problems)


def test_a_workbook_that_lost_its_marks_is_held_for_its_sender_too(town: Town) -> None:
    def lose(book: Workbook) -> None:
        del book["_plansheet"]
        vars(book)["custom_doc_props"].props.clear()

    town.drop("mail.eml", sent(workbook(town, change=lose)))
    outcome = town.read()
    assert (statuses(outcome), codes_of(outcome)) == (
        {"mail.eml/parks.xlsx": "held"},
        ["sender-unknown"],
    )
    found = run(town, "accept", Q1, "parks", f":{record(town).sha256[:12]}", "--reason", "Rang")
    assert found.exit_code == 0
    assert codes_of(town.read()) == ["identity-lost"]


def test_one_decision_accepts_a_file_in_its_workbook(town: Town) -> None:
    town.drop("mail.eml", sent(workbook(town), f"Some Body <{STRANGER}>"))
    town.read()
    assert table(town, "Kind", "What was read", "Accept means", period=Q1) == [
        ["Whole return", f"A return from Some Body <{STRANGER}>", "Read it like any other return"]
    ]
    type_in(town, {0: {"Decision": "Accept"}}, period=Q1)
    assert decided(town, period=Q1).status == 0
    assert actual(town) == ("0.81", "rated")
    assert town.states()["parks"] == "complete"
    assert statuses(town.read()) == {"mail.eml/parks.xlsx": "accepted"}
    assert not codes_of(town.read())


def test_one_decision_is_enough_where_the_issue_is_not_known_either(town: Town) -> None:
    town.drop("mail.eml", sent(workbook(town, change=identity("issue_id", "nobody knows"))))
    assert codes_of(town.read()) == ["unknown-issue", "sender-unknown"]
    (row,) = table(town, "What was read", "Question", "Accept means", period=Q1)
    assert row == [
        "A return of an issue that is not known",
        (
            "This workbook says that it is of an issue which the council's records do not know, "
            "and it came from somebody@x.example, none of the service's addresses. Is it a true "
            "return of this service?"
        ),
        "Read it as a return of issue 1",
    ]
    found = run(town, "accept", Q1, "parks", f":{record(town).sha256[:12]}", "--reason", "Rang")
    assert found.exit_code == 0
    assert actual(town) == ("0.81", "rated")
    assert statuses(town.read()) == {"mail.eml/parks.xlsx": "accepted"}


def test_a_file_that_lies_nowhere_any_more_is_accepted_from_the_archive(town: Town) -> None:
    """So it is with what came from a mailbox."""
    path = town.drop("mail.eml", sent(workbook(town)))
    town.read()
    path.unlink()
    found = run(town, "accept", Q1, "parks", f":{record(town).sha256[:12]}", "--reason", "Rang")
    assert (found.exit_code, "is used once" in found.output) == (0, False)
    assert actual(town) == ("0.81", "rated")
    kept = record(town)
    assert (kept.status, kept.file, kept.sender) == ("accepted", "mail.eml/parks.xlsx", STRANGER)
    assert kept.message_id == ID


def test_asking_again_leaves_it_held(town: Town) -> None:
    town.drop("mail.eml", sent(workbook(town)))
    town.read()
    type_in(town, {0: {"Decision": "Ask again"}}, period=Q1)
    decided(town, period=Q1)
    assert statuses(town.read()) == {"mail.eml/parks.xlsx": "held"}
    assert actual(town) == ("", "not supplied")


def test_an_address_that_is_added_to_the_contacts_is_known_from_then_on(town: Town) -> None:
    town.drop("mail.eml", sent(workbook(town)))
    town.read()
    town.configure(f'\n[contacts.parks]\ncopies = ["{STRANGER}"]\n')
    assert statuses(town.read()) == {"mail.eml/parks.xlsx": "accepted"}
    assert actual(town) == ("0.81", "rated")


def test_what_was_used_stays_used_when_its_sender_is_a_contact_no_longer(town: Town) -> None:
    town.drop("mail.eml", sent(workbook(town), HEAD))
    town.read()
    town.configure('\n[contacts.parks]\nemail = "new.head@council.example"\n')
    assert statuses(town.read()) == {"mail.eml/parks.xlsx": "accepted"}
    assert actual(town) == ("0.81", "rated")


def test_the_same_bytes_from_somebody_known_are_no_copy_of_what_is_held(town: Town) -> None:
    data = workbook(town)
    town.drop("private.eml", sent(data, name="mine.xlsx"))
    town.drop("work.eml", sent(data, HEAD))
    assert statuses(town.read()) == {
        "private.eml/mine.xlsx": "held",
        "work.eml/parks.xlsx": "accepted",
    }
    assert actual(town) == ("0.81", "rated")


def test_what_to_do_next_names_the_decision(town: Town) -> None:
    town.drop("mail.eml", sent(workbook(town)))
    town.read()
    said = run(town, "next").stdout
    assert f"Decisions {Q1}" in said
    assert path_of(town, Q1).is_file()


def test_a_compiled_quarter_holds_none_of_its_figures(town: Town) -> None:
    town.drop("mail.eml", sent(workbook(town)))
    town.read()
    town.compile()
    data = run(town, "data", Q1, "--format", "json").stdout
    (row,) = [each for each in json.loads(data) if each["ref"] == "PK01"]
    assert (row["entered"], row["actual"], row["source_file"]) == ("", "", "")


def test_the_id_of_an_e_mail_is_told_where_its_figure_is_traced(town: Town) -> None:
    town.drop("mail.eml", sent(workbook(town), HEAD))
    town.read()
    (source,) = traced(town)["source"]
    assert (source["sender"], source["message_id"]) == (HEAD, ID)
