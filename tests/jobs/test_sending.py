"""`email --send`: each message once, whatever servers and computers do, and nothing forgotten."""

from __future__ import annotations

import signal
import subprocess
import sys
from base64 import b64encode
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from mail_server import TAKEN, serving
from mailing import Mailing, by_post
from town import HOUSING_ANSWERS, PARKS, PARKS_ANSWERS, Q1, codes_of, new_town

from plansheet.errors import MailError, SettingsError
from plansheet.jobs import writing_to
from plansheet.jobs.council import quarter_of
from plansheet.jobs.drafts import draft_messages
from plansheet.jobs.writing_to import WantedMessages
from plansheet.mail.smtp import Answer, Result, Sender
from plansheet.model.messages import Delivery, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


US = "performance@council.example"
PARKS_HEAD, HOUSING_HEAD = "head.of.parks@council.example", "head.of.housing@council.example"
SECRET = "correct horse battery staple"  # noqa: S105 - of a server that the test starts


@pytest.fixture
def mailing(tmp_path: Path) -> Iterator[Mailing]:
    """Return the council with the workbooks of the first quarter issued, and its mail server."""
    town = new_town(tmp_path)
    with serving(tmp_path) as post:
        by_post(town, post)
        town.generate()
        yield Mailing(town, post)


def test_each_section_head_gets_the_workbook_once(mailing: Mailing) -> None:
    outcome = mailing.send()
    assert outcome.lines == (
        f"Housing: the message to {HOUSING_HEAD} was sent.",
        f"Parks: the message to {PARKS_HEAD} was sent.",
    )
    assert (outcome.status, outcome.notes) == (0, ())
    assert mailing.server.to == [HOUSING_HEAD, PARKS_HEAD]
    message = mailing.server.letters[1][1]
    assert message["From"] == "Performance & Projects Manager <performance@council.example>"
    assert message["Subject"] == (
        "Parks: performance return for Q1 2018/19, due 13 July 2018 [2018-19-Q1 parks]"
    )
    (book,) = message.iter_attachments()
    assert book.get_content() == mailing.town.issued().read_bytes()
    assert mailing.town.states() == {"housing": "emailed", "parks": "emailed"}
    again = mailing.send()
    assert (again.lines, again.notes) == (
        (),
        (
            "Housing was sent its workbook on 2 July 2018.",
            "Parks was sent its workbook on 2 July 2018.",
        ),
    )
    assert len(mailing.server.letters) == 2


def test_what_is_sent_later_goes_on_from_the_message_with_the_workbook(mailing: Mailing) -> None:
    mailing.send()
    first = mailing.server.letters[1][1]["Message-ID"]
    mailing.town.later(9)
    mailing.send("reminder", "parks")
    message = mailing.server.letters[-1][1]
    assert message["Subject"].startswith("Reminder: Parks, performance return for Q1 2018/19")
    assert (message["In-Reply-To"], message["References"]) == (first, first)
    assert message["Message-ID"] != first


def test_a_rehearsal_goes_to_one_address_and_is_not_recorded(mailing: Mailing) -> None:
    outcome = mailing.send(rehearse_to="performance@council.example")
    assert outcome.lines == tuple(
        f"{name}: the message to performance@council.example was sent."
        for name in ("Housing", "Parks")
    )
    (_, message), _ = mailing.server.letters
    body = message.get_body(("plain",))
    assert body is not None
    assert message["Subject"].startswith("Rehearsal: Housing: performance return")
    assert body.get_content().startswith(
        f"This is a rehearsal. The message would go to {HOUSING_HEAD}."
    )
    assert mailing.deliveries() == []
    assert mailing.send(rehearse_to="me@elsewhere.example").status == 1
    assert len(mailing.server.letters) == 2


