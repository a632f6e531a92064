"""What an e-mail that came back is: told by its headers and by what servers report."""

from __future__ import annotations

from datetime import datetime

import mails
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mails import HEAD, OURS

from plansheet.arrivals.eml import open_eml
from plansheet.arrivals.letters import Letter
from plansheet.arrivals.natures import Nature
from plansheet.excel.package import BROKEN
from plansheet.model.periods import FinancialYear, Quarter
from plansheet.model.references import Reference

PARKS = Reference(Quarter(FinancialYear(2018), 1), "parks")


def letter(data: bytes) -> Letter:
    found, attached = open_eml(data)
    assert attached == ()
    return found


REPORTED = {
    "postfix": (
        mails.postfix(),
        Nature.BOUNCE,
        f"550 5.1.1 <{HEAD}>: Recipient address rejected: User unknown in virtual mailbox table",
    ),
    "exchange": (
        mails.exchange(),
        Nature.BOUNCE,
        "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found",
    ),
    "gmail": (
        mails.gmail(),
        Nature.BOUNCE,
        "550-5.1.1 The email account that you tried to reach does not exist.",
    ),
    "exim": (mails.exim(), Nature.BOUNCE, "550 5.1.1 User unknown"),
    "qmail": (mails.qmail(), Nature.BOUNCE, ""),
    "postfix late": (
        mails.postfix(action="delayed"),
        Nature.DELAYED,
        (
            f"connect to mx.council.example[192.0.2.25]:25: <{HEAD}> timed out in virtual mailbox"
            " table"
        ),
    ),
}


@pytest.mark.parametrize("name", REPORTED)
def test_a_message_that_came_back_names_whom_it_did_not_reach_and_why(name: str) -> None:
    data, nature, why = REPORTED[name]
    found = letter(data)
    assert (found.nature, found.failed, found.why) == (nature, (HEAD,), why)
    assert (found.answers, found.reference) == ((OURS,), PARKS)


def test_a_late_message_in_a_server_s_own_words_is_no_bounce() -> None:
    found = letter(mails.exim_late())
    assert (found.nature, found.failed, found.reference) == (Nature.DELAYED, (HEAD,), PARKS)


@pytest.mark.parametrize("data", [mails.postfix(action="delivered"), mails.read_receipt()])
def test_that_a_message_arrived_is_neither(data: bytes) -> None:
    found = letter(data)
    assert (found.nature, found.failed, found.why, found.reference) == (
        Nature.RECEIPT,
        (),
        "",
        PARKS,
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (
            mails.automatic_reply(),
            "I am on leave until 16 July. In urgent cases write to the team .",
        ),
        (mails.vacation(), "Thank you for your message. I am back on 16 July."),
    ],
)
def test_an_answer_of_somebody_who_is_away_says_until_when(data: bytes, said: str) -> None:
    found = letter(data)
    assert (found.nature, found.body, found.reference) == (Nature.AWAY, said, PARKS)
    assert (found.answers, found.sender_address) == ((OURS,), HEAD)


def test_a_reply_keeps_what_it_answers() -> None:
    assert letter(mails.reply()) == Letter(
        sender=f"Head of Parks <{HEAD}>",
        sent=datetime(2018, 7, 3, 10, 30),  # noqa: DTZ001 - as the sender's clock had it
        body=(
            "Many thanks, you will have it by Friday. -----Original Message----- From: "
            "performance@council.example Subject: [2018-19-Q1 parks] Parks: figures for Q1 2018/19"
            " > Please fill in the workbook."
        ),
        sender_address=HEAD,
        subject="RE: [EXTERNAL] [2018-19-Q1 parks] Parks: figures for Q1 2018/19",
        message_id="<reply.1@council.example>",
        answers=(OURS, "<earlier@council.example>"),
        reference=PARKS,
    )


def test_a_link_in_the_place_of_a_file_is_found_behind_what_outlook_puts_before_it() -> None:
    found = letter(mails.shared())
    assert (found.nature, found.links) == (
        Nature.LETTER,
        ("council.sharepoint.com/:x:/s/parks/EabC_1",),
    )


def headed(*headers: str, body: str = "Hello") -> bytes:
    return "\r\n".join((f"From: {HEAD}", *headers, "", body)).encode()


