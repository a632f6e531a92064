"""The council's ledger, opened wherever the settings say that it lies.

It is `plansheet.db` in the folder; or a file on a drive of this computer, of which `plansheet.db`
is a copy; or on a PostgreSQL server. A place that is empty is not begun where the folder holds a
ledger with work in it: that would look as if all were lost.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from plansheet.errors import LedgerError, MailError, PlansheetError
from plansheet.ledger import Ledger, Server
from plansheet.model.accounts import Kept
from plansheet.problems import Place, problem
from plansheet.settings import PasswordFrom
from plansheet.store import make_folder, share_of, write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plansheet.problems import Problem
    from plansheet.settings import LedgerPlace, Settings
    from plansheet.store import Store

_MOVE = "plansheet ledger move"
# A workbook where it was issued and in the archive, what lay in its place, and its plan.
_MOST_LEFT = 4


def place_of(store: Store, settings: Settings) -> Path | Server:
    """Return where the ledger lies; LedgerError where its password is not to be had."""
    said = settings.ledger
    if said.url:
        return Server(said.url, said.schema, settings.council.name, _password(said))
    if said.path:
        path = store.root.absolute() / Path(said.path).expanduser()
        if path.resolve() != store.ledger_path.resolve():
            return path
    return store.ledger_path


def account_of(place: LedgerPlace) -> str:
    """Return whose password it is: the user and the server, as a keyring keeps it."""
    parts = urlsplit(place.url)
    named = parts.netloc.rpartition("@")[0].partition(":")[0]
    return f"{named or 'plansheet'}@{parts.hostname or 'localhost'}"


def has_password(place: LedgerPlace) -> bool:
    """Return whether the address itself holds a password, for whoever may read the settings."""
    parts = urlsplit(place.url)
    return bool(parts.password or "password" in parse_qs(parts.query))


def _password(place: LedgerPlace) -> str:
    if place.secret is PasswordFrom.SYSTEM:
        return ""
    from plansheet.mail.secret import LEDGER, Secret, secret_of  # noqa: PLC0415 - few need it

    secret = Secret(Kept(place.secret), place.secret_variable, place.secret_command)
    try:
        return secret_of(secret, account_of(place), LEDGER)
    except MailError as error:
        raise LedgerError(str(error)) from None


@contextmanager
def open_ledger(
    store: Store, settings: Settings, *, read_only: bool = False, begins: bool = False
) -> Iterator[Ledger]:
    """Open the council's ledger for a `with` block; LedgerError where it cannot be used.

    It is not where it is lost, unless it is only read, or may begin anew with `begins`. Where the
    folder has a copy of it, the copy is written anew at the end.
    """
    where = place_of(store, settings)
    may_be_lost = read_only or begins
    if where == store.ledger_path:
        if not may_be_lost:
            # Looked at first: what is opened to be written is there afterwards.
            with open_at(store, where, read_only=True) as ledger:
                refuse_lost(store, ledger)
        with open_at(store, where, read_only=read_only) as ledger:
            yield ledger
    elif isinstance(where, Server):
        with open_at(store, where, read_only=read_only) as ledger:
            _begun(store, ledger, read_only=read_only)
            if not may_be_lost:
                refuse_lost(store, ledger)
            yield ledger
    elif read_only:
        with _readable(store, where) as ledger:
            yield ledger
    else:
        with _local(store, where, begins=begins) as ledger:
            yield ledger


def files_without(store: Store, ledger: Ledger) -> int:
    """Return how many files are kept beside a ledger that is lost: it knows nothing of any.

    None where it is not lost: what commands that were broken off can have left tells nothing.
    """
    if ledger.whole.has_work:
        return 0
    count = len(store.archived_files()) + len(store.issued_files())
    broken_off = sum(each.may_have_left_files for each in ledger.log.entries())
    return count if count > broken_off * _MOST_LEFT else 0


def refuse_lost(store: Store, ledger: Ledger) -> None:
    """Raise LedgerError where a ledger is lost: a new one would take nothing back that is out."""
    if lost := lost_ledger(store, ledger):
        raise LedgerError(lost[0].message)


def lost_ledger(store: Store, ledger: Ledger) -> tuple[Problem, ...]:
    """Return that a ledger is lost, and what to do then; nothing where it is not."""
    count = files_without(store, ledger)
    place = Place(ledger.name)
    return (problem("ledger-lost", place, name=ledger.name, count=count),) if count else ()


def open_at(store: Store, where: Path | Server, *, read_only: bool = False) -> Ledger:
    """Open a ledger, one outside the council's folder called by its whole path."""
    is_elsewhere = isinstance(where, Path) and where != store.ledger_path
    return Ledger.open(where, read_only=read_only, name=str(where) if is_elsewhere else "")


