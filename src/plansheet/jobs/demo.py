"""`demo`: two quarters of each period of an example council, from plans to the compiled workbook.

Section heads are simulated: some are careful, one is late, one never answers, and the rest do to
their workbooks what people do.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING

from plansheet.errors import StoreError
from plansheet.excel.write import write_book
from plansheet.jobs.board import compile_quarter
from plansheet.jobs.council import opened
from plansheet.jobs.drafts import draft_messages, mark_sent
from plansheet.jobs.history import guests_of
from plansheet.jobs.issue import book_of, generate_workbooks
from plansheet.jobs.outcome import Outcome
from plansheet.jobs.plans import check_plans
from plansheet.jobs.receive import read_returns
from plansheet.jobs.rehearsal import Asked, Script
from plansheet.jobs.section_heads import Head, filled_in
from plansheet.jobs.start import start_council, starting_files
from plansheet.jobs.writing_to import WantedMessages
from plansheet.model.messages import Kind
from plansheet.problems import Level
from plansheet.reconcile.changes import as_of
from plansheet.store import Store, read_whole, write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from plansheet.jobs.council import Council
    from plansheet.jobs.outcome import World
    from plansheet.jobs.rehearsal import Sending
    from plansheet.model.periods import Quarter
    from plansheet.model.plans import Plan
    from plansheet.pages import Book
    from plansheet.problems import Problem

_SEED = 2018
_NINE = time(9)
_DAYS_TO_COMPILE = 20
# Written before anything else: only a folder that has it is the demo's own.
_MARK = "DEMO.txt"
_MARK_SAYS = """\
'plansheet demo' made this folder, and the returns and figures in it are made up.
The demo runs again only where this file lies. Keep no returns of your own here.
"""
_HEADINGS = ("Quarter", "Service", "What was sent", "What became of it")
_Told = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the demo plays: the council, the quarter, and the world without its clock."""

    council: Council
    quarter: Quarter
    world: World

    def on(self, days_after_due: int) -> World:
        """Return the world on a day before or after the returns are due, at nine."""
        due = self.council.settings.due(self.quarter)
        return self._at(datetime.combine(due, _NINE) + timedelta(days=days_after_due))

    def at_start(self) -> World:
        """Return the world on the morning after the quarter's end."""
        return self._at(datetime.combine(self.quarter.last_day, _NINE) + timedelta(days=1))

    def _at(self, now: datetime) -> World:
        return replace(self.world, now=now)


def run_demo(root: Path, world: World, example: str) -> Outcome:
    """Run the example council's quarters in `root` and tell what came back.

    Raises StoreError for an example that does not exist, a folder that cannot be written, and one
    that holds a council that the demo did not make: simulated returns have no place there.
    """
    _refuse_another_council(root, example)
    mark = {_MARK: _MARK_SAYS.encode()}
    marked = Store(root).missing(mark) if world.dry_run else Store(root).create(mark)
    started = start_council(root, world, example)
    if world.dry_run:
        notes = (f"Its quarters would be run in {root}.",)
        return Outcome(lines=(*marked, *started.lines), notes=notes)
    told: list[_Told] = []
    paths: list[str] = []
    with opened(root, begins=True) as council:
        repeatable = replace(world, new_id=_ids(council))
        check_plans(council, repeatable)
        script = Script()
        for quarter in world.progress(_quarters(council), "Running quarters"):
            stage = Stage(council, quarter, repeatable)
            told += _run_quarter(stage, script)
            compiled = compile_quarter(council, quarter, stage.on(_DAYS_TO_COMPILE))
            paths += [line.removeprefix("Nothing has changed: ") for line in compiled.lines]
    return Outcome(
        lines=(*_table(told), "", "Open these:", *(f"  {root / path}" for path in paths))
    )


def _refuse_another_council(root: Path, example: str) -> None:
    store = Store(root)
    example_says = starting_files(example)[store.settings_path.name]
    if not (root / _MARK).is_file():
        is_anothers = store.is_begun()
    else:
        settings = store.settings_path
        is_anothers = settings.is_file() and read_whole(settings) != example_says
    if is_anothers:
        message = (
            f"{root} holds a council already, and the demo makes returns up. Give it a folder of "
            "its own, for example 'plansheet demo plansheet-demo'."
        )
        raise StoreError(message)