def test_with_a_dry_run_nothing_goes(mailing: Mailing) -> None:
    before = mailing.town.snapshot()
    outcome = mailing.send(dry_run=True)
    assert outcome.lines[1] == f"Parks: the message to {PARKS_HEAD} would be sent."
    assert (mailing.server.letters, mailing.town.snapshot()) == ([], before)


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("", "contact-missing"),
        ("the usual one", "contact-wrong"),
        ("head.of.parks@elsewhere.example", "address-outside"),
    ],
)
def test_a_wrong_address_is_found_before_anything_goes(
    mailing: Mailing, address: str, code: str
) -> None:
    mailing.town.plan("parks 2018-21.md", PARKS.replace(PARKS_HEAD, address))
    outcome = mailing.send()
    assert (outcome.status, codes_of(outcome), mailing.server.letters) == (1, [code], [])
    assert outcome.notes == (
        "Nothing was sent. Put right what is said above, and run the command again.",
        f"To send to the others first, run: plansheet email {Q1} --service housing --send",
    )


def test_the_settings_allow_other_domains(mailing: Mailing) -> None:
    address = "head@parks.partner.example"
    mailing.town.plan("parks 2018-21.md", PARKS.replace(PARKS_HEAD, address))
    by_post(mailing.town, mailing.server, other_domains=["partner.example"])
    assert mailing.send("issue", "parks").status == 0
    assert mailing.server.to == [address]


def test_a_message_that_is_too_large_is_told_before_anything_goes(tmp_path: Path) -> None:
    town = new_town(tmp_path)
    with serving(tmp_path, size=4_000) as post:
        by_post(town, post)
        town.generate()
        outcome = Mailing(town, post).send()
    assert (codes_of(outcome), post.letters) == (["mail-too-large"] * 2, [])
    assert outcome.problems[0].message.startswith(
        f"The message to {HOUSING_HEAD} has 34.1 kilobytes, and at most 4.0 kilobytes can be sent."
    )


def test_what_the_server_puts_off_is_tried_again(mailing: Mailing) -> None:
    answers = iter(["451 4.7.1 Greylisted", TAKEN, "451 4.7.1 Greylisted", TAKEN])
    mailing.server.says = lambda _: next(answers)
    outcome = mailing.send()
    assert sorted(mailing.server.to) == sorted([HOUSING_HEAD, PARKS_HEAD])
    assert (outcome.status, mailing.seconds) == (0, 15 + 30)
    assert {each for *_, each in mailing.deliveries()} == {Delivery.SENT}


def test_what_is_put_off_for_too_long_goes_the_next_time(mailing: Mailing) -> None:
    mailing.server.says = lambda to: TAKEN if to == PARKS_HEAD else "451 4.7.1 Come back later"
    outcome = mailing.send()
    assert (outcome.status, codes_of(outcome)) == (1, ["mail-deferred"])
    assert "Come back later" in outcome.problems[0].message
    assert mailing.seconds <= 600
    assert mailing.deliveries() == [
        ("parks", "issue", Delivery.SENT),
        ("housing", "issue", Delivery.DEFERRED),
    ]
    assert mailing.town.states() == {"housing": "issued", "parks": "emailed"}
    mailing.server.says = lambda _: TAKEN
    assert mailing.send().lines == (f"Housing: the message to {HOUSING_HEAD} was sent.",)
    assert mailing.server.to == [PARKS_HEAD, HOUSING_HEAD]


def test_what_the_server_refuses_is_told_and_the_others_go(mailing: Mailing) -> None:
    mailing.server.answers[HOUSING_HEAD] = "550 5.1.1 No such person"
    outcome = mailing.send()
    assert outcome.lines == (f"Parks: the message to {PARKS_HEAD} was sent.",)
    assert (outcome.status, codes_of(outcome)) == (1, ["mail-refused"])
    assert "No such person" in outcome.problems[0].message
    assert ("housing", "issue", Delivery.REFUSED) in mailing.deliveries()
    mailing.server.answers.clear()
    mailing.send()
    assert mailing.server.to == [PARKS_HEAD, HOUSING_HEAD]


def test_a_copy_that_is_refused_stops_nobody(mailing: Mailing) -> None:
    path = mailing.town.root / "plansheet.toml"
    own = '\n[contacts.parks]\ncopies = ["data@council.example"]\n'
    path.write_text(path.read_text(encoding="utf-8") + own, encoding="utf-8")
    mailing.server.answers["data@council.example"] = "550 5.1.1 No such person"
    outcome = mailing.send("issue", "parks")
    assert outcome.lines == (
        f"Parks: the message to {PARKS_HEAD}, copy to data@council.example, was sent.",
    )
    assert codes_of(outcome) == ["copy-refused"]
    assert mailing.server.to == [PARKS_HEAD]