@pytest.mark.parametrize(
    ("headers", "nature"),
    [
        (["Subject: Out of Office: your message"], Nature.AWAY),
        (["Subject: [EXTERNAL] Automatic reply: your message"], Nature.AWAY),
        (["Subject: RE: Automatic reply: your message"], Nature.LETTER),
        (["Subject: The out of office rota"], Nature.LETTER),
        (["Auto-Submitted: Auto-Replied; owner-email=x@council.example"], Nature.AWAY),
        (["Auto-Submitted: auto-generated"], Nature.LETTER),
        (["Auto-Submitted: no"], Nature.LETTER),
        (["X-Autoreply: yes"], Nature.AWAY),
        (["X-Autoreply: no"], Nature.LETTER),
        (["Precedence: auto_reply"], Nature.AWAY),
        (["Precedence: bulk", "X-Auto-Response-Suppress: All"], Nature.AWAY),
        (["Precedence: bulk"], Nature.LETTER),
        (["X-Auto-Response-Suppress: All"], Nature.LETTER),
        (["Precedence: list", "Auto-Submitted: auto-replied"], Nature.LETTER),
        (["List-Id: <heads.council.example>", "X-Autoreply: yes"], Nature.LETTER),
    ],
)
def test_only_what_answers_by_itself_is_an_answer_of_somebody_away(
    headers: list[str], nature: Nature
) -> None:
    assert letter(headed(*headers)).nature is nature


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        # A postmaster who writes a letter, one who names nobody, and a person who forwards one.
        (["From: postmaster@x.example"], "Please clear out a@x.example."),
        (["From: postmaster@x.example", "Return-Path: <>"], "Your mailbox is full."),
        (
            ["From: a@x.example", "Return-Path: <>", "Subject: Undeliverable: figures"],
            "It failed for b@x.example.",
        ),
    ],
)
def test_what_only_looks_like_a_bounce_is_a_letter(headers: list[str], body: str) -> None:
    assert letter("\r\n".join((*headers, "", body)).encode()).nature is Nature.LETTER


def test_a_bounce_saved_without_its_envelope_is_known_by_its_subject() -> None:
    found = letter(
        b"From: Postmaster <postmaster@x.example>\r\nTo: performance@council.example\r\n"
        b"Subject: Undeliverable: figures\r\n\r\n"
        b"To performance@council.example: it failed for B.Officer@x.example.\r\n"
    )
    assert (found.nature, found.failed) == (Nature.BOUNCE, ("b.officer@x.example",))


REPORT = """\
From: postmaster@x.example
Content-Type: multipart/report; boundary=b

--b
Content-Type: message/{kind}
{more}
{status}
--b
{copy}
--b--
"""
STATUS = "Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; b@x.example\nStatus: 5.2.2\n"


@pytest.mark.parametrize(
    ("kind", "more", "status"),
    [
        ("delivery-status", "", STATUS),
        ("global-delivery-status", "", STATUS),
        ("delivery-status", "", STATUS.replace("5.2.2", "5.2.2\nAction: Failed")),
        ("delivery-status", "", STATUS.replace("rfc822; b@", "rfc822; <B@").replace("ple", "ple>")),
    ],
)
def test_a_report_is_read_in_every_form(kind: str, more: str, status: str) -> None:
    copy = "Content-Type: text/rfc822-headers\n\nMessage-ID: <one@council.example>\n"
    found = letter(REPORT.format(kind=kind, more=more, status=status, copy=copy).encode())
    assert (found.nature, found.failed, found.why) == (Nature.BOUNCE, ("b@x.example",), "5.2.2")
    assert (found.answers, found.reference) == (("<one@council.example>",), None)


def test_a_report_about_no_address_is_still_one() -> None:
    status = (
        "Reporting-MTA: dns; x\n\nFinal-Recipient: x400; /G=B/\nAction: failed\nStatus: 5.0.0\n"
    )
    found = letter(REPORT.format(kind="delivery-status", more="", status=status, copy="").encode())
    assert (found.nature, found.failed, found.why) == (Nature.BOUNCE, (), "5.0.0")


SAFE = "https://{}.safelinks.protection.outlook.com/?url={}"


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("https://1drv.ms/x/s!Abc", ("1drv.ms/x/s!Abc",)),
        ("See <https://onedrive.live.com/edit.aspx?id=1>.", ("onedrive.live.com/edit.aspx",)),
        ("(https://docs.google.com/document/d/1)", ("docs.google.com/document/d/1",)),
        ("HTTPS://WWW.DROPBOX.COM/s/a/b.xlsx?dl=0", ("www.dropbox.com/s/a/b.xlsx",)),
        ("https://we.tl/t-abc https://we.tl/t-abc", ("we.tl/t-abc",)),
        ("https://app.box.com/s/1, https://www.icloud.com/iclouddrive/2",
         ("app.box.com/s/1", "www.icloud.com/iclouddrive/2")),
        ("https://user:password@council.sharepoint.com/x", ("council.sharepoint.com/x",)),
        (
            SAFE.format("a", SAFE.format("b", "https://we.tl/t-1").replace(":", "%3A")),
            ("we.tl/t-1",),
        ),
        ("https://a.safelinks.protection.outlook.com/?data=1", ()),
        (SAFE.format("a", SAFE.format("b", SAFE.format("c", "https://we.tl/t-1"))), ()),
        ("https://www.council.example/sharepoint.com https://notbox.com/x https://[bad", ()),
        ("https://we.tl.attacker.example/x", ()),
        ("https://files.council.example/Parks.XLSX", ("files.council.example/Parks.XLSX",)),
        (f"https://we.tl/{'a' * 200}", (f"we.tl/{'a' * 114}...",)),
        (" ".join(f"https://we.tl/{number}" for number in range(9)),
         tuple(f"we.tl/{number}" for number in range(5))),
        ("https://council.example/ " * 400 + "https://we.tl/late", ()),
    ],
)  # fmt: skip
def test_links_to_files_kept_elsewhere(text: str, links: tuple[str, ...]) -> None:
    assert letter(headed(body=text)).links == links