def _ids(council: Council) -> Callable[[], str]:
    """Return a maker of ids that are the same in each run, and new in a run after a change."""
    chance = Random(f"{_SEED} {len(council.ledger.files())}")  # noqa: S311 - nothing is guarded
    return lambda: chance.randbytes(16).hex()


def _quarters(council: Council) -> list[Quarter]:
    """Return the first two quarters of each plan's period, oldest first."""
    plans = [file.plan for file in council.files if file.plan]
    return sorted({quarter for plan in plans for quarter in plan.years[0].quarters[:2]})


def _run_quarter(stage: Stage, script: Script) -> Iterator[_Told]:
    """Yield what became of each workbook of a quarter, sent out, filled in and read."""
    council, quarter, start = stage.council, stage.quarter, stage.at_start()
    generate_workbooks(council, quarter, start)
    draft_messages(council, quarter, start, WantedMessages(Kind.ISSUE))
    mark_sent(council, quarter, start, Kind.ISSUE)
    for plan in council.plans(quarter):
        before = council.ledger.newest_issue(quarter.previous, plan.code)
        book = _asked_of(stage.council, plan, quarter)
        sent = script.next_for(Asked(book, had_one_before=before is not None))
        if not sent:
            yield str(quarter), plan.service.name, "nothing", "overdue"
        for number, sending in enumerate(sent, start=1):
            became = _send(stage, plan, sending, number)
            yield str(quarter), plan.service.name, sending.what, became


def _send(stage: Stage, plan: Plan, sending: Sending, number: int) -> str:
    """Return what became of one workbook that a simulated section head filled in and sent."""
    council, quarter = stage.council, stage.quarter
    world = stage.on(sending.days_after_due)
    copy = f" ({number})" if number > 1 else ""
    path = council.store.returned_folder(quarter) / f"{plan.code} {quarter.label}{copy}.xlsx"
    write_whole(path, _filled_in(stage, plan, sending, world.now))
    outcome = read_returns(council, quarter, world, [path])
    status = outcome.lines[0].removeprefix(f"{path.name}: ")
    return f"{status.replace(f' ({plan.service.name})', '')}{_remarks(outcome.problems)}"


def _filled_in(stage: Stage, plan: Plan, sending: Sending, now: datetime) -> bytes:
    council, quarter = stage.council, stage.quarter.plus(-sending.quarters_back)
    current = as_of(plan, quarter)
    known = {each.ref: each for each in guests_of(council, current, quarter)}
    known |= {each.ref: each for each in current.indicators}
    chance = Random(f"{_SEED} {plan.code} {quarter.label}")  # noqa: S311 - a simulation
    head = Head(known, quarter, chance, council.settings.tolerance_for)
    filled = filled_in(_asked_of(council, plan, quarter), head)
    return write_book(sending.change(Asked(filled)), now, look=council.look)


def _asked_of(council: Council, plan: Plan, quarter: Quarter) -> Book:
    """Return the workbook that a service was sent for a quarter."""
    issue = council.ledger.newest_issue(quarter, plan.code)
    number, issue_id = (issue.number, issue.issue_id) if issue else (1, "")
    return book_of(council, plan, quarter, number, issue_id)


def _remarks(problems: Iterable[Problem]) -> str:
    """Return what was found, by its codes, in words; how plain figures were read left out."""
    codes = [each.code for each in problems if each.level is not Level.NOTE or each.code in _TOLD]
    return "".join(f"; {code.replace('-', ' ')}" for code in dict.fromkeys(codes))


_TOLD = frozenset({"locked-changed", "sheet-renamed"})


def _table(told: Sequence[_Told]) -> Iterator[str]:
    rows = [_HEADINGS, *told]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for *first, last in rows:
        cells = (text.ljust(width) for text, width in zip(first, widths, strict=True))
        yield "  ".join((*cells, last))
