"""`read --mailbox` message by message: what is read, what is left alone, what stays as it is."""

from __future__ import annotations

import imaplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING

import pytest
from mailing import Mailing, say
from post_office import Office, post_office
from town import PARKS_ANSWERS, Q1, Q2, codes_of, new_town, rows_of

from plansheet.errors import MailError
from plansheet.jobs import mailbox
from plansheet.jobs.council import opened, quarter_of
from plansheet.jobs.mailbox import read_mailbox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from plansheet.jobs.outcome import Outcome

US, PARKS_HEAD = "performance@council.example", "head.of.parks@council.example"
STRANGER = "somebody@council.example"
SHEET = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    with post_office({US: "the office's own"}) as opened_office:
        yield opened_office


@pytest.fixture
def box(tmp_path: Path, office: Office, monkeypatch: pytest.MonkeyPatch) -> Mailing:
    """Return a council whose mailbox is empty, and nothing in it is moved."""
    for path in (office.root / "homes" / US / "mail").glob("*/*"):
        if path.parent.name in {"new", "cur"}:
            path.unlink()
    town = new_town(tmp_path)
    town.generate()
    monkeypatch.setenv("PLANSHEET_MAIL_SECRET", office.people[US])
    say(town, "council", email=US)
    say(
        town, "mailbox", server=office.host, port=office.imaps_port,
        certificates=str(office.certificates), secret="environment",
    )  # fmt: skip
    return Mailing(town)


def send(  # noqa: PLR0913 - what a message has
    box: Mailing,
    office: Office,
    book: bytes = b"",
    *,
    sender: str = PARKS_HEAD,
    subject: str = "Our return",
    text: str = "Please find it attached.",
    **headers: str,
) -> None:
    """Put a message into the mailbox."""
    letter = EmailMessage(policy=SMTP)
    letter["From"], letter["To"], letter["Subject"] = sender, US, subject
    letter["Date"] = box.town.now.astimezone()
    for name, said in headers.items():
        letter[name.replace("_", "-")] = said
    letter.set_content(text)
    if book:
        letter.add_attachment(book, maintype=SHEET[0], subtype=SHEET[1], filename="return.xlsx")
    office.deliver(letter.as_bytes(), US, sender)


def filled(box: Mailing, period: str = Q1) -> bytes:
    """Return the workbook of Parks filled in, which then lies nowhere in the folder."""
    path = box.town.answer(PARKS_ANSWERS, period=period, name="filled.xlsx")
    data = path.read_bytes()
    path.unlink()
    return data


def flags(office: Office) -> list[bytes]:
    """Return the flags of every message, as the mail server has them."""
    context = ssl.create_default_context(cafile=str(office.certificates))
    with imaplib.IMAP4_SSL(office.host, office.imaps_port, ssl_context=context) as client:
        client.login(US, office.people[US])
        client.select(readonly=True)
        _, found = client.fetch("1:*", "(FLAGS)")
    return [bytes(each) for each in found if isinstance(each, bytes)]


def told(outcome: Outcome) -> list[tuple[str, str, str]]:
    """Return of each file its end, its service and what became of it."""
    return [
        (str(each["file"]).partition(".eml")[2], each["service"], each["status"])
        for each in rows_of(outcome, "returns")
    ]


def test_a_return_is_read_from_where_it_lies_and_nothing_there_changes(
    box: Mailing, office: Office
) -> None:
    send(box, office, filled(box), Message_ID="<1@council.example>")
    before = flags(office)
    outcome = box.read()
    assert told(outcome) == [("/return.xlsx", "parks", "accepted")]
    assert rows_of(outcome, "returns")[0]["file"].startswith(f"2018-07-02 0900 {PARKS_HEAD} ")
    assert flags(office) == before
    assert b"\\Seen" not in b"".join(before)
    assert box.town.figures()["PK01"]["rating"] == "Green"
    with opened(box.town.root) as council:
        (record,) = council.ledger.returns(quarter_of(Q1))
    assert (record.sender, record.message_id) == (PARKS_HEAD, "<1@council.example>")
    again = box.read()
    assert told(again) == []
    assert again.notes == ("1 message was read before.",)