def test_messages_go_no_faster_than_the_server_takes_them(mailing: Mailing) -> None:
    by_post(mailing.town, mailing.server, per_minute=1)
    mailing.send()
    assert mailing.seconds == 60


def test_what_may_have_arrived_is_asked_about_and_not_sent_again(mailing: Mailing) -> None:
    mailing.server.says = lambda to: TAKEN if to == HOUSING_HEAD else ""
    outcome = mailing.send()
    assert (outcome.status, codes_of(outcome)) == (1, ["mail-uncertain"])
    assert outcome.problems[0].message == (
        f"Nobody knows whether the message of 2 July 2018 to {PARKS_HEAD} arrived: it was handed "
        "over, and no answer came. Ask Parks, or look among the messages that were sent. If it "
        f"arrived, run 'plansheet email {Q1} --service parks --mark-sent'; if it did not, run "
        f"'plansheet email {Q1} --service parks --send --again'."
    )
    assert ("parks", "issue", Delivery.UNCERTAIN) in mailing.deliveries()
    mailing.server.says = lambda _: TAKEN
    assert codes_of(mailing.send()) == ["mail-underway"], "it may be another plansheet that sends"
    mailing.town.now += timedelta(minutes=10)
    again = mailing.send()
    assert (again.lines, codes_of(again), again.status) == ((), ["mail-uncertain"], 1)
    assert codes_of(mailing.town.email()) == ["mail-uncertain"]
    assert mailing.server.to == [HOUSING_HEAD, PARKS_HEAD]


def test_what_arrived_after_all_is_recorded_where_its_service_is_named(mailing: Mailing) -> None:
    mailing.server.says = lambda _: ""
    mailing.send("issue", "parks")
    assert mailing.town.sent().notes == (
        (
            "Nobody knows whether the message to Parks arrived. If it did, run 'plansheet email "
            f"{Q1} --service parks --mark-sent'."
        ),
    )
    assert mailing.town.sent("issue", Q1, "parks").lines == (
        "Parks: is marked as sent on 2 July 2018",
    )
    mailing.server.says = lambda _: TAKEN
    assert mailing.send("issue", "parks").notes == ("Parks was sent its workbook on 2 July 2018.",)
    assert mailing.town.states()["parks"] == "emailed"


def test_what_did_not_arrive_is_sent_again_as_the_same_message(mailing: Mailing) -> None:
    mailing.server.says = lambda _: ""
    mailing.send("issue", "parks")
    mailing.server.says = lambda _: TAKEN
    assert mailing.send("issue", "parks", again=True).status == 0
    first, second = (message["Message-ID"] for _, message in mailing.server.letters)
    assert first == second, "a mail program that has it already can tell"
    assert mailing.deliveries() == [("parks", "issue", Delivery.SENT)]


def test_who_has_lost_a_message_gets_it_again_as_another(mailing: Mailing) -> None:
    mailing.send("issue", "parks")
    mailing.send("issue", "parks", again=True)
    first, second = (message["Message-ID"] for _, message in mailing.server.letters)
    assert first != second
    assert mailing.deliveries() == [("parks", "issue", Delivery.SENT)] * 2


