"""A whole quarter by e-mail, with real servers: sent, answered in every way, read, asked, thanked.

Twenty services; their section heads do what people do with a message.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from mailing import Mailing, say
from openpyxl import load_workbook
from post_office import Office, post_office
from town import PARKS, PARKS_ANSWERS, Q1, Town, codes_of, fill, new_town, rows_of

from plansheet.jobs.agenda import next_steps

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from plansheet.jobs.outcome import Outcome

DOMAIN = "three-rivers.example"
US = f"performance@{DOMAIN}"
SHOP = f"offers@shop-{DOMAIN}"
COUNT = 20
AWAY, LINK, GONE, WRONG, STRANGER, ZIPPED, SILENT, TEXT = range(8)
SHEET = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
UNCLEAR = {**PARKS_ANSWERS, "Indicators": {"PK01": {"Actual": "0.79"}, "PK02": {"Actual": "few"}}}


def code(number: int) -> str:
    return f"team-{number:02}"


def head(number: int) -> str:
    return f"head.{number:02}@{DOMAIN}"


@dataclass
class Heads:
    """The section heads: they read what comes to them, and answer."""

    office: Office
    mailing: Mailing

    def newest(self, number: int, count: int) -> EmailMessage:
        """Return the last of so many messages to a section head."""
        data = self.office.awaited(head(number), count)[-1]
        return message_from_bytes(data, policy=default)

    def filled(self, message: EmailMessage, answers: Mapping[str, object]) -> bytes:
        """Return the workbook of a message with figures typed into it."""
        (attached,) = message.iter_attachments()
        book = load_workbook(BytesIO(attached.get_content()))
        for sheet, rows in answers.items():
            fill(book[sheet], rows)  # type: ignore[arg-type]
        stream = BytesIO()
        book.save(stream)
        return stream.getvalue()

    def reply(  # noqa: PLR0913, PLR0917 - what a message has
        self,
        to: EmailMessage | None,
        sender: str,
        text: str,
        book: bytes = b"",
        name: str = "return.xlsx",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        letter = EmailMessage(policy=SMTP)
        letter["From"], letter["To"] = sender, US
        letter["Date"] = self.mailing.town.now.astimezone()
        letter["Message-ID"] = f"<{time.monotonic_ns()}@{DOMAIN}>"
        letter["Subject"] = f"RE: [EXTERNAL] {to['Subject']}" if to else "Something else"
        if to:
            letter["In-Reply-To"] = letter["References"] = to["Message-ID"]
        for header, said in (headers or {}).items():
            letter[header] = said
        letter.set_content(f"{text}\n\nOn 2 July 2018 the manager wrote:\n> Please fill it in.\n")
        if book:
            letter.add_attachment(book, maintype=SHEET[0], subtype=SHEET[1], filename=name)
        self.office.deliver(letter.as_bytes(), US, sender)


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    """Open a post office with a mailbox for everybody but one, whose address is gone."""
    people = {head(number): f"head {number}" for number in range(COUNT) if number != GONE}
    with post_office({**people, US: "the office's own"}) as opened:
        yield opened


def town_of(folder: Path) -> Town:
    """Return a council of twenty teams."""
    town = new_town(folder)
    for path in (town.root / "templates" / "plans").iterdir():
        path.unlink()
    for number in range(COUNT):
        plan = PARKS.replace("head.of.parks@council.example", head(number))
        town.plan(f"{code(number)} 2018-21.md", plan.replace("Parks", f"Team {number:02}"))
    town.generate()
    return town


@pytest.fixture
def heads(tmp_path: Path, office: Office, monkeypatch: pytest.MonkeyPatch) -> Heads:
    """Return the section heads of a council that sends with a token and reads with a password."""
    town = town_of(tmp_path)
    monkeypatch.setenv("A_TOKEN", office.token(US))
    monkeypatch.setenv("A_PASSWORD", office.people[US])
    known = {"server": office.host, "certificates": str(office.certificates)}
    say(town, "council", email=US, domain=DOMAIN)
    say(
        town, "mail", **known, port=office.smtp_port, sign_in="xoauth2", secret="environment",
        secret_variable="A_TOKEN", per_minute=1000,
    )  # fmt: skip
    say(
        town, "mailbox", **known, port=office.imaps_port, secret="environment",
        secret_variable="A_PASSWORD", finished="Finished",
    )  # fmt: skip
    return Heads(office, Mailing(town))


def answer_all(heads: Heads) -> None:
    """Have every section head answer the message with the workbook, each in their own way."""
    for number in (each for each in range(COUNT) if each != GONE):
        message = heads.newest(number, 1)
        good = heads.filled(message, PARKS_ANSWERS)
        match number:
            case _ if number == AWAY:
                heads.reply(message, head(number), "I am away until 20 July 2018.",
                            headers={"Auto-Submitted": "auto-replied"})  # fmt: skip
            case _ if number == LINK:
                heads.reply(message, head(number),
                            "Here: https://council.sharepoint.com/:x:/r/return.xlsx")  # fmt: skip
            case _ if number == WRONG:
                heads.reply(message, head(number), "Done.", heads.filled(message, UNCLEAR))
            case _ if number == STRANGER:
                heads.reply(message, f"assistant@{DOMAIN}", "For the head.", good)
            case _ if number == ZIPPED:
                packed = BytesIO()
                with ZipFile(packed, "w") as archive:
                    archive.writestr("return.xlsx", good)
                heads.reply(message, head(number), "Zipped.", packed.getvalue(), "return.zip")
            case _ if number == SILENT:
                continue
            case _ if number == TEXT:
                heads.reply(message, head(number), "PK01 is 79% and PK02 is 210.")
            case _:
                heads.reply(message, head(number), "Please find it attached.", good)
    heads.reply(None, head(TEXT), "Are you coming to lunch?")
    heads.reply(None, SHOP, "All our prices.", b"PK no workbook of ours", "prices.xlsx")


def by_code(outcome: Outcome) -> dict[str, list[tuple[str, str]]]:
    """Return what was read of each service: the status, and the codes of what is said of it."""
    found: dict[str, list[tuple[str, str]]] = {}
    for entry in rows_of(outcome, "returns"):
        codes = " ".join(each["code"] for each in entry["problems"] if each["level"] != "note")
        found.setdefault(entry["service"], []).append((entry["status"], codes))
    return found


def next_lines(town: Town) -> tuple[str, ...]:
    return town.run(lambda council: next_steps(council, town.world(), town.root)).lines


def test_a_whole_quarter_goes_by_mail(heads: Heads) -> None:
    mailing, town = heads.mailing, heads.mailing.town
    sent = mailing.send()
    assert (sent.status, len(sent.lines)) == (0, COUNT)
    town.later(4)
    answer_all(heads)
    heads.office.awaited(US, 18 + 1 + 2)  # who answered, the bounce, and what is about other things
    read = mailing.read()
    found = by_code(read)
    asked = "percent-unclear not-a-number"
    assert {number: found[code(number)] for number in range(8) if number != SILENT} == {
        AWAY: [("skipped", "")],
        LINK: [("rejected", "link-instead")],
        GONE: [("skipped", "bounced")],
        WRONG: [("held", asked)],
        STRANGER: [("held", "sender-unknown")],
        ZIPPED: [("accepted", "")],
        TEXT: [("skipped", "mail-answer")],
    }
    assert [found[code(number)] for number in range(8, COUNT)] == [[("accepted", "")]] * 12
    assert read.notes[-1] == ("2 other messages were left alone: they are not about Q1 2018/19.")
    left = [message_from_bytes(each)["Subject"] for each in heads.office.messages(US)]
    assert left == ["Something else"] * 2, "what is finished went to its folder"
    again = mailing.read()
    assert rows_of(again, "returns") == []
    assert again.lines[0] == f"Nothing new has come to {US} for Q1 2018/19."

    bounced = f"email {Q1} --service {code(GONE)} --again --send"
    assert any(bounced in line for line in next_lines(town))
    receipts = mailing.send("receipts")
    told = {*map(code, range(COUNT))} - {code(each) for each in (AWAY, GONE, SILENT, TEXT)}
    assert len(receipts.lines) == len(told), "no machine is answered, nor a mere letter"
    queries = mailing.send("queries")
    assert queries.lines == (f"Team {WRONG:02}: the message to {head(WRONG)} was sent.",)
    assert town.states()[code(WRONG)] == "queried"
    town.later(1)
    message = heads.newest(WRONG, 3)
    answers = {"Indicators": {"PK01": {"Actual": 0.79}, "PK02": {"Actual": 210}}}
    heads.reply(message, head(WRONG), "Corrected.", heads.filled(message, answers))
    heads.office.awaited(US, 3)
    corrected = by_code(mailing.read())
    assert corrected == {code(WRONG): [("accepted", "")]}
    assert codes_of(mailing.send("thanks")) == []
    complete = [service for service, state in town.states().items() if state == "complete"]
    assert complete == sorted([code(WRONG), code(ZIPPED), *map(code, range(8, COUNT))])
    assert town.states()[code(GONE)] == "emailed"
    course = {each["service"]: each["course"] for each in rows_of(town.status(), "services")}
    assert course[code(WRONG)] == {
        "issued": "2018-07-02",
        "mailed": "2018-07-02",
        "received": "2018-07-06",
        "acknowledged": "2018-07-06",
        "queried": "2018-07-06",
        "answered": "2018-07-07",
        "complete": "2018-07-07",
        "thanked": "2018-07-07",
    }
