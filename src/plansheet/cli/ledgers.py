"""The commands about the ledger as a whole: where it is, and how it gets to another place."""

from __future__ import annotations

from pathlib import Path

import click

from plansheet.cli.logged import logged
from plansheet.cli.options import dry_run, folder_of
from plansheet.cli.root import cli
from plansheet.cli.shell import asked_secret, finish, finish_new, the_world, viewing, working


@cli.group(epilog="Example: plansheet ledger check")
def ledger() -> None:
    """Say where the ledger is, copy it, or move it: to a server, or to this computer's drive."""


@ledger.command("check", epilog="Example: plansheet ledger check")
@folder_of
def check(folder: Path) -> None:
    """Open the ledger, and say where it is and what is in it; nothing is changed."""
    from plansheet.jobs.ledger_moves import check_ledger

    with viewing(folder) as council:
        finish(check_ledger(council))


@ledger.command("backup", epilog='Example: plansheet ledger backup "D:/backups/2018-10-12.db"')
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@dry_run
@folder_of
def backup(folder: Path, file: Path, *, dry_run: bool) -> None:
    """Write all of the ledger into a new file, from wherever it is: also from a server.

    The file is a ledger itself, of one moment: others may go on working. To use it, see `move`.
    """
    from plansheet.jobs.ledger_moves import save_ledger

    with viewing(folder) as council:
        finish(save_ledger(council, file, the_world(dry_run=dry_run)))


@ledger.command("move", epilog="Example: plansheet ledger move")
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@dry_run
@folder_of
def move(folder: Path, file: Path | None, *, dry_run: bool) -> None:
    """Take the ledger over into the place that plansheet.toml names under [ledger].

    Without FILE it is plansheet.db in the folder; a backup is taken over in the same way. Every row
    is copied and read again. Other work that is there already is never written over.
    """
    from plansheet.jobs.ledger_moves import moved

    world = the_world(dry_run=dry_run)
    with moved(folder, world, file) as (outcome, taken):
        if dry_run:
            finish(outcome)
        with logged(taken, world):
            finish(outcome)


@ledger.command("adopt", epilog="Example: plansheet ledger adopt")
@dry_run
@folder_of
def adopt(folder: Path, *, dry_run: bool) -> None:
    """Go on where the ledger is lost for good, or older than the archive, and has no backup.

    Until then no command writes, since workbooks that are out would not be known. The files of the
    archive are taken over as they are; what was read and decided has to be done once more.
    """
    from plansheet.jobs.adopting import adopt_files

    with working(folder, dry_run=dry_run, begins=True) as (council, world):
        finish(adopt_files(council, world))


@ledger.command("remember", epilog="Example: plansheet ledger remember")
@dry_run
@folder_of
def remember(folder: Path, *, dry_run: bool) -> None:
    """Keep the password of the ledger's server in the system's keyring.

    It is asked for, and not shown; where nobody can be asked it is read from standard input. It
    stands in no file of the council's folder.
    """
    from plansheet.jobs.ledger_moves import remember_password

    finish(remember_password(folder, the_world(dry_run=dry_run), asked_secret()))


@ledger.command("rename", epilog="Example: plansheet ledger rename")
@dry_run
@folder_of
def rename(folder: Path, *, dry_run: bool) -> None:
    """Have a ledger on a server take the council's new name from plansheet.toml.

    Each command checks that the ledger is that of the council, so that two never share one.
    """
    from plansheet.jobs.ledger_moves import rename_council

    world = the_world(dry_run=dry_run)
    finish_new(folder, world, rename_council(folder, world))
