"""`read --mailbox` message by message: what is read, what is left alone, what stays as it is."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from mail_folder import Folder, OpenFolder
from mailing import Mailing, say
from openpyxl import Workbook
from strangers import encrypted
from town import PARKS, PARKS_ANSWERS, Q1, Q2, codes_of, new_town, rows_of, without_identity

from plansheet.errors import SettingsError
from plansheet.jobs import mailbox
from plansheet.jobs.council import opened, quarter_of
from plansheet.jobs.mailbox import read_mailbox
from plansheet.mail import imap

if TYPE_CHECKING:
    from pathlib import Path

    from plansheet.jobs.council import Council
    from plansheet.jobs.outcome import Outcome

US, PARKS_HEAD = "performance@council.example", "head.of.parks@council.example"
STRANGER = "somebody@council.example"
SHEET = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch) -> Folder:
    """Return an empty mailbox, in the place of every one on a server."""
    found = Folder()
    monkeypatch.setattr(imap, "Mailbox", found.opened)
    return found


@pytest.fixture
def box(tmp_path: Path) -> Mailing:
    """Return a council with the workbooks of the first quarter issued; nothing is moved."""
    town = new_town(tmp_path)
    town.generate()
    say(town, "council", email=US)
    say(town, "mailbox", server="mail.council.example")
    return Mailing(town)


def send(  # noqa: PLR0913 - what a message has
    box: Mailing,
    folder: Folder,
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
    folder.deliver(letter.as_bytes(), US, sender)


def filled(box: Mailing, period: str = Q1) -> bytes:
    """Return the workbook of Parks filled in, which then lies nowhere in the folder."""
    path = box.town.answer(PARKS_ANSWERS, period=period, name="filled.xlsx")
    data = path.read_bytes()
    path.unlink()
    return data


def told(outcome: Outcome) -> list[tuple[str, str, str]]:
    """Return of each file its end, its service and what became of it."""
    return [
        (str(each["file"]).partition(".eml")[2], each["service"], each["status"])
        for each in rows_of(outcome, "returns")
    ]


def test_a_return_is_read_from_where_it_lies_and_nothing_there_changes(
    box: Mailing, folder: Folder
) -> None:
    send(box, folder, filled(box), Message_ID="<1@council.example>")
    before = dict(folder.messages)
    outcome = box.read()
    assert told(outcome) == [("/return.xlsx", "parks", "accepted")]
    assert rows_of(outcome, "returns")[0]["file"].startswith(f"2018-07-02 0900 {PARKS_HEAD} ")
    assert (folder.messages, folder.moved) == (before, {})
    assert box.town.figures()["PK01"]["rating"] == "Green"
    with opened(box.town.root) as council:
        (record,) = council.ledger.returns(quarter_of(Q1))
    assert (record.sender, record.message_id) == (PARKS_HEAD, "<1@council.example>")
    again = box.read()
    assert told(again) == []
    assert again.notes == ("1 message was read before.",)


def test_a_return_whose_service_has_two_plans_is_fetched_again_once_it_has_one(
    box: Mailing, folder: Folder
) -> None:
    send(box, folder, filled(box))
    box.town.plan("parks 2018-19.md", PARKS)
    assert told(box.read()) == [("/return.xlsx", "parks", "held")]
    (box.town.root / "templates" / "plans" / "parks 2018-19.md").unlink()
    assert told(box.read()) == [("/return.xlsx", "parks", "accepted")]


def test_a_rehearsal_reads_and_keeps_nothing(box: Mailing, folder: Folder) -> None:
    send(box, folder, filled(box))
    before = box.town.snapshot()
    assert told(box.read(dry_run=True)) == [("/return.xlsx", "parks", "accepted")]
    assert box.town.snapshot() == before
    assert told(box.read()) == [("/return.xlsx", "parks", "accepted")]


def test_what_is_about_something_else_is_neither_kept_nor_told(
    box: Mailing, folder: Folder
) -> None:
    secret = b"Our prices: strictly private"
    send(box, folder, secret, sender="offers@shop.example", subject="Prices")
    send(box, folder, sender=PARKS_HEAD, subject="Lunch", text="Strictly private: lunch?")
    send(box, folder, sender=PARKS_HEAD, subject=f"Re: Old [{Q2} parks]", text="Strictly private")
    outcome = box.read()
    assert (told(outcome), outcome.problems) == ([], ())
    assert outcome.notes == (
        f"3 other messages were left alone: they are not about {quarter_of(Q1)}.",
    )
    kept = (path.read_bytes() for path in box.town.root.rglob("*") if path.is_file())
    assert not any(b"trictly private" in data for data in kept)


def test_what_we_sent_ourselves_is_no_return(box: Mailing, folder: Folder) -> None:
    with opened(box.town.root) as council:
        issued = council.store.archived(council.ledger.issues(quarter_of(Q1))[1].sha256)
    send(box, folder, issued, sender=US, subject=f"Parks: due [{Q1} parks]")
    send(box, folder, sender=US, subject=f"Thank you: Parks [{Q1} parks]")
    send(box, folder, sender=US, subject="Rehearsal", Message_ID="<plansheet.rehearsal.1@x>")
    assert told(box.read()) == []
    assert box.town.states()["parks"] == "issued"


def test_a_return_that_the_manager_forwards_is_read(box: Mailing, folder: Folder) -> None:
    send(box, folder, filled(box), sender=US, subject=f"Fw: RE: Parks: due [{Q1} parks]")
    assert told(box.read()) == [("/return.xlsx", "parks", "accepted")]


def test_a_workbook_of_nobody_known_waits_until_somebody_accepts_it(
    box: Mailing, folder: Folder
) -> None:
    send(box, folder, filled(box), sender=STRANGER)
    outcome = box.read()
    assert told(outcome) == [("/return.xlsx", "parks", "held")]
    assert (codes_of(outcome), outcome.status) == (["sender-unknown"], 1)
    assert box.town.figures()["PK01"]["state"] == "not supplied"
    assert box.town.states()["parks"] != "complete"


def test_last_quarters_workbook_in_this_quarters_reply_is_told(
    box: Mailing, folder: Folder
) -> None:
    box.town.generate(Q2)
    data = filled(box, Q2)
    send(box, folder, data, subject=f"Re: Parks [{Q1} parks]")
    assert codes_of(box.read()) == ["wrong-period"]


def test_the_mailbox_is_told_by_the_quarter_that_is_read(box: Mailing, folder: Folder) -> None:
    send(box, folder, filled(box), subject=f"Re: Parks [{Q1} parks]")
    box.town.generate(Q2)

    def read(period: str) -> Outcome:
        return box.town.run(lambda council: read_mailbox(council, quarter_of(period), box.world()))

    assert told(read(Q2)) == []
    assert told(read(Q1)) == [("/return.xlsx", "parks", "accepted")]


def test_a_message_that_is_too_large_is_refused_and_the_next_one_read(
    box: Mailing, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = filled(box)
    monkeypatch.setattr(mailbox, "LARGEST_FILE", len(book) * 2)
    send(box, folder, book + bytes(len(book)), subject=f"Re: Parks [{Q1} parks]")
    send(box, folder, book, subject=f"Re: Parks [{Q1} parks]")
    outcome = box.read()
    assert sorted(told(outcome)) == [("", "", "rejected"), ("/return.xlsx", "parks", "accepted")]
    assert "limits" in codes_of(outcome)


def test_a_letter_with_a_link_that_says_nothing_of_the_quarter_is_only_told_of(
    box: Mailing, folder: Folder
) -> None:
    link = "https://council.sharepoint.com/:x:/r/return.xlsx"
    send(box, folder, subject="As asked", text=f"Here: {link}")
    outcome = box.read()
    assert (told(outcome), outcome.status) == ([], 0)
    assert outcome.notes == (
        (
            f"The message from {PARKS_HEAD} of 2 July 2018 ('As asked') holds a link to a file "
            "kept elsewhere and does not say what it is about, so it was left alone. If it is the "
            "return of Parks, ask for the workbook itself, or save it into "
            f"workbooks/{Q1}/returned."
        ),
    )
    assert link.encode() not in b"".join(box.town.snapshot().values())
    assert box.read().notes == ("1 message was read before.",)


def test_a_private_spreadsheet_of_a_contact_is_left_alone(box: Mailing, folder: Folder) -> None:
    stream = BytesIO()
    Workbook().save(stream)
    send(box, folder, stream.getvalue(), subject="Five-a-side")
    outcome = box.read()
    assert (told(outcome), outcome.status) == ([], 0)
    assert outcome.notes == ("1 other message was left alone: it is not about Q1 2018/19.",)


def test_a_workbook_that_lost_its_identity_is_known_again(box: Mailing, folder: Folder) -> None:
    path = box.town.answer(PARKS_ANSWERS, name="filled.xlsx", change=without_identity)
    send(box, folder, path.read_bytes())
    path.unlink()
    assert told(box.read()) == [("/return.xlsx", "parks", "accepted")]


def test_the_workbook_of_another_quarter_waits_for_that(box: Mailing, folder: Folder) -> None:
    box.town.generate(Q2)
    say(box.town, "mailbox", finished="Done")
    data = filled(box, Q2)
    send(box, folder, data, subject="Our return")
    send(box, folder, data + b"", subject=f"Re: [{Q1} parks]", text="Sorry!")
    outcome = box.read()
    assert [code for *_, code in told(outcome)] == ["rejected"]
    assert outcome.notes == (
        (
            f"The message from {PARKS_HEAD} of 2 July 2018 ('Our return') brings the workbook of "
            f"Q2 2018/19. To read it, run 'plansheet read {Q2} --mailbox'."
        ),
    )
    assert folder.moved == {}

    def read(council: Council) -> Outcome:
        return read_mailbox(council, quarter_of(Q2), box.world())

    second = box.town.run(read)
    assert [status for *_, status in told(second)] == ["accepted", "duplicate"]
    assert folder.moved == {"Done": ["1", "2"]}


def test_what_does_not_open_is_told_where_it_says_what_it_is_about(
    box: Mailing, folder: Folder
) -> None:
    bomb = b"PK\x03\x04" + bytes(100)
    send(box, folder, bomb, subject=f"Re: Parks [{Q1} parks]")
    send(box, folder, bomb, subject="Our return")
    outcome = box.read()
    assert told(outcome) == [("/return.xlsx", "parks", "rejected")]
    assert "holds a file that cannot be opened and does not say" in outcome.notes[0]


def test_a_protected_workbook_is_opened_once_there_is_a_password(
    box: Mailing, folder: Folder
) -> None:
    send(box, folder, encrypted(filled(box), "secret"), subject=f"Re: Parks [{Q1} parks]")
    outcome = box.read()
    assert told(outcome) == [("/return.xlsx", "parks", "rejected")]
    assert codes_of(outcome) == ["encrypted"]
    again = box.read(password="secret")
    assert told(again) == [("/return.xlsx", "parks", "accepted")]
    assert box.town.figures()["PK01"]["rating"] == "Green"


def test_where_the_server_stops_answering_what_was_read_is_told(
    box: Mailing, folder: Folder
) -> None:
    send(box, folder, filled(box), subject=f"Re: [{Q1} parks]")
    send(box, folder, sender=PARKS_HEAD, subject=f"Re: [{Q1} parks]", text="And thanks.")
    folder.breaks_at = "2"
    outcome = box.read()
    assert told(outcome) == [("/return.xlsx", "parks", "accepted")]
    assert (codes_of(outcome), outcome.status) == (["mailbox-stopped"], 1)
    folder.breaks_at = ""
    assert codes_of(box.read()) == ["mail-answer"]


def test_what_could_not_be_moved_is_moved_the_next_time(box: Mailing, folder: Folder) -> None:
    say(box.town, "mailbox", finished="Done")
    send(box, folder, filled(box), subject=f"Re: [{Q1} parks]")
    folder.cannot_move = True
    outcome = box.read()
    assert told(outcome) == [("/return.xlsx", "parks", "accepted")]
    assert codes_of(outcome) == ["mailbox-not-moved"]
    folder.cannot_move = False
    box.read()
    assert (folder.moved, folder.messages) == ({"Done": ["1"]}, {})


def test_the_folder_for_what_is_finished_is_another_one(box: Mailing) -> None:
    say(box.town, "mailbox", finished="inbox")
    with pytest.raises(SettingsError, match=r"\[mailbox\]: finished is the folder that is read"):
        box.read()


def test_who_passes_a_return_on_is_not_who_sent_it(box: Mailing, folder: Folder) -> None:
    data = filled(box)
    send(box, folder, data, subject=f"Re: [{Q1} parks]", Message_ID="<1@council.example>")
    box.read()
    send(box, folder, data, sender=STRANGER, Message_ID="<2@council.example>")
    assert told(box.read()) == [("/return.xlsx", "parks", "duplicate")]
    with opened(box.town.root) as council:
        (record,) = council.ledger.returns(quarter_of(Q1))
    assert (record.sender, record.message_id) == (PARKS_HEAD, "<1@council.example>")


def test_a_date_that_lies_ahead_is_not_believed(box: Mailing, folder: Folder) -> None:
    now = box.town.now
    box.town.now += timedelta(days=7000)
    send(box, folder, filled(box), subject=f"Re: [{Q1} parks]")
    box.town.now = now
    box.read()
    with opened(box.town.root) as council:
        (record,) = council.ledger.returns(quarter_of(Q1))
    assert (record.sent_at, record.received_at) == (None, now)


def test_a_huge_message_about_something_else_is_left_alone(
    box: Mailing, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox, "LARGEST_FILE", 100)
    send(box, folder, bytes(1000), sender="friend@home.example", subject="Holiday")
    outcome = box.read()
    assert (told(outcome), outcome.status) == ([], 0)


def test_what_is_gone_when_it_is_fetched_is_nothing(
    box: Mailing, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(box, folder, filled(box), subject=f"Re: [{Q1} parks]")
    monkeypatch.setattr(OpenFolder, "raw", lambda *_: b"")
    assert told(box.read()) == []
    monkeypatch.undo()