def _begun(store: Store, ledger: Ledger, *, read_only: bool) -> None:
    """Have an empty ledger begin with what the folder's own holds, or refuse to.

    What a folder that was only set up holds is taken along; work is for its people to move.
    """
    if not store.ledger_path.is_file() or ledger.whole.is_begun:
        return
    with Ledger.open(store.ledger_path, read_only=True) as before:
        if before.whole.has_work:
            raise LedgerError(_unmoved(store, ledger.name))
        if not read_only:
            ledger.whole.fill(before.whole)


def _unmoved(store: Store, name: str) -> str:
    return (
        f"The ledger {name} is empty, and {store.shown(store.ledger_path)} in the council's folder "
        f"holds what was done so far. Run '{_MOVE}' once to take it over; or, where the ledger "
        "is kept on another computer, run plansheet there."
    )


@contextmanager
def _readable(store: Store, where: Path) -> Iterator[Ledger]:
    """Open the ledger on this computer to read, or the folder's copy where that is the newer."""
    with open_at(store, where, read_only=True) as ledger:
        if not store.ledger_path.is_file():
            yield ledger
            return
        with Ledger.open(store.ledger_path, read_only=True) as copy:
            is_newest = ledger.whole.is_begun and ledger.whole.continues(copy.whole)
            yield ledger if is_newest else copy


@contextmanager
def _local(store: Store, where: Path, *, begins: bool) -> Iterator[Ledger]:
    """Open the ledger on this computer, and keep a copy of it in the folder when it is done."""
    with open_at(store, where, read_only=True) as ledger:
        _begun(store, ledger, read_only=True)
        if not begins:
            refuse_lost(store, ledger)
    make_folder(where.parent)
    with open_at(store, where) as ledger:
        _begun(store, ledger, read_only=False)
        _refuse_older(store, ledger)
        try:
            yield ledger
        except (PlansheetError, OSError, KeyboardInterrupt):
            # Why the work stopped is what is to be told.
            with suppress(PlansheetError):
                keep_copy(store, ledger)
            raise
        except BaseException:
            # A command ends with its exit status as an exception.
            keep_copy(store, ledger)
            raise
        keep_copy(store, ledger)


def _refuse_older(store: Store, ledger: Ledger) -> None:
    if not store.ledger_path.is_file():
        return
    with Ledger.open(store.ledger_path, read_only=True) as copy:
        if ledger.whole.continues(copy.whole):
            return
    message = (
        f"The ledger {ledger.name} is older than its copy {store.shown(store.ledger_path)} in the "
        "council's folder: plansheet has been run on another computer since. Run it there; or, to "
        f"go on here, run '{_MOVE}' once, which takes the copy over."
    )
    raise LedgerError(message)


def keep_copy(store: Store, ledger: Ledger) -> None:
    """Write the folder's copy of a ledger that lies elsewhere, whole or not at all."""
    try:
        write_whole(store.ledger_path, ledger.whole.as_file())
    except PlansheetError as error:
        message = (
            f"What was done is kept in the ledger {ledger.name}, and its copy in the council's "
            f"folder could not be written. {error} The next command writes it again."
        )
        raise LedgerError(message) from error


def place_problems(store: Store, settings: Settings) -> tuple[Problem, ...]:
    """Return what is to be said of where the ledger lies."""
    said = settings.ledger
    if said.url:
        password = [problem("ledger-password", Place("plansheet.toml"))]
        return tuple(password if has_password(said) else ())
    where = place_of(store, settings)
    share = share_of(where.parent) if isinstance(where, Path) else ""
    if not share:
        return ()
    return (problem("ledger-on-share", Place(str(said.path or "plansheet.db")), share=share),)