def test_a_rehearsal_reads_and_keeps_nothing(box: Mailing, office: Office) -> None:
    send(box, office, filled(box))
    before = box.town.snapshot()
    assert told(box.read(dry_run=True)) == [("/return.xlsx", "parks", "accepted")]
    assert box.town.snapshot() == before
    assert told(box.read()) == [("/return.xlsx", "parks", "accepted")]


def test_what_is_about_something_else_is_neither_kept_nor_told(
    box: Mailing, office: Office
) -> None:
    secret = b"Our prices: strictly private"
    send(box, office, secret, sender="offers@shop.example", subject="Prices")
    send(box, office, sender=PARKS_HEAD, subject="Lunch", text="Strictly private: lunch?")
    send(box, office, sender=PARKS_HEAD, subject=f"Re: Old [{Q2} parks]", text="Strictly private")
    outcome = box.read()
    assert (told(outcome), outcome.problems) == ([], ())
    assert outcome.notes == (
        f"3 other messages were left alone: they are not about {quarter_of(Q1)}.",
    )
    kept = (path.read_bytes() for path in box.town.root.rglob("*") if path.is_file())
    assert not any(b"trictly private" in data for data in kept)


def test_what_we_sent_ourselves_is_no_return(box: Mailing, office: Office) -> None:
    with opened(box.town.root) as council:
        issued = council.store.archived(council.ledger.issues(quarter_of(Q1))[1].sha256)
    send(box, office, issued, sender=US, subject=f"Parks: due [{Q1} parks]")
    assert told(box.read()) == []
    assert box.town.states()["parks"] == "issued"


def test_a_return_that_the_manager_forwards_is_read(box: Mailing, office: Office) -> None:
    send(box, office, filled(box), sender=US, subject=f"Fw: RE: Parks: due [{Q1} parks]")
    assert told(box.read()) == [("/return.xlsx", "parks", "accepted")]


def test_a_workbook_of_nobody_known_waits_until_somebody_accepts_it(
    box: Mailing, office: Office
) -> None:
    send(box, office, filled(box), sender=STRANGER)
    outcome = box.read()
    assert told(outcome) == [("/return.xlsx", "parks", "held")]
    assert (codes_of(outcome), outcome.status) == (["sender-unknown"], 1)
    assert box.town.figures()["PK01"]["state"] == "not supplied"
    assert box.town.states()["parks"] != "complete"


def test_last_quarters_workbook_in_this_quarters_reply_is_told(
    box: Mailing, office: Office
) -> None:
    box.town.generate(Q2)
    data = filled(box, Q2)
    send(box, office, data, subject=f"Re: Parks [{Q1} parks]")
    assert codes_of(box.read()) == ["wrong-period"]


def test_the_mailbox_is_told_by_the_quarter_that_is_read(box: Mailing, office: Office) -> None:
    send(box, office, filled(box), subject=f"Re: Parks [{Q1} parks]")
    box.town.generate(Q2)

    def read(period: str) -> Outcome:
        return box.town.run(lambda council: read_mailbox(council, quarter_of(period), box.world()))

    assert told(read(Q2)) == []
    assert told(read(Q1)) == [("/return.xlsx", "parks", "accepted")]


def test_a_message_that_is_too_large_is_refused_and_the_next_one_read(
    box: Mailing, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = filled(box)
    monkeypatch.setattr(mailbox, "LARGEST_FILE", len(book) * 2)
    send(box, office, book + bytes(len(book)), subject=f"Re: Parks [{Q1} parks]")
    send(box, office, book, subject=f"Re: Parks [{Q1} parks]")
    outcome = box.read()
    assert sorted(told(outcome)) == [("", "", "rejected"), ("/return.xlsx", "parks", "accepted")]
    assert "limits" in codes_of(outcome)


def test_a_folder_that_is_not_there_is_told_with_those_that_are(box: Mailing) -> None:
    say(box.town, "mailbox", folder="Returns")
    with pytest.raises(MailError, match=r"has no folder 'Returns' .* 'INBOX'"):
        box.read()
