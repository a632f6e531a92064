"""A small council for the tests: two services with short plans, and section heads who answer."""

from __future__ import annotations

import csv
import json
import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default
from io import BytesIO, StringIO
from itertools import count
from typing import TYPE_CHECKING, Any, TypeAlias

from openpyxl import load_workbook

from plansheet.jobs.board import compile_quarter
from plansheet.jobs.council import Council, opened, quarter_of
from plansheet.jobs.drafts import draft_messages, mark_sent
from plansheet.jobs.issue import generate_workbooks
from plansheet.jobs.outcome import World
from plansheet.jobs.plans import check_plans
from plansheet.jobs.receive import read_returns
from plansheet.jobs.results import quarter_data, quarter_status, reconcile_quarter
from plansheet.jobs.start import start_council
from plansheet.jobs.writing_to import WantedMessages
from plansheet.model.messages import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from email.message import EmailMessage
    from pathlib import Path

    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from plansheet.jobs.outcome import Outcome

Q1, Q2, Q3 = "2018-19-Q1", "2018-19-Q2", "2018-19-Q3"
MONDAY = datetime(2018, 7, 2, 9)  # noqa: DTZ001 - a council's calendar is local
PARKS = """\
# Parks service plan 2018-21

## Service

| Service | Head of service | E-mail |
| --- | --- | --- |
| Parks | Head of Parks | head.of.parks@council.example |

## Performance indicators

| Ref | Description | Tier | Unit | Good is | How often | Counts as | 2018/19 Target |
| --- | --- | --- | --- | --- | --- | --- | --- |
| PK01 | Parks that are clean | KPI | % | higher | quarterly | snapshot | 80% |
| PK02 | Visits | PI | number | higher | quarterly | cumulative | Q1 100 Q2 200 Q3 300 Q4 400 |
"""
HOUSING = """\
# Housing service plan 2018-21

## Service

| Service | Head of service | E-mail |
| --- | --- | --- |
| Housing | Head of Housing | head.of.housing@council.example |

## Performance indicators

| Ref | Description | Tier | Unit | Good is | How often | Counts as | 2018/19 Target |
| --- | --- | --- | --- | --- | --- | --- | --- |
| HS01 | Repairs done in time | KPI | % | higher | quarterly | ratio | 90% |
"""
SIGNED: dict[str, dict[str, object]] = {
    step: {"Name": name, "Job title": "Officer", "Date": datetime(2018, 10, 5)}  # noqa: DTZ001
    for step, name in (("Source data", "A"), ("Data entry", "A"), ("Checked", "B"))
}
PARKS_ANSWERS: dict[str, dict[str, dict[str, object]]] = {
    "Indicators": {"PK01": {"Actual": 0.81}, "PK02": {"Actual": 210}},
    "Sign-off": SIGNED,
}
HOUSING_ANSWERS: dict[str, dict[str, dict[str, object]]] = {
    "Indicators": {"HS01": {"Numerator": 171, "Denominator": 190}},
    "Sign-off": SIGNED,
}
Answers: TypeAlias = "Mapping[str, Mapping[str, Mapping[str, object]]]"


