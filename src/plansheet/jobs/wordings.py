"""Which words the council uses: its own where it has changed them, else those that are shipped."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from plansheet.errors import SettingsError
from plansheet.layout.collection import QUESTIONS, WORDED
from plansheet.model.dates import spoken_date
from plansheet.store import read_whole
from plansheet.wording import Wording, fill_in

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from plansheet.jobs.council import Council
    from plansheet.model.periods import Quarter
    from plansheet.model.plans import Plan


def wording_of(council: Council, name: str) -> Wording:
    """Return the wording called `name`; SettingsError where its file is no UTF-8 text."""
    return wording_in(council, council.store.wording_folder / f"{name}.txt")


def own_or_shipped(own: Path) -> bytes:
    """Return the bytes of one of the council's templates; where it has none, the shipped one's."""
    if own.is_file():
        return read_whole(own)
    return (files("plansheet.templates") / own.parent.name / own.name).read_bytes()


def wording_in(council: Council, own: Path) -> Wording:
    """Return the wording of one file; SettingsError where it is no UTF-8 text."""
    file, data = council.store.shown(own), own_or_shipped(own)
    try:
        return Wording(data.decode("utf-8-sig"), file)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = (
            f"{file}, line {line}: a character there is not UTF-8 text. Open it in Notepad, choose "
            "'Save as' and take the encoding UTF-8."
        )
        raise SettingsError(message) from error


def common_facts(council: Council, plan: Plan, quarter: Quarter) -> dict[str, object]:
    """Return what every wording may name: who asks whom, for which quarter, and by when."""
    service, settings = plan.service, council.settings
    return {
        "council": council.name,
        "manager": settings.council.manager,
        "manager_email": settings.council.email,
        "service": service.name,
        "head": service.head or f"Head of {service.name}",
        "quarter": str(quarter),
        "due": spoken_date(council.due(service.code, quarter)),
    }


def sheet_wordings(council: Council, plan: Plan, quarter: Quarter) -> Mapping[str, tuple[str, ...]]:
    """Return the lines above the table of each sheet of a collection workbook, by its name.

    The first line of each says what is to be done there. Raises SettingsError for a wording that
    cannot be used, of whatever sheet: a fault is told long before the quarter that shows it.
    """
    service = plan.service
    facts = common_facts(council, plan, quarter) | {
        "due": spoken_date(council.due_as_issued(service.code, quarter)),
        "year": str(quarter.year),
        "first_day": spoken_date(quarter.first_day),
        "last_day": spoken_date(quarter.last_day),
        "source_data": service.source_data,
        "data_entry": service.data_entry,
        "checked_by": service.checked_by,
        "separate_checker": str(council.settings.collection.separate_checker),
        "questions": QUESTIONS,
    }
    files_ = {name: name.lower().replace(" ", "-") for name in WORDED}
    return {name: _lines(wording_of(council, file), facts) for name, file in files_.items()}


def _lines(wording: Wording, facts: Mapping[str, object]) -> tuple[str, ...]:
    lines = (" ".join(line.split()) for line in fill_in(wording, facts).splitlines())
    found = tuple(line for line in lines if line)
    if not found:
        message = (
            f"{wording.file}, line 1: this wording says nothing. Write in its first line what is "
            "to be done on the sheet, or delete the file to have plansheet's own words."
        )
        raise SettingsError(message)
    return found