@pytest.mark.parametrize(
    ("header", "address"),
    [
        ("Head of Parks <Head.Of.Parks@Council.example>", HEAD),
        ("=?utf-8?Q?H=C3=A9ad_=3Cother=40x=2Eexample=3E?= <head.of.parks@council.example>", HEAD),
        ('"other@x.example" <head.of.parks@council.example>', HEAD),
        ("head.of.parks@council.example, other@x.example", HEAD),
        ("Head of Parks", ""),
        ("(" * 5000, ""),
        ("", ""),
    ],
)
def test_the_bare_address_of_a_sender(header: str, address: str) -> None:
    assert letter(f"From: {header}\r\nDate: x\r\n\r\nHello".encode()).sender_address == address


def test_what_is_hidden_or_endless_in_a_header_is_neither_shown_nor_kept() -> None:
    ids = " ".join(f"<{number}@x.example>" for number in range(100))
    found = letter(
        headed(f"Subject: =?utf-8?Q?a=0Ab=1B=E2=80=AE?= {'x' * 100_000}", f"References: {ids}")
    )
    assert found.subject.startswith("a b\ufffd\ufffd xxx")
    assert (len(found.subject), len(found.answers)) == (303, 20)


@pytest.mark.parametrize(
    "charset", ["undefined", "hex", "no-such-set", "a\x00b", "utf-8'en'x", "idna"]
)
def test_a_text_in_no_character_set_that_is_known_is_still_read(charset: str) -> None:
    found = letter(headed(f'Content-Type: text/plain; charset="{charset}"', body="Sorry"))
    assert found.body == "Sorry"


@pytest.mark.parametrize("subject", ["=?no-such-set?Q?Our_figures?=", "=?utf-8?B?a?= figures"])
def test_a_header_that_cannot_be_decoded_is_told_as_it_stands(subject: str) -> None:
    assert letter(headed(f"Subject: {subject}")).subject == subject


def test_a_character_set_that_is_written_as_no_mail_program_does_hides_no_text() -> None:
    header = "Content-Type: text/plain; charset*=x'y'z"
    assert letter(headed(header, body="caf\u00e9")).body == "caf\u00e9"


SEEDS = (mails.postfix(), mails.exchange(), mails.gmail(), mails.qmail(), mails.shared())


def read(data: bytes) -> None:
    try:
        found, _ = open_eml(data)
    except BROKEN:
        return
    assert Letter.of_plain(found.plain()) == found
    assert not any("\n" in each for each in (found.sender, found.subject, found.why))


@given(st.binary(max_size=400))
def test_any_bytes_make_a_letter(data: bytes) -> None:
    read(data)


@given(st.data())
def test_any_damage_to_a_letter_leaves_one(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from(SEEDS))
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, len(whole)))
    read(whole[:start] + data.draw(st.binary(max_size=60)) + whole[end:])


NAMES = ("From", "To", "Subject", "Date", "References", "Content-Type", "X-Failed-Recipients",
         "Content-Transfer-Encoding", "Content-Disposition", "Auto-Submitted")  # fmt: skip
WORDS = ("=?utf-8?B?", "?=", "=?x?q?", "multipart/report; boundary=b", "message/delivery-status",
         "message/rfc822", "base64", "x-uuencode", "<a@b.example>", '"', "(", "charset*=x'y'z",
         "filename*0*=a", "; ", "\ud800", "é", "\r\n ", "--b", "postmaster@x.example")  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.lists(st.sampled_from(WORDS))), max_size=6))
def test_any_headers_make_a_letter(headers: list[tuple[str, list[str]]]) -> None:
    lines = [f"{name}: {''.join(words)}" for name, words in headers]
    read("\r\n".join((*lines, "", "--b", *lines, "", "x", "--b--")).encode(errors="surrogatepass"))
