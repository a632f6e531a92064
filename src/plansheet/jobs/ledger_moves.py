"""What is done with the ledger as a whole: looked at, moved to another place, copied, let in."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from plansheet.agenda.step import counted
from plansheet.errors import LedgerError, SettingsError, StoreError
from plansheet.jobs.ledgers import (
    account_of,
    has_password,
    keep_copy,
    lost_ledger,
    open_at,
    place_of,
    place_problems,
    refuse_lost,
)
from plansheet.jobs.outcome import Outcome
from plansheet.ledger import Ledger, Server
from plansheet.settings import PasswordFrom, load_settings
from plansheet.store import Store, make_folder, write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from plansheet.jobs.council import Council
    from plansheet.jobs.outcome import World
    from plansheet.settings import Settings

# What a person counts in a ledger, by the tables that hold it.
_SHOWN = {
    "issues": ("workbook issued", "workbooks issued"),
    "returns": ("file returned", "files returned"),
    "decisions": ("decision", "decisions"),
    "log": ("command in its log", "commands in its log"),
}


def check_ledger(council: Council) -> Outcome:
    """Tell where the ledger is, what is in it, and what is to be said of that place."""
    ledger, settings = council.ledger, council.settings
    lost = lost_ledger(council.store, ledger)
    line = f"The ledger {ledger.name} can be used: {_said(ledger.whole.counts())}."
    return Outcome(
        lines=() if lost else (line,),
        problems=(*lost, *place_problems(council.store, settings)),
    )


def save_ledger(council: Council, file: Path, world: World) -> Outcome:
    """Write all of the ledger into a new file, which is a ledger itself; never over another.

    A copy that holds just what the ledger does is the one that was wanted. Raises LedgerError
    where the ledger is lost: a copy of nothing would stand among the backups.
    """
    refuse_lost(council.store, council.ledger)
    said = _said(council.ledger.whole.counts())
    if file.exists():
        if not _is_copy(file, council.ledger):
            message = f"'{file}' is there already. Give the copy another name; nothing was written."
            raise StoreError(message)
    elif not world.dry_run:
        write_whole(file, council.ledger.whole.as_file())
    return Outcome(lines=(str(file),), notes=(f"A copy of the ledger, with {said}.",))


def _is_copy(file: Path, ledger: Ledger) -> bool:
    """Return whether a file is the ledger as it is now."""
    try:
        with Ledger.open(file, read_only=True) as copy:
            return copy.whole.is_begun and copy.whole.says_as(ledger.whole)
    except LedgerError:
        return False


@contextmanager
def moved(root: Path, world: World, file: Path | None = None) -> Iterator[tuple[Outcome, Ledger]]:
    """Take over a ledger into the place that the settings name, for a `with` block.

    It is that of `file`, or else the one in the folder. Every row is copied, and read again; a
    ledger with anything in it is never written over, except by one that goes on where it ended:
    that is kept beside it under another name.

    Raises LedgerError and StoreError where that cannot be done; nothing is changed then.
    """
    store = Store(root)
    settings = load_settings(store.settings_path)
    where, source = place_of(store, settings), file or store.ledger_path
    if isinstance(where, Path) and where.resolve() == source.resolve():
        message = (
            "plansheet.toml, [ledger]: no place is named to move the ledger to. Write a url or a "
            "path there (each has a comment), or name a copy to take over."
        )
        raise SettingsError(message)
    if not source.is_file():
        with _moved_before(store, where, source, file, world) as ledger:
            yield _moved(ledger.name, _said(ledger.whole.counts()), is_there=True), ledger
        return
    with Ledger.open(source, read_only=True) as before:
        said = _said(before.whole.counts())
        is_there = _is_there(store, where, before)
        if world.dry_run:
            with open_at(store, where, read_only=True) as ledger:
                yield _moved(ledger.name, said, is_there=is_there), ledger
            return
        with _emptied(store, where, before, world) as ledger:
            if not is_there:
                ledger.whole.fill(before.whole)
            _leave(store, settings, ledger, world)
            try:
                yield _moved(ledger.name, said, is_there=is_there), ledger
            finally:
                if settings.ledger.path:
                    keep_copy(store, ledger)


def _moved(name: str, said: str, *, is_there: bool) -> Outcome:
    note = "It was there already." if is_there else "Every row was read again after it was written."
    return Outcome(lines=(f"The ledger {name} has {said}.",), notes=(note,))


def _moved_before(
    store: Store, where: Path | Server, source: Path, file: Path | None, world: World
) -> Ledger:
    """Open the place that the folder's ledger was moved to by a run that was broken off then.

    Raises StoreError where a file was named, and where nothing has been moved.
    """
    if file is None:
        with open_at(store, where, read_only=True) as there:
            is_begun = there.whole.is_begun
        if is_begun:
            return open_at(store, where, read_only=world.dry_run)
    message = f"There is no ledger '{source}' to take over. Check its name."
    raise StoreError(message)


def _is_there(store: Store, where: Path | Server, source: Ledger) -> bool:
    """Return whether a place holds all that a ledger does: it was moved before."""
    with open_at(store, where, read_only=True) as ledger:
        return ledger.whole.is_begun and ledger.whole.continues(source.whole)


def _emptied(store: Store, where: Path | Server, source: Ledger, world: World) -> Ledger:
    """Open the place that a ledger is taken over into; what it went on from is put aside."""
    with open_at(store, where, read_only=True) as there:
        is_begun, is_older = there.whole.is_begun, source.whole.continues(there.whole)
        is_newer = there.whole.continues(source.whole)
        name = there.name
    if is_begun and not is_newer:
        if not (is_older and isinstance(where, Path)):
            message = (
                f"The ledger {name} holds other work than the one that is to be taken over, so "
                "nothing was changed. Keep the one that holds; give the other another name, or a "
                "schema of its own."
            )
            raise LedgerError(message)
        where.replace(_aside(where, world))
    if isinstance(where, Path):
        make_folder(where.parent)
    return open_at(store, where)


def _leave(store: Store, settings: Settings, ledger: Ledger, world: World) -> None:
    """Give the folder's own ledger another name once a server has it: nothing goes on in it."""
    path = store.ledger_path
    if settings.ledger.url and path.is_file():
        with Ledger.open(path, read_only=True) as before:
            is_taken_over = ledger.whole.continues(before.whole)
        if is_taken_over:
            path.replace(_aside(path, world))