def test_two_plansheets_do_not_send_the_same_message(
    mailing: Mailing, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Mailing(mailing.town, mailing.server)

    def meanwhile(_: float) -> None:
        mailing.server.says = lambda _: TAKEN
        other.send("issue", "parks")

    mailing.server.says = lambda to: TAKEN if to == HOUSING_HEAD else "451 4.7.1 Later"
    monkeypatch.setattr(mailing, "pause", meanwhile)
    outcome = mailing.send()
    assert (codes_of(outcome), outcome.notes) == ([], ("Parks was sent it by another plansheet.",))
    assert sorted(mailing.server.to) == [HOUSING_HEAD, PARKS_HEAD]


def test_two_plansheets_that_begin_together_send_each_message_once(
    mailing: Mailing, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Mailing(mailing.town, mailing.post)
    enter = Sender.__enter__

    def late(sender: Sender) -> Sender:
        monkeypatch.setattr(Sender, "__enter__", enter)
        other.send()
        return enter(sender)

    monkeypatch.setattr(Sender, "__enter__", late)
    outcome = mailing.send()
    assert outcome.lines == ()
    assert outcome.notes == (
        "Housing was sent it by another plansheet.",
        "Parks was sent it by another plansheet.",
    )
    assert mailing.server.to == [HOUSING_HEAD, PARKS_HEAD]


def test_a_draft_of_what_was_sent_is_taken_away(mailing: Mailing) -> None:
    mailing.town.email()
    assert len(mailing.town.letters()) == 2
    mailing.send("issue", "parks")
    assert list(mailing.town.letters()) == [f"housing {Q1} issue"]


def killed(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("how", [{}, {"dry_run": True}, {"rehearse_to": US}])
def test_a_draft_that_a_killed_run_left_of_what_it_sent_goes_with_the_next(
    mailing: Mailing, monkeypatch: pytest.MonkeyPatch, how: dict[str, object]
) -> None:
    mailing.town.email()
    with monkeypatch.context() as patched:
        patched.setattr(writing_to, "take_away", killed)
        with pytest.raises(KeyboardInterrupt):
            mailing.send("issue", "parks")
    assert len(mailing.town.letters()) == 2
    mailing.send("issue", "parks", **how)
    left = [f"housing {Q1} issue"]
    assert list(mailing.town.letters()) == (left if not how else [*left, f"parks {Q1} issue"])


def test_a_draft_is_kept_that_was_made_or_sent_by_hand(mailing: Mailing) -> None:
    mailing.town.email()
    mailing.town.sent()
    mailing.send()
    assert len(mailing.town.letters()) == 2


def test_a_draft_of_what_turns_out_to_have_arrived_is_taken_away(mailing: Mailing) -> None:
    mailing.town.email()
    mailing.server.says = lambda _: ""
    mailing.send("issue", "parks")
    assert mailing.deliveries()[-1] == ("parks", "issue", Delivery.UNCERTAIN)
    assert len(mailing.town.letters()) == 2
    mailing.town.sent("issue", Q1, "parks")
    assert list(mailing.town.letters()) == [f"housing {Q1} issue"]


def test_what_was_not_taken_is_not_marked_as_sent(mailing: Mailing) -> None:
    mailing.server.answers[HOUSING_HEAD] = "550 5.1.1 No such person"
    mailing.send()
    marked = mailing.town.sent()
    assert marked.lines == ("Parks: was sent on 2 July 2018",)
    assert marked.notes == (
        (
            "The mail server did not take the message to Housing, so it was not sent. Run the "
            "command with --send, or without for a draft to send by hand."
        ),
    )
    assert mailing.town.states()["housing"] == "issued"


def test_a_copy_that_is_put_off_is_waited_for(mailing: Mailing) -> None:
    copy = "data@council.example"
    mailing.town.configure(f'\n[contacts.parks]\ncopies = ["{copy}"]\n')
    mailing.server.answers[copy] = "450 4.7.1 Greylisted"
    waited: list[float] = []

    def pause(seconds: float) -> None:
        waited.append(seconds)
        mailing.seconds += seconds
        if len(waited) == 1:
            mailing.server.answers.clear()

    mailing.pause = pause  # type: ignore[method-assign]
    outcome = mailing.send("issue", "parks")
    assert (outcome.status, mailing.server.to) == (0, [PARKS_HEAD, copy])


def test_a_copy_that_is_put_off_for_ever_keeps_nobody_else_waiting(mailing: Mailing) -> None:
    copy = "data@council.example"
    mailing.town.configure(f'\n[contacts.parks]\ncopies = ["{copy}"]\n')
    mailing.server.answers[copy] = "450 4.7.1 Greylisted"
    outcome = mailing.send("issue", "parks")
    assert (codes_of(outcome), mailing.server.to) == (["copy-deferred"], [PARKS_HEAD])
    assert "Greylisted), who has not got it." in outcome.problems[0].message


def test_a_rehearsal_without_an_answer_says_nothing_of_the_real_message(mailing: Mailing) -> None:
    mailing.server.says = lambda _: ""
    outcome = mailing.send("issue", "parks", rehearse_to="performance@council.example")
    assert codes_of(outcome) == ["rehearsal-uncertain"]
    assert "--mark-sent" not in outcome.problems[0].message


def test_one_message_that_is_too_large_keeps_the_others_back_until_asked(tmp_path: Path) -> None:
    town = new_town(tmp_path)
    rows = "".join(
        f"| PK{number} | Visits to {number} | PI | number | higher | quarterly | snapshot | 1 |\n"
        for number in range(10, 60)
    )
    town.plan("parks 2018-21.md", PARKS + rows)
    with serving(tmp_path, size=45_000) as post:
        by_post(town, post)
        town.generate()
        outcome = Mailing(town, post).send()
    assert (codes_of(outcome), post.letters) == (["mail-too-large"], [])
    assert outcome.notes == (
        "Nothing was sent. Put right what is said above, and run the command again.",
        f"To send to the others first, run: plansheet email {Q1} --service housing --send",
    )


def test_what_was_put_off_is_told_too_where_the_server_then_fails(
    mailing: Mailing, monkeypatch: pytest.MonkeyPatch
) -> None:
    def send(
        self: Sender, data: bytes, sender: str, to: list[str], *_: object, **__: object
    ) -> Answer:
        del self, data, sender
        if to[0] == HOUSING_HEAD:
            return Answer(Result.LATER, "451 Later")
        message = "The mail server does not let us in any more."
        raise MailError(message)

    monkeypatch.setattr(Sender, "send", send)
    (stopped,) = mailing.send().problems
    assert (stopped.code, stopped.place.label) == ("mail-stopped", "Housing, Parks")


def test_a_server_that_stops_answering_is_not_waited_for_again_and_again(
    mailing: Mailing, monkeypatch: pytest.MonkeyPatch
) -> None:
    def send(self: Sender, *_: object, **__: object) -> Answer:
        del self
        mailing.seconds += 120
        return Answer(Result.LATER, "no answer")

    monkeypatch.setattr(Sender, "send", send)
    (stopped,) = mailing.send().problems
    assert stopped.code == "mail-stopped"
    assert mailing.seconds < 300


def test_what_went_within_the_last_minute_counts_for_the_pace(mailing: Mailing) -> None:
    by_post(mailing.town, mailing.server, per_minute=2)
    mailing.send()
    mailing.town.answer(HOUSING_ANSWERS, "housing")
    mailing.town.read()
    mailing.send("receipts")
    assert mailing.seconds == 60


@pytest.mark.parametrize("address", ["Bob", "someone@elsewhere.example", "a@b.example\nX: y"])
def test_a_rehearsal_to_nobody_of_the_council_writes_nothing(
    mailing: Mailing, address: str
) -> None:
    outcome = mailing.town.run(
        lambda council: draft_messages(
            council,
            quarter_of(Q1),
            mailing.world(),
            WantedMessages(Kind.ISSUE, rehearse_to=address),
        )
    )
    assert (outcome.lines, outcome.status, mailing.town.letters()) == ((), 1, {})
    assert outcome.problems[0].place.label == "--to"


def test_a_server_that_is_gone_loses_nothing(tmp_path: Path) -> None:
    town = new_town(tmp_path)
    with serving(tmp_path) as post:
        by_post(town, post)
        town.generate()
    mailing = Mailing(town, post)
    with pytest.raises(MailError, match=r"'localhost' .* refuses the connection"):
        mailing.send()
    assert mailing.deliveries() == []


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"server": ""}, r"plansheet\.toml, \[mail\]: no server is given"),
        ({"email": ""}, r"plansheet\.toml, \[council\]: no address is given"),
    ],
)
def test_without_a_server_or_a_sender_nothing_can_be_sent(
    mailing: Mailing, more: dict[str, object], said: str
) -> None:
    by_post(mailing.town, mailing.server, **more)
    with pytest.raises(SettingsError, match=said):
        mailing.send()


