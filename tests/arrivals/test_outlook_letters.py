"""What an e-mail is that Outlook saved: by its class, its headers, and what it knows of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mails
import pytest
from mails import HEAD, OURS
from strangers import outlook_of, zipped

from plansheet.arrivals.natures import Nature
from plansheet.arrivals.outlook import open_msg
from plansheet.model.periods import FinancialYear, Quarter
from plansheet.model.references import Reference

if TYPE_CHECKING:
    from plansheet.arrivals.letters import Letter

CLASS, SUBJECT, HEADERS, BODY = 0x001A, 0x0037, 0x007D, 0x1000
SENDER_NAME, SENDER, SENDER_TYPE, SENDER_SMTP = 0x0C1A, 0x0C1F, 0x0C1E, 0x5D01
MESSAGE_ID, REFERENCES, ANSWERS = 0x1035, 0x1039, 0x1042
NAME, ADDRESS, SMTP, SUPPLEMENTARY, REPORT_TEXT = 0x3001, 0x3003, 0x39FE, 0x0C1B, 0x1001
PARKS = Reference(Quarter(FinancialYear(2018), 1), "parks")
SAID = "[2018-19-Q1 parks] Parks: figures for Q1 2018/19"


def letter(texts: dict[int, str], *recipients: dict[int, str]) -> Letter:
    found, attached = open_msg(outlook_of(texts, recipients))
    assert attached == ()
    return found


def headers(data: bytes) -> str:
    return data.decode().partition("\r\n\r\n")[0]


def test_a_message_keeps_the_headers_that_it_came_with() -> None:
    found = letter({HEADERS: headers(mails.reply()), BODY: "By Friday.", SUBJECT: "shortened"})
    assert (found.sender_address, found.message_id) == (HEAD, "<reply.1@council.example>")
    assert (found.answers, found.reference) == ((OURS, "<earlier@council.example>"), PARKS)
    assert (found.nature, found.subject) == (Nature.LETTER, f"RE: [EXTERNAL] {SAID}")


def test_a_line_of_outlook_s_above_the_headers_hides_none_of_them() -> None:
    first = "Microsoft Mail Internet Headers Version 2.0\r\n"
    assert letter({HEADERS: first + headers(mails.reply())}).sender_address == HEAD


def test_a_message_from_inside_has_no_headers_and_an_address_that_only_outlook_knows() -> None:
    found = letter(
        {
            SENDER_NAME: "Head of Parks",
            SENDER_TYPE: "EX",
            SENDER: "/O=EXCHANGELABS/OU=GROUP/CN=RECIPIENTS/CN=HEAD",
            SENDER_SMTP: "Head.Of.Parks@council.example",
            SUBJECT: f"RE: {SAID}",
            MESSAGE_ID: "<inside@council.example>",
            ANSWERS: OURS,
            REFERENCES: f"<earlier@council.example> {OURS}",
            BODY: "By Friday: https://council.sharepoint.com/x?e=secret",
        }
    )
    assert (found.sender_address, found.message_id) == (HEAD, "<inside@council.example>")
    assert (found.answers, found.reference) == ((OURS, "<earlier@council.example>"), PARKS)
    assert found.links == ("council.sharepoint.com/x",)


def test_outlook_s_class_says_that_somebody_is_away() -> None:
    found = letter(
        {
            CLASS: "IPM.Note.Rules.OofTemplate.Microsoft",
            SENDER: HEAD,
            SUBJECT: f"Abwesend: {SAID}",
            BODY: "Back on 16 July.",
        }
    )
    assert (found.nature, found.body, found.reference) == (Nature.AWAY, "Back on 16 July.", PARKS)


def test_without_a_class_that_says_so_the_headers_do() -> None:
    found = letter({CLASS: "IPM.Note", HEADERS: headers(mails.vacation()), BODY: "Back soon."})
    assert found.nature is Nature.AWAY


WHY = "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found"
BOUNCED = {
    CLASS: "REPORT.IPM.Note.NDR",
    SENDER_NAME: "Microsoft Outlook",
    SUBJECT: f"Undeliverable: {SAID}",
    ANSWERS: OURS,
}


@pytest.mark.parametrize(
    ("more", "recipients", "why"),
    [
        ({}, [{NAME: "Head of Parks", SMTP: HEAD.upper(), SUPPLEMENTARY: f"<mx #{WHY}>"}], WHY),
        ({REPORT_TEXT: f"Your message did not reach {HEAD}.\r\n{WHY}"}, [], WHY),
        ({BODY: f"Your message did not reach {HEAD}."}, [{ADDRESS: "/O=X/CN=HEAD"}], ""),
    ],
)
def test_a_report_of_outlook_names_whom_a_message_did_not_reach(
    more: dict[int, str], recipients: list[dict[int, str]], why: str
) -> None:
    found = letter({**BOUNCED, **more}, *recipients)
    assert (found.nature, found.failed, found.reference) == (Nature.BOUNCE, (HEAD,), PARKS)
    assert (found.answers, why in found.why, bool(why) == bool(found.why)) == ((OURS,), True, True)


@pytest.mark.parametrize(
    ("said", "nature"),
    [
        ("REPORT.IPM.Note.Delayed.DR", Nature.DELAYED),
        ("REPORT.IPM.Note.DR", Nature.RECEIPT),
        ("REPORT.IPM.Note.IPNRN", Nature.RECEIPT),
        ("IPM.Note", Nature.LETTER),
        ("", Nature.LETTER),
    ],
)
def test_other_classes_of_outlook(said: str, nature: Nature) -> None:
    assert letter({CLASS: said, SUBJECT: SAID, SENDER: HEAD}).nature is nature


def test_a_server_s_own_words_are_known_in_outlook_s_form_too() -> None:
    data = mails.exim()
    text = data.decode().partition("\r\n\r\n")[2]
    found = letter({HEADERS: headers(data), BODY: text})
    assert (found.nature, found.failed, found.reference) == (Nature.BOUNCE, (HEAD,), PARKS)


def test_the_workbook_that_came_back_with_a_report_is_not_returned() -> None:
    data = outlook_of(BOUNCED, [{SMTP: HEAD}], ("parks 2018-19-Q1.xlsx", zipped([("a", b"b")])))
    assert open_msg(data)[1] == ()