def _aside(path: Path, world: World) -> Path:
    return path.with_name(f"{path.stem} until {world.now:%Y-%m-%d %H%M%S}{path.suffix}")


def rename_council(root: Path, world: World) -> Outcome:
    """Have a ledger on a server take the name that the council has in the settings now."""
    settings = load_settings(Store(root).settings_path)
    where = place_of(Store(root), settings)
    if not isinstance(where, Server):
        return Outcome(notes=("Only a ledger on a server has a name; nothing needs doing.",))
    if not world.dry_run:
        Ledger.rename(where)
    return Outcome(notes=(f"The ledger is now that of '{settings.council.name}'.",))


def remember_password(root: Path, world: World, secret: str) -> Outcome:
    """Keep the password of the ledger's server in the system's keyring."""
    from plansheet.mail.secret import LEDGER, remember  # noqa: PLC0415 - only this keeps any

    place = load_settings(Store(root).settings_path).ledger
    if not place.url:
        message = (
            "plansheet.toml, [ledger]: no url is given, so there is no password to keep. Write for "
            'example url = "postgresql://plansheet@db.council.example/performance".'
        )
        raise SettingsError(message)
    if not secret:
        message = "No password was given, so none is kept. Run the command again and type it."
        raise LedgerError(message)
    if not world.dry_run:
        remember(account_of(place), secret, LEDGER)
    notes = [f"The password of {account_of(place)} is kept in the system's keyring."]
    if place.secret is not PasswordFrom.KEYRING:
        notes.append('Now write secret = "keyring" under [ledger] in plansheet.toml.')
    if has_password(place):
        notes.append("Then take the password out of the url there.")
    return Outcome(notes=tuple(notes))


def _said(counts: Mapping[str, int]) -> str:
    return ", ".join(counted(counts[table], *words) for table, words in _SHOWN.items())