def test_no_secret_is_anywhere_in_the_folder_or_in_what_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = new_town(tmp_path)
    monkeypatch.setenv("PLANSHEET_MAIL_SECRET", SECRET)
    with serving(tmp_path, SECRET) as post:
        by_post(town, post, sign_in="password", secret="environment")
        town.generate()
        town.email()
        drafts = [path.read_bytes() for path in town.root.rglob("*.eml")]
        said = [repr(Mailing(town, post).send()), repr(town.status().document)]
        monkeypatch.setenv("PLANSHEET_MAIL_SECRET", f"{SECRET}, but wrong")
        with pytest.raises(MailError) as refused:
            Mailing(town, post).send("issue", "parks", again=True)
        said.append(str(refused.value))
    assert post.to == [HOUSING_HEAD, PARKS_HEAD]
    files = (path.read_bytes() for path in town.root.rglob("*") if path.is_file())
    forms = [SECRET, b64encode(SECRET.encode()).decode(), f"\0{US}\0{SECRET}"]
    assert len(drafts) == 2
    assert not any(form.encode() in data for data in (*drafts, *files) for form in forms)
    assert not any(form in text for text in said for form in forms)


def parish(number: int) -> str:
    """Return the code of one of many services."""
    return f"parish-{number:02}"


@pytest.mark.parametrize("is_taken", [True, False])
def test_a_run_that_is_killed_sends_the_rest_next_time_and_nobody_twice(
    tmp_path: Path, *, is_taken: bool
) -> None:
    town = new_town(tmp_path)
    for path in (town.root / "templates" / "plans").iterdir():
        path.unlink()
    for number in range(50):
        plan = PARKS.replace("head.of.parks", f"head.{number:02}").replace("Parks", f"P{number}")
        town.plan(f"{parish(number)} 2018-21.md", plan)
    everybody = [f"head.{number:02}@council.example" for number in range(50)]
    killed = everybody[23]
    with serving(tmp_path) as post:
        by_post(town, post, per_minute=1000)
        town.generate()
        command = [sys.executable, "-m", "plansheet", "-C", str(town.root), "email", Q1, "--send"]
        run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

        def kill(to: str) -> str:
            if to == killed:
                run.kill()
                run.wait(30)
            return (
                "" if to == killed and is_taken else "451 4.3.0 Not now" if to == killed else TAKEN
            )

        post.says = kill
        run.wait(120)
        assert run.returncode == -signal.SIGKILL
        post.says = lambda _: TAKEN
        mailing = Mailing(town, post)
        outcome = mailing.send()
        assert codes_of(outcome) == ["mail-uncertain"]
        assert f"--service {parish(23)} --mark-sent" in outcome.problems[0].message
    expected = everybody if is_taken else [each for each in everybody if each != killed]
    assert sorted(post.to) == expected
    unsure = [service for service, _, each in mailing.deliveries() if each is Delivery.UNCERTAIN]
    assert unsure == [parish(23)]