@dataclass
class Town:
    """A council's folder and its people; `now` is what the clock says."""

    root: Path
    now: datetime = MONDAY
    ids: Iterator[int] = field(default_factory=lambda: count(1))

    def world(self, *, dry_run: bool = False) -> World:
        return World(self.now, lambda: f"id-{next(self.ids)}", dry_run=dry_run)

    def run(self, job: Callable[[Council], Outcome], *, read_only: bool = False) -> Outcome:
        with opened(self.root, read_only=read_only) as council:
            return job(council)

    def plan(self, name: str, text: str) -> None:
        path = self.root / "templates" / "plans" / name
        path.write_text(text, encoding="utf-8")

    def check(self, *services: str, dry_run: bool = False) -> Outcome:
        world = self.world(dry_run=dry_run)
        return self.run(lambda council: check_plans(council, world, services), read_only=dry_run)

    def generate(self, period: str = Q1, *services: str, dry_run: bool = False) -> Outcome:
        world = self.world(dry_run=dry_run)
        return self.run(
            lambda council: generate_workbooks(council, quarter_of(period), world, services),
            read_only=dry_run,
        )

    def email(
        self, kind: str = "issue", period: str = Q1, *services: str, dry_run: bool = False
    ) -> Outcome:
        world = self.world(dry_run=dry_run)
        return self.run(
            lambda council: draft_messages(
                council, quarter_of(period), world, WantedMessages(Kind(kind), services)
            ),
            read_only=dry_run,
        )

    def sent(
        self, kind: str = "issue", period: str = Q1, *services: str, dry_run: bool = False
    ) -> Outcome:
        world = self.world(dry_run=dry_run)
        return self.run(
            lambda council: mark_sent(council, quarter_of(period), world, Kind(kind), services),
            read_only=dry_run,
        )

    def read(
        self, period: str = Q1, *paths: Path, dry_run: bool = False, password: str = ""
    ) -> Outcome:
        world = self.world(dry_run=dry_run)
        return self.run(
            lambda council: read_returns(council, quarter_of(period), world, paths, password),
            read_only=dry_run,
        )

    def compile(self, period: str = Q1, *, dry_run: bool = False) -> Outcome:
        world = self.world(dry_run=dry_run)
        return self.run(
            lambda council: compile_quarter(council, quarter_of(period), world), read_only=dry_run
        )

    def reconcile(self, period: str = Q1) -> Outcome:
        today = self.now.date()
        return self.run(
            lambda council: reconcile_quarter(council, quarter_of(period), today), read_only=True
        )

    def status(self, period: str = Q1) -> Outcome:
        today = self.now.date()
        return self.run(
            lambda council: quarter_status(council, quarter_of(period), today), read_only=True
        )

    def states(self, period: str = Q1) -> dict[str, str]:
        return {each["service"]: each["state"] for each in rows_of(self.status(period), "services")}

    def data(self, period: str = Q1, form: str = "json") -> str:
        with opened(self.root, read_only=True) as council:
            return quarter_data(council, quarter_of(period), self.now.date(), form)

    def figures(self, period: str = Q1) -> dict[str, dict[str, str]]:
        """Return the rows of `data` by ref; each stands there once."""
        rows = json.loads(self.data(period))
        found = {row["ref"]: row for row in rows}
        assert len(found) == len(rows)
        return found

    def issued(self, service: str = "parks", period: str = Q1) -> Path:
        return self.root / "workbooks" / period / "issued" / f"{service} {period}.xlsx"

    def returned(self, name: str = "", period: str = Q1) -> Path:
        return self.root / "workbooks" / period / "returned" / name

    def drop(self, name: str, data: bytes, period: str = Q1) -> Path:
        """Put a file where returns are dropped in, a minute after the one before."""
        path = self.returned(name, period)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        minute = 1_530_000_000 + 60 * next(self.ids)
        os.utime(path, (minute, minute))
        return path

    def answer(  # noqa: PLR0913 - what a section head sends
        self,
        answers: Answers,
        service: str = "parks",
        *,
        period: str = Q1,
        name: str = "",
        change: Callable[[Workbook], object] | None = None,
        of: Path | None = None,
    ) -> Path:
        """Fill in an issued workbook by its headings and send it back."""
        book = load_workbook(of or self.issued(service, period))
        for sheet, rows in answers.items():
            fill(book[sheet], rows)
        if change is not None:
            change(book)
        stream = BytesIO()
        book.save(stream)
        return self.drop(name or f"{service} {period}.xlsx", stream.getvalue(), period)

    def letters(self, period: str = Q1) -> dict[str, EmailMessage]:
        """Return the drafts in the outbox by their names without the ending."""
        folder = self.root / "workbooks" / period / "outbox"
        return {
            path.stem: message_from_bytes(path.read_bytes(), policy=default)
            for path in sorted(folder.glob("*.eml"))
        }

    def configure(self, more: str = "", *, was: str = "") -> None:
        """Put more into the settings, at the end or in the place of what is there."""
        path = self.root / "plansheet.toml"
        text = path.read_text(encoding="utf-8")
        assert was in text
        changed = text.replace(was, more) if was else text + more
        path.write_text(changed, encoding="utf-8")

    def later(self, days: int) -> None:
        self.now += timedelta(days=days)

    def snapshot(self) -> dict[str, bytes]:
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for path in sorted(self.root.rglob("*"))
            if path.is_file()
        }

    def kept(self) -> dict[str, object]:
        """Return the files with the ledger as its rows, but for the log: that says who looked."""
        found: dict[str, object] = {**self.snapshot()}
        with closing(sqlite3.connect(self.root / "plansheet.db")) as ledger:
            rows = [row for row in ledger.iterdump() if not row.startswith('INSERT INTO "log')]
        return found | {"plansheet.db": rows}


def fill(sheet: Worksheet, rows: Mapping[str, Mapping[str, object]]) -> None:
    """Type values into a sheet: row label -> heading -> value."""
    header = next(
        number for number in range(1, sheet.max_row + 1) if sheet.cell(number, 2).value is not None
    )
    columns = {
        str(cell.value).removesuffix("*"): cell.column for cell in sheet[header] if cell.value
    }
    labels = {
        str(sheet.cell(number, 1).value): number for number in range(header + 1, sheet.max_row + 1)
    }
    for label, answers in rows.items():
        for heading, value in answers.items():
            sheet.cell(labels[label], columns[heading]).value = value  # type: ignore[assignment]


def without_identity(book: Workbook) -> None:
    del book["_plansheet"]
    # The library's types do not know its custom properties.
    properties: Any = vars(book)["custom_doc_props"]
    properties.props.clear()


def identity(key: str, value: str) -> Callable[[Workbook], None]:
    """Return a change to what a workbook says of itself."""

    def change(book: Workbook) -> None:
        for row in book["_plansheet"].iter_rows():
            if row[0].value == key:
                row[1].value = value
        for known in vars(book)["custom_doc_props"].props:
            if known.name == f"plansheet_{key}":
                known.value = value

    return change


def actuals(**figures: object) -> dict[str, dict[str, object]]:
    """Return the answers of Indicators that give a figure by ref."""
    return {ref: {"Actual": figure} for ref, figure in figures.items()}


def rows_of(outcome: Outcome, key: str) -> list[dict[str, Any]]:
    """Return a list of the outcome's document, as it comes out of JSON."""
    found = json.loads(json.dumps(outcome.document))[key]
    assert isinstance(found, list)
    return found


def codes_of(outcome: Outcome) -> list[str]:
    return [problem.code for problem in outcome.problems]


def statuses(outcome: Outcome) -> dict[str, str]:
    return {each["file"]: each["status"] for each in rows_of(outcome, "returns")}


def csv_rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text)))


def new_town(folder: Path) -> Town:
    """Return a council that has just started, with the plans of Parks and Housing."""
    found = Town(folder / "council")
    start_council(found.root, found.world())
    found.plan("parks 2018-21.md", PARKS)
    found.plan("housing 2018-21.md", HOUSING)
    return found


def compiled_town(folder: Path) -> Town:
    """Return a council of which both services have returned a quarter that was compiled."""
    town = new_town(folder)
    town.generate()
    town.answer(PARKS_ANSWERS)
    town.answer(HOUSING_ANSWERS, "housing")
    town.read()
    town.compile()
    return town
