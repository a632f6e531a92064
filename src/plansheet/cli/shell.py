"""Where the commands meet the outside: the clock, ids and progress in; results and words out."""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Protocol, TypeVar

import click

from plansheet.cli.logged import OUTCOME, logged
from plansheet.cli.root import as_called
from plansheet.model.names import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from plansheet.jobs.council import Council
    from plansheet.jobs.outcome import Outcome, World
    from plansheet.model.periods import Quarter
    from plansheet.problems import Problem
    from plansheet.store.memory import Memory


class _OfQuarter(Protocol):
    """What a person decides about the returns of one quarter."""

    @property
    def quarter(self) -> Quarter: ...


# Names another folder to keep in what is known from earlier commands.
_CACHE = "PLANSHEET_CACHE"
Item = TypeVar("Item")
What = TypeVar("What", bound=_OfQuarter)


def the_world(*, dry_run: bool = False, quiet: bool = False, scheduler: str = "") -> World:
    """Return what comes in from outside: here and nowhere else the clock is read."""
    from datetime import datetime
    from uuid import uuid4

    from plansheet.jobs.outcome import World, no_progress

    shows = sys.stderr.isatty() and not quiet
    return World(
        # Local time, as the manager's own calendar has it; days are what counts.
        now=datetime.now().replace(microsecond=0),  # noqa: DTZ005 - the time on the wall of the council
        new_id=lambda: uuid4().hex,
        progress=_bar if shows else no_progress,
        dry_run=dry_run,
        who=_login_name(),
        scheduler=scheduler,
    )


def _login_name() -> str:
    from getpass import getuser

    try:
        return getuser()
    except (OSError, KeyError, ImportError):
        return ""  # No system must say: what nobody is known to have done is logged all the same.


@contextmanager
def working(  # noqa: PLR0913 - what differs from one command to another
    folder: Path,
    *,
    dry_run: bool = False,
    quiet: bool = False,
    writes: bool = True,
    begins: bool = False,
    scheduler: str = "",
) -> Iterator[tuple[Council, World]]:
    """Open a council for a command that writes, which is entered in the log.

    A rehearsal, and a command that this time `writes` nothing, changes nothing: not even the log.
    Only one that `begins` may go on where the ledger is lost.
    """
    from plansheet.jobs.council import opened
    from plansheet.jobs.ledgers import refuse_lost

    only_reads = dry_run or not writes
    memory = _memory_of(folder)
    with opened(
        folder, read_only=only_reads, begins=begins, memory=memory, workers=None
    ) as council:
        if dry_run and not begins:
            refuse_lost(council.store, council.ledger)
        world = the_world(dry_run=dry_run, quiet=quiet, scheduler=scheduler)
        with nullcontext() if only_reads else logged(council.ledger, world):
            yield council, world


@contextmanager
def viewing(folder: Path) -> Iterator[Council]:
    """Open a council for a command that changes nothing."""
    from plansheet.jobs.council import opened

    with opened(folder, read_only=True, memory=_memory_of(folder), workers=None) as council:
        yield council


def _memory_of(folder: Path) -> Memory:
    """Return what this computer knows of a council: in the user's own folder for such things."""
    from hashlib import sha256
    from pathlib import Path as AnyPath

    from platformdirs import user_cache_path

    from plansheet.store.memory import Memory, this_program

    place = sha256(str(folder.resolve()).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    named = os.environ.get(_CACHE)
    cache = AnyPath(named) if named else user_cache_path("plansheet", appauthor=False)
    return Memory(cache / place, this_program())


def finish_new(root: Path, world: World, outcome: Outcome) -> None:
    """End a command that only now leaves a ledger, in whose log it can be entered."""
    from plansheet.jobs.ledgers import open_ledger
    from plansheet.settings import load_settings
    from plansheet.store import Store

    if world.dry_run:
        finish(outcome)
    store = Store(root)
    settings = load_settings(store.settings_path)
    with open_ledger(store, settings, begins=True) as ledger, logged(ledger, world):
        finish(outcome)


def _bar(items: Sequence[Item], doing: str) -> Iterator[Item]:
    from rich.console import Console
    from rich.progress import track

    yield from track(items, doing, console=Console(stderr=True), transient=True)


def finish(outcome: Outcome, *, is_json: bool = False) -> None:
    """Print what a command came to and end with its exit status."""
    context = click.get_current_context()
    context.meta[OUTCOME] = outcome
    if is_json:
        # Plain ASCII gets through every console and every pipe.
        click.echo(json.dumps(outcome.document, indent=2))
    else:
        for line in outcome.lines:
            click.echo(visible(line, "\n"))
        for line in (*_told(outcome.problems), *outcome.notes):
            click.echo(visible(as_called(line), "\n"), err=True)
    context.exit(outcome.status)


def asked_secret() -> str:
    """Return a password that is asked for and not shown, or read where nobody can be asked."""
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, err=True))
    return sys.stdin.readline().rstrip("\r\n")


def finish_deciding(
    folder: Path, job: Callable[[Council, What, World], Outcome], what: What, *, dry_run: bool
) -> None:
    """Do what a person decides, have the quarter's workbooks say so, and end."""
    from plansheet.jobs.afterwards import books_renewed

    with working(folder, dry_run=dry_run) as (council, world):
        finish(books_renewed(council, what.quarter, world, job(council, what, world)))


def _told(problems: Iterable[Problem]) -> Iterator[str]:
    """Yield problems for people, worst first, what is the same at several cells said once."""
    from plansheet.problems import Level, merged

    found = merged(problems)
    for level in Level:
        for places, problem in found:
            if problem.level is level:
                yield f"{level}: {places}\n    {problem.message}"