def test_receipts_queries_and_thanks_go_as_returns_come_in(mailing: Mailing) -> None:
    mailing.send()
    mailing.town.later(4)
    figures: dict[str, dict[str, object]] = {"PK01": {"Actual": "0.79"}, "PK02": {"Actual": 9}}
    mailing.town.answer({**PARKS_ANSWERS, "Indicators": figures})
    mailing.town.answer(HOUSING_ANSWERS, "housing")
    mailing.town.read()
    for kind in ("receipts", "queries", "thanks"):
        mailing.send(kind)
    told = [
        (to, message["Subject"].partition(":")[0]) for to, message in mailing.server.letters[2:]
    ]
    assert told == [
        (HOUSING_HEAD, "Received"),
        (PARKS_HEAD, "Received"),
        (PARKS_HEAD, "Queries"),
        (HOUSING_HEAD, "Thank you"),
    ]
    assert mailing.town.states() == {"housing": "complete", "parks": "queried"}
    receipt, queries = (message for _, message in mailing.server.letters[3:5])
    said = receipt.get_body(("plain",))
    assert said is not None
    words = " ".join(said.get_content().split())
    assert "'parks 2018-19-Q1.xlsx', received on 6 July 2018: 10 values were read." in words
    assert "These values are not used until it is clear what is meant: - " in words
    (book,) = queries.iter_attachments()
    assert book.get_filename() == f"parks {Q1} queries.xlsx"
    mailing.town.later(1)
    mailing.town.answer(PARKS_ANSWERS, name="corrected.xlsx")
    mailing.town.read()
    assert mailing.send("queries").notes == (
        "Housing is asked nothing.",
        "Parks is asked nothing.",
    )
    assert mailing.town.states()["parks"] == "complete"
    assert mailing.send("thanks").lines == (f"Parks: the message to {PARKS_HEAD} was sent.",)
