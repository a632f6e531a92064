"""A small council's first quarters as the commands that a person types, and what others do between.

Every command that writes stands here once or more: what is tried on each of them goes by this.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deciding_town import FIRST, SECOND, TITLE, type_in, typed_over
from filled_returns import answering, filled
from strangers import e_mail, zipped
from town import HOUSING_ANSWERS, PARKS, Q1, Q2, Q3, SIGNED, Town

if TYPE_CHECKING:
    from collections.abc import Callable

    from town import Answers

_WHY = ("--reason", "Agreed by Cabinet")
_MUSEUMS = PARKS.replace("Parks", "Museums").replace("PK", "MU").replace("| PK", "| ")


@dataclass(frozen=True)
class Typed:
    """One command: what is typed, after how many days, and what people did before it."""

    words: tuple[str, ...]
    days: int = 0
    before: Callable[[Town], object] = lambda _: None

    @property
    def name(self) -> str:
        return " ".join(self.words[:2])


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
    Typed(("plan", "roll", "2021-22")),
    Typed(("plan", "outturn", "2018-19")),
    Typed(("plan", "budgets", "../budgets.csv"), before=_budgets),
    Typed(("plan", "roll", "2021-22", "--approve", "--by", "Head of Policy")),
    Typed(("remove", Q2, "housing 170.xlsx", *_WHY)),
    Typed(("retention", "--remove"), 3650),
)
