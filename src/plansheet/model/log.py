"""An entry of the log: who had plansheet do what and when, and what came of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from plansheet.model.records import FileRecord

WITHHELD = "***"
_ADDRESS = re.compile(r"[^\s/@'\"(<]+@[^\s/@'\")>]+")
_STOPPED = 2
# What archives each workbook before it enters it.
_ARCHIVING = ("generate ", "read ")
_MOST_NAMED = 3
_DIGITS = 12
_NOT_ENDED = "did not end: it was broken off, or is running still"


@dataclass(frozen=True, slots=True)
class Begun:
    """A command as it was begun: `who` is a login name, `what` is as typed after `plansheet`.

    What may not be kept stands there as `***`. `period` is the quarter or year that it is about as
    its label, "" for none; `services` are the codes that were named, none where it is about all.
    """

    who: str
    what: str
    version: str
    at: datetime
    period: str = ""
    services: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ended:
    """What came of a command: its exit status, that in words, and the files it read or wrote.

    Only files that are kept in the archive are named.
    """

    at: datetime
    status: int
    said: str
    files: tuple[FileRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One command in the log; `ended` is None where it was broken off or is running still."""

    number: int
    begun: Begun
    ended: Ended | None = None

    def is_about(self, period: str = "", service: str = "") -> bool:
        """Return whether it is about a quarter, or any of a year, and about a service.

        A command that named no service is about all of them.
        """
        services = self.begun.services
        in_period = not period or self.begun.period.startswith(period)
        return in_period and (not service or not services or service in services)

    @property
    def may_have_left_files(self) -> bool:
        """Return whether it can have archived files that it then did not enter in the ledger."""
        if self.ended is None:
            return True
        return self.ended.status == _STOPPED and self.begun.what.startswith(_ARCHIVING)

    @property
    def line(self) -> str:
        """Return it for people, as one line."""
        begun, ended = self.begun, self.ended
        came_to = f"{ended.said} (exit {ended.status})" if ended else _NOT_ENDED
        named = _named(ended.files) if ended else ""
        when = f"{begun.at:%d/%m/%Y %H:%M}"
        who = begun.who or "(nobody known)"
        return f"{when} {who}, plansheet {begun.version}: {begun.what}: {came_to}{named}"

    def as_json(self) -> Mapping[str, object]:
        """Return it as plain values."""
        begun, ended = self.begun, self.ended
        files = ended.files if ended else ()
        return {
            "number": self.number,
            "who": begun.who,
            "command": begun.what,
            "version": begun.version,
            "period": begun.period,
            "services": list(begun.services),
            "began": begun.at.isoformat(),
            "ended": ended.at.isoformat() if ended else None,
            "status": ended.status if ended else None,
            "outcome": ended.said if ended else "",
            "files": [
                {"kind": str(each.kind), "name": each.name, "sha256": each.sha256} for each in files
            ],
        }


def without_people(text: str, private: Iterable[str] = ()) -> str:
    """Return a text as the log may keep it: without `private` words and without e-mail addresses.

    Nothing is ever taken out of the log again, so nobody's name may get into it.
    """
    for words in sorted(filter(None, private), key=len, reverse=True):
        text = text.replace(words, WITHHELD)
    return _ADDRESS.sub(WITHHELD, text)


def named_for_good(files: Iterable[FileRecord]) -> tuple[FileRecord, ...]:
    """Return files as the log names them: each once, without the address of who sent it."""
    named = (replace(each, name=without_people(each.name)) for each in files)
    return tuple({(each.kind, each.name, each.sha256): each for each in named}.values())


def _named(files: tuple[FileRecord, ...]) -> str:
    """Return the first of some files with how their sha256 begins: `; parks.xlsx (ab12cd34)`."""
    named = [f"{each.name} ({each.sha256[:_DIGITS]})" for each in files[:_MOST_NAMED]]
    more = len(files) - len(named)
    said = ", ".join(named) + (f" and {more} more" if more else "")
    return f"; {said}" if said else ""
