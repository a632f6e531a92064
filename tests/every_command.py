"""A small council's first quarters as the commands that a person types, and what others do between.

Every command that writes stands here once or more: what is tried on each of them goes by this.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING

from beside import (
    CLUSTER,
    DATABASE,
    KEYRING,
    MAILBOX,
    OF_LEDGER,
    OF_MAILBOX,
    POST,
    SCHEMA,
    US,
)
from deciding_town import FIRST, SECOND, TITLE, type_in, typed_over
from filled_returns import answering, filled
from mailing import by_post, say
from strangers import e_mail, zipped
from town import HOUSING_ANSWERS, PARKS, PARKS_ANSWERS, Q1, Q2, Q3, SIGNED, Town

from plansheet.jobs.council import opened, quarter_of
from plansheet.model.messages import Delivery, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from beside import Beside
    from town import Answers

    from plansheet.model.messages import Message

Q4 = "2018-19-Q4"
# Typed in the place of what is known only when the servers run.
SCHEDULER = "tcp://scheduler"

_WHY = ("--reason", "Agreed by Cabinet")
_SHEET = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
_LEDGER = "../this computer/ledger.db"
_MUSEUMS = PARKS.replace("Parks", "Museums").replace("PK", "MU").replace("| PK", "| ")


@dataclass(frozen=True)
class Typed:
    """One command: what is typed, after how many days, and what people did before it.

    `beside`: the servers that it reaches. `typed_in`: what is typed when it asks. `kept`: what is
    not as it was promised once it was broken off and run again, by its exit status then; `then`:
    what a person types in the end, by what they were asked. `is_alike`: each time it makes ids of
    its own, so that its files and rows are as many and not the same. `is_long`: for the whole loop.
    """

    words: tuple[str, ...]
    days: int = 0
    before: Callable[[Town], object] = lambda _: None
    beside: tuple[Beside, ...] = ()
    typed_in: str = ""
    kept: Callable[[Town, int], list[str]] = lambda _town, _status: []
    then: Callable[[Town], list[tuple[str, ...]]] = lambda _: []
    is_alike: bool = False
    is_long: bool = False

    @property
    def text(self) -> str:
        return " ".join(self.words)

    @property
    def missing(self) -> str:
        """Return why it cannot be run on this computer, "" where it can."""
        return next((why for each in self.beside if (why := each.missing())), "")


def _first_answers(town: Town) -> None:
    town.answer({"Indicators": FIRST, "Sign-off": SIGNED})
    data = town.answer(HOUSING_ANSWERS, "housing").read_bytes()
    town.drop("again.zip", zipped([("housing.xlsx", data), ("stray.xlsx", filled())]))
    town.drop("again.eml", e_mail("Here it is.", ("mine.xlsx", answering(212, ref="PK02"))))
    town.drop("torn.xlsx", data[:4000])


def _second_answers(town: Town) -> None:
    answers: Answers = {
        "Indicators": SECOND,
        "Earlier figures": {"PK01": {"Final figure": 0.72}},
        "Requests": {"1": TITLE, "2": {**TITLE, "About": "PK01", "Proposed": "Tidy parks"}},
        "Sign-off": SIGNED,
    }
    town.answer(answers, period=Q2, change=typed_over)
    for number in (170, 171):
        answered = {"Indicators": {"HS01": {"Numerator": number, "Denominator": 190}}}
        town.answer(answered, "housing", period=Q2, name=f"housing {number}.xlsx")


def _decisions(town: Town) -> None:
    type_in(town, {0: {"Decision": "Accept", "Reason": "Agreed"}})


def _a_letter(town: Town) -> None:
    (town.root.parent / "letter.txt").write_bytes(b"I have checked it.")


def _past_figures(town: Town) -> None:
    text = "Service,Ref,2017/18 Q1\nParks,PK01,78%\nParks,PK02,90\n"
    (town.root.parent / "past.csv").write_text(text, encoding="utf-8")


def _a_plan(town: Town) -> None:
    (town.root.parent / "museums.md").write_text(_MUSEUMS, encoding="utf-8")


def _budgets(town: Town) -> None:
    text = "Service,Heading,2021/22\nParks,Net cost of service,1000\n"
    (town.root.parent / "budgets.csv").write_text(text, encoding="utf-8")


def _another_title(town: Town) -> None:
    path = town.root / "templates" / "plans" / "parks 2018-21.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("that are clean", "that are tidy"), encoding="utf-8")


def _sent_by_post(town: Town) -> None:
    by_post(town, POST)


def _messages(town: Town) -> list[Message]:
    with opened(town.root, read_only=True) as council:
        return [
            each for each in council.ledger.messages.of(quarter_of(Q2)) if each.kind is Kind.ISSUE
        ]


def _sent_once(town: Town, status: int) -> list[str]:
    """Return whom a message was not sent to as `email --send` promises.

    Each that is called sent came once; of one that may have come, once or never, a person is asked;
    no other came.
    """
    copies, faults = POST.copies(), []
    for message in _messages(town):
        came = {copies.pop((message.message_id, address), 0) for address in message.to}
        if not came <= _MAY_COME.get(message.delivery, {0}):
            faults.append(f"{message.service} is {message.delivery}, and came {came} times")
        if message.delivery is Delivery.UNCERTAIN and status != 1:
            faults.append(f"of {message.service} nobody was asked: status {status}")
    return [*faults, *(f"{each} came, and the ledger does not know" for each in copies)]


_MAY_COME = {Delivery.SENT: {1}, Delivery.UNCERTAIN: {0, 1}}


def _sent_again(town: Town) -> list[tuple[str, ...]]:
    again = ("email", Q2, "--send", "--again", "--service")
    unsure = [each for each in _messages(town) if each.delivery is Delivery.UNCERTAIN]
    return [(*again, each.service) for each in unsure]


def _a_mailbox(town: Town) -> None:
    server = MAILBOX.office.ports.imaps
    account = {"server": "localhost", "port": server, "user": US, "finished": "Finished"}
    secret = {"secret": "environment", "secret_variable": OF_MAILBOX}
    say(town, "mailbox", **account, **secret, certificates=str(MAILBOX.office.certificates))
    told: list[tuple[str, str, list[bytes]]] = [
        ("head.of.parks", "Our return", [_taken(town, Q3, "parks", PARKS_ANSWERS)]),
        ("shop", "Prices", [b"Only for you"]),
        ("head.of.housing", "Returns", [_taken(town, Q3, "housing", HOUSING_ANSWERS), b"torn"]),
        ("head.of.parks", "Again", [_taken(town, Q3, "parks", PARKS_ANSWERS)]),
        ("head.of.parks", "The last one", [filled()]),
    ]
    for number, (sender, subject, books) in enumerate(told, start=1):
        letter = EmailMessage(policy=SMTP)
        letter["From"], letter["To"] = f"{sender}@council.example", US
        letter["Subject"], letter["Message-ID"] = subject, f"<{number}@council.example>"
        letter["Date"] = town.now.astimezone()
        letter.set_content("Here it is.")
        for data in books:
            letter.add_attachment(data, *_SHEET, filename="return.xlsx")
        MAILBOX.deliver(letter.as_bytes())
    MAILBOX.look()


def _taken(town: Town, period: str, service: str, answers: Answers) -> bytes:
    """Return a workbook that was filled in, and lies nowhere in the folder."""
    path = town.answer(answers, service, period=period, name="filled.xlsx")
    data = path.read_bytes()
    path.unlink()
    return data


def _last_answers(town: Town) -> None:
    town.answer(PARKS_ANSWERS, period=Q4)
    town.answer(HOUSING_ANSWERS, "housing", period=Q4)


def _on_this_computer(town: Town) -> None:
    town.configure(f'\n[ledger]\npath = "{_LEDGER}"\n')


def _behind_the_copy(town: Town) -> None:
    """Have this computer hold what there was before another went on, by the folder's copy."""
    shutil.copyfile(town.root.parent / "backup.db", town.root / _LEDGER)


