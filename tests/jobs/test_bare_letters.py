"""`read`: e-mails without a workbook, each told as what it is and whose it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mails
import pytest
from mails import HEAD
from strangers import e_mail, zipped
from town import (
    PARKS_ANSWERS,
    Q1,
    Town,
    codes_of,
    new_town,
    rows_of,
    statuses,
)

from plansheet.jobs.council import opened, quarter_of
from plansheet.jobs.trace import trace_row

if TYPE_CHECKING:
    from pathlib import Path

NOBODY = "nobody@x.example"


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """Return the council with the workbooks of the first quarter issued."""
    found = new_town(tmp_path)
    found.generate()
    found.later(1)
    return found


def read(town: Town, data: bytes, name: str = "mail.eml") -> tuple[str, str, list[str], list[str]]:
    """Return what became of an e-mail, the service, and what is said of it, by level and words."""
    town.drop(name, data)
    outcome = town.read()
    (entry,) = rows_of(outcome, "returns")
    assert {each.place.label for each in outcome.problems} <= {"Parks", ""}
    said = [f"{each.level} {each.code}" for each in outcome.problems]
    return (
        str(entry["status"]),
        str(entry["service"]),
        said,
        [each.message for each in outcome.problems],
    )


BOUNCED = (
    "A message to head.of.parks@council.example came back: the server says '550 5.1.10 "
    "RESOLVER.ADR.RecipientNotFound; Recipient not found'. Correct the address where it stands, in "
    "the table Service of 'parks 2018-21.md' (or give another one under [contacts.parks] in "
    "plansheet.toml), and send the message again."
)


@pytest.mark.parametrize(
    ("data", "status", "said", "message"),
    [
        (mails.exchange(), "skipped", ["fix bounced"], BOUNCED),
        (
            mails.exim_late(),
            "skipped",
            ["note delayed"],
            (
                "A message to head.of.parks@council.example has not arrived yet. The server goes "
                "on trying; nothing needs doing until it says that it has given up."
            ),
        ),
        (
            mails.vacation(),
            "skipped",
            ["note out-of-office"],
            (
                "This is an automatic reply from Head of Parks <head.of.parks@council.example>: "
                "'Thank you for your message. I am back on 16 July.'. Nothing needs doing, unless "
                "the answer is needed sooner: then write to the deputy."
            ),
        ),
        (
            mails.read_receipt(),
            "skipped",
            ["note mail-receipt"],
            "This says only that a message has arrived or was opened. Nothing needs doing.",
        ),
        (
            mails.shared(),
            "rejected",
            ["rejected link-instead"],
            (
                "The e-mail from Head of Parks <head.of.parks@council.example> holds a link to a "
                "file kept elsewhere (council.sharepoint.com/:x:/s/parks/EabC_1) and no workbook. "
                "A link is never followed: the file behind it may change, or be closed to others. "
                "Ask for the file itself, attached to an e-mail."
            ),
        ),
        (
            mails.reply(said="By Friday."),
            "skipped",
            ["confirm mail-answer"],
            (
                "Head of Parks <head.of.parks@council.example> answers: 'By Friday. -----Original "
                "Message----- From: performance@council.example Subject: [2018-19-Q1 parks] Parks: "
                "figures for Q1 2018/19 > Please fill in the workbook.'. No workbook is attached. "
                "Read it; a figure that it tells is entered with, for example, "
                "'plansheet enter 2018-19-Q1 SERVICE REF 97% --source \"by e-mail\"'."
            ),
        ),
        (
            e_mail("Here are our figures.", ("figures.pdf", b"%PDF-1.7")),
            "rejected",
            ["rejected not-a-workbook", "note mail-words"],
            (
                "This is not a workbook that can be read: it is an e-mail (.eml) with no workbook "
                "attached, only 'figures.pdf'. Open the collection workbook in Excel, fill it in "
                "there, and send that file itself, saved as an Excel workbook (.xlsx)."
            ),
        ),
        (
            e_mail("Here it is.", ("winmail.dat", b"x")),
            "rejected",
            ["rejected not-a-workbook", "note mail-words"],
            (
                "This is not a workbook that can be read: it is an e-mail (.eml) with no workbook "
                "attached, only 'winmail.dat'. Outlook has packed what was attached in a way of "
                "its own (Rich Text): ask for the message once more, sent as HTML or plain text."
            ),
        ),
    ],
)
def test_an_e_mail_without_a_workbook_is_told_as_what_it_is(
    town: Town, data: bytes, status: str, said: list[str], message: str
) -> None:
    found = read(town, data)
    assert found[:3] == (status, "parks", said)
    assert found[3][0] == message
    assert read(town, data) == found


@pytest.mark.parametrize(
    ("data", "service"),
    [
        # By its reference whoever writes, by the address that was not reached, by its sender.
        (mails.reply(NOBODY), "parks"),
        (mails.postfix(NOBODY), "parks"),
        (mails.reply().replace(b"[2018-19-Q1 parks]", b""), "parks"),
        (mails.exim().replace(b"[2018-19-Q1 parks]", b""), "parks"),
        (mails.reply(NOBODY).replace(b"[2018-19-Q1 parks]", b""), ""),
        (mails.reply(NOBODY).replace(b"[2018-19-Q1 parks]", b"[2018-19-Q1 leisure]"), ""),
        (mails.exim(NOBODY).replace(b"[2018-19-Q1 parks]", b""), ""),
    ],
)
def test_an_e_mail_is_listed_against_the_service_it_is_about(
    town: Town, data: bytes, service: str
) -> None:
    assert read(town, data)[1] == service


def test_an_address_that_two_services_have_tells_nothing(town: Town) -> None:
    town.configure(f'\n[contacts.housing]\ncopies = ["{HEAD}"]\n')
    assert read(town, mails.reply().replace(b"[2018-19-Q1 parks]", b""))[1] == ""


@pytest.mark.parametrize(
    ("more", "to", "where"),
    [
        ('email = "new@council.example"', "new@council.example", "under [contacts.parks] in"),
        ('copies = ["old@council.example"]', "old@council.example", "under [contacts.parks] in"),
        (
            'head = "x@council.example"',
            NOBODY,
            "under [contacts.parks] in plansheet.toml or in the table Service of",
        ),
    ],
)
def test_a_bounce_says_where_the_address_stands(town: Town, more: str, to: str, where: str) -> None:
    town.configure(f"\n[contacts.parks]\n{more}\n")
    (message,) = read(town, mails.exchange(to))[3]
    assert f"Correct the address where it stands, {where}" in message


def test_a_bounce_of_nobody_s_message_says_where_addresses_stand(town: Town) -> None:
    data = mails.qmail(NOBODY).replace(b"[2018-19-Q1 parks]", b"")
    assert read(town, data)[3] == [
        (
            "A message to nobody@x.example came back. Correct the address where it stands, under "
            "[contacts.CODE] in plansheet.toml or in the table Service of the plan, and send the "
            "message again."
        )
    ]


def test_the_workbook_that_a_server_sends_back_is_no_return(town: Town) -> None:
    issued = (town.root / "workbooks" / Q1 / "issued" / f"parks {Q1}.xlsx").read_bytes()
    inner = e_mail("Please fill in.", (f"parks {Q1}.xlsx", issued)).replace(b"\n", b"\r\n")
    start = mails.postfix().partition(b"Content-Type: message/rfc822\r\n\r\n")
    end = b"\r\n--4B1F2.1530604805/mail.council.example--\r\n"
    assert read(town, start[0] + start[1] + inner + end)[:3] == (
        "skipped",
        "parks",
        ["fix bounced"],
    )
    assert town.states()["parks"] == "issued"


def test_a_workbook_is_read_whatever_its_e_mail_is(town: Town) -> None:
    path = town.answer(PARKS_ANSWERS)
    data = e_mail("I am away; here it is.", ("parks.xlsx", path.read_bytes()))
    path.unlink()
    town.drop("away.eml", b"Auto-Submitted: auto-replied\n" + data)
    assert statuses(town.read()) == {"away.eml/parks.xlsx": "accepted"}


def test_a_letter_asks_nothing_of_a_service_and_a_link_does(town: Town) -> None:
    """Many a return is followed by a letter of thanks, which is no return that was refused."""
    town.answer(PARKS_ANSWERS)
    town.read()
    town.drop("thanks.eml", mails.reply(said="Thanks!"))
    outcome = town.read()
    assert codes_of(outcome) == ["mail-answer"]
    assert not (town.root / "workbooks" / Q1 / "queries").exists()
    assert town.states()["parks"] == "complete"
    town.drop("link.eml", mails.shared())
    town.read()
    text = next((town.root / "workbooks" / Q1 / "queries").glob("*.md"))
    said = text.read_text(encoding="utf-8")
    assert "holds a link to a file kept elsewhere" in said
    assert "Thanks!" not in said


def test_an_empty_letter_says_nothing_but_that_it_brought_no_workbook(town: Town) -> None:
    assert read(town, e_mail(""))[2] == ["rejected not-a-workbook"]


@pytest.mark.parametrize("data", [mails.vacation(), mails.gmail(), mails.reply()])
def test_no_receipt_goes_for_what_nobody_returned(town: Town, data: bytes) -> None:
    read(town, data)
    assert town.email("receipts").lines == ()
    assert town.states()["parks"] == "issued"


def test_letters_in_a_zip_are_each_what_they_are(town: Town) -> None:
    town.drop("all.zip", zipped([("a.eml", mails.gmail()), ("b.eml", mails.automatic_reply())]))
    assert statuses(town.read()) == {"all.zip/a.eml": "skipped", "all.zip/b.eml": "skipped"}
    path = town.answer(PARKS_ANSWERS)
    data = path.read_bytes()
    path.unlink()
    town.drop("all.zip", zipped([("a.eml", mails.gmail()), ("b.xlsx", data)]))
    assert statuses(town.read()) == {"all.zip/a.eml": "skipped", "all.zip/b.xlsx": "accepted"}


def test_what_a_machine_wrote_is_in_the_records_with_its_id(town: Town) -> None:
    read(town, mails.gmail())
    with opened(town.root, read_only=True) as council:
        (record,) = council.ledger.returns(quarter_of(Q1))
    assert (record.status, record.service) == ("skipped", "parks")
    assert record.message_id == "<5b3b2f11.1c69fb81.0.GMR@mx.google.example>"
    assert [each.code for each in record.problems] == ["bounced"]
    today = town.now.date()
    traced = town.run(
        lambda council: trace_row(council, quarter_of(Q1), "parks", "PK01", today), read_only=True
    )
    (entry,) = rows_of(traced, "returns")
    assert entry["status"] == "passed over: it is an e-mail that a machine wrote"