def _on_a_server(town: Town) -> None:
    url = DATABASE.server.url()
    secret = f'secret = "environment"\nsecret_variable = "{OF_LEDGER}"'
    place = f'url = "{url}"\nschema = "{SCHEMA}"\n{secret}'
    town.configure(place, was=f'path = "{_LEDGER}"')


def _another_name(town: Town) -> None:
    town.configure('name = "Three Rivers"', was='name = "Our Council"')


def _lost(town: Town) -> None:
    """Have the ledger be where none is, and with it a workbook of the archive that was issued."""
    settings = town.root / "plansheet.toml"
    text, _, _ = settings.read_text(encoding="utf-8").partition("[ledger]")
    settings.write_text(text, encoding="utf-8")
    for left in town.root.glob("plansheet.db*"):
        left.unlink()
    path = town.issued("museums", "2017-18-Q4")
    path.parent.mkdir(parents=True)
    path.write_bytes(filled())


COMMANDS: tuple[Typed, ...] = (
    Typed(("plan", "import", "../museums.md", "--as", "museums 2018-21"), before=_a_plan),
    Typed(("plan", "check")),
    Typed(("generate", Q1)),
    Typed(("email", Q1)),
    Typed(("email", Q1, "--mark-sent")),
    Typed(("read", Q1), 7, _first_answers),
    Typed(("extend", Q1, "museums", "--until", "19/10/2018", *_WHY)),
    Typed(("history", "import", "../past.csv"), before=_past_figures),
    Typed(("compile", Q1)),
    Typed(("generate", Q1), before=_another_title),
    Typed(("generate", Q2), 85),
    Typed(("email", Q2)),
    Typed(
        ("email", Q2, "--send"),
        before=_sent_by_post,
        beside=(POST,),
        kept=_sent_once,
        then=_sent_again,
    ),
    Typed(("read", Q2), 7, _second_answers),
    Typed(("email", Q2, "--kind", "queries")),
    Typed(("choose", Q2, "housing", "housing 171.xlsx", *_WHY)),
    Typed(("decide", Q2), before=_decisions),
    Typed(("accept", Q2, "parks", "Requests:1", *_WHY)),
    Typed(("decline", Q2, "parks", "Requests:2", *_WHY)),
    Typed(("accept", Q2, "parks", "PK01", "--value", "79%", "--column", "Actual", *_WHY)),
    Typed(("enter", Q2, "museums", "MU02", "120", "--source", "by phone")),
    Typed(
        ("signoff", Q2, "housing", "--by", "Head of Housing", "--evidence", "../letter.txt"),
        before=_a_letter,
    ),
    Typed(("compile", Q2), 7),
    Typed(("compile", Q2, "--public")),
    Typed(("report", Q2)),
    Typed(("plan", "change", "parks", "PK01", "Target", "82%", "--from", Q3, *_WHY)),
    Typed(("plan", "move", "MU02", "--to", "housing", "--from", "2018-19-Q4", *_WHY)),
    Typed(("generate", Q3), 80),
    Typed(("read", Q3, "--mailbox"), 14, _a_mailbox, beside=(MAILBOX,)),
    Typed(("plan", "roll", "2021-22")),
    Typed(("plan", "outturn", "2018-19")),
    Typed(("plan", "budgets", "../budgets.csv"), before=_budgets),
    Typed(("plan", "roll", "2021-22", "--approve", "--by", "Head of Policy")),
    Typed(("remove", Q2, "housing 170.xlsx", *_WHY)),
    Typed(("generate", Q4, "--scheduler", SCHEDULER), beside=(CLUSTER,), is_long=True),
    Typed(
        ("read", Q4, "--scheduler", SCHEDULER), 1, _last_answers, beside=(CLUSTER,), is_long=True
    ),
    Typed(("retention", "--remove"), 3650),
    Typed(("mail", "remember"), typed_in="a secret\n", beside=(KEYRING,)),
    Typed(("ledger", "check")),
    Typed(("ledger", "backup", "../backup.db")),
    Typed(("ledger", "move"), before=_on_this_computer),
    Typed(("enter", Q2, "museums", "MU02", "121", "--source", "by phone")),
    Typed(("ledger", "move"), before=_behind_the_copy, is_long=True),
    Typed(("ledger", "move"), before=_on_a_server, beside=(DATABASE,)),
    Typed(
        ("enter", Q2, "museums", "MU02", "122", "--source", "by phone"),
        beside=(DATABASE,),
        is_long=True,
    ),
    Typed(("ledger", "rename"), before=_another_name, beside=(DATABASE,)),
    Typed(("ledger", "remember"), typed_in="a secret\n", beside=(DATABASE, KEYRING)),
    Typed(("init", "../another", "--example", "three-rivers")),
    Typed(("demo", "../demo"), is_alike=True, is_long=True),
    Typed(("ledger", "adopt"), before=_lost),
)
