"""`report`: a quarter's report for Management Board or a committee, as Word, web page and PDF."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import TYPE_CHECKING

from plansheet.errors import SettingsError, StoreError
from plansheet.jobs.outcome import Outcome
from plansheet.jobs.past import as_compiled
from plansheet.jobs.publishing import read_first
from plansheet.jobs.quarters import whole_quarter
from plansheet.jobs.wordings import own_or_shipped, wording_in
from plansheet.model.records import FileKind, FileRecord
from plansheet.report import (
    Asked,
    Scope,
    Text,
    facts_of,
    make_report,
    same_name,
    texts_to_read,
    themes_of,
    within,
)
from plansheet.settings import BOARD, Committee, Part
from plansheet.store import read_whole, take_away, write_whole
from plansheet.wording import fill_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from plansheet.jobs.council import Council
    from plansheet.jobs.outcome import World
    from plansheet.model.periods import Quarter
    from plansheet.papers import Template
    from plansheet.reconcile.quarter import CouncilQuarter
    from plansheet.wording import Wording

BOARD_TITLE = "Management Board"
_WORD, _PAGE, _PDF = ".docx", ".html", ".pdf"
_NO_OFFICE = (
    "No PDF was made, since LibreOffice is not on this computer. Open the Word document and save "
    "it as PDF there."
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which report: of which quarter, for whom, and whether with what is not public."""

    quarter: Quarter
    audience: str = BOARD
    internal: bool = False


def write_report(council: Council, wanted: Wanted, world: World) -> Outcome:
    """Write the report in its forms; one that was changed by hand is left, and the next written.

    Raises PeriodError where no plan covers the quarter, PlanError where a service has two for it,
    SettingsError where there is no such
    committee, or it looks after nothing, or a template or a text cannot be used.
    """
    committee = _committee(council, wanted.audience)
    scope = _scope(committee, wanted)
    # Asked for by itself first, so that what is missing is told of the quarter that was asked for.
    council.required(wanted.quarter)
    council.require_plans(wanted.quarter)
    whole = _whole(council, wanted, world.now.date())
    asked = _asked(council, wanted, committee, whole, scope)
    notes = [*_unknown(committee, wanted.audience, whole[-1])]
    if not asked.internal and (count := texts_to_read(asked)):
        notes.append(read_first(count, wanted.quarter))
    made = _made(council, asked)
    name = f"{wanted.audience.casefold()} {wanted.quarter.label} report"
    desk = _Desk(council, world, wanted.quarter, f"{name} internal" if scope.internal else name)
    lines, more = desk.put(made)
    problems = council.unusable(wanted.quarter, council.wanted((), wanted.quarter))
    return Outcome(lines=lines, notes=(*notes, *more), problems=problems)


def is_as_written(council: Council, wanted: Wanted, today: date) -> bool:
    """Return whether a report, written now, would be one that lies in its folder.

    Raises what writing it raises.
    """
    committee = _committee(council, wanted.audience)
    scope = _scope(committee, wanted)
    whole = _whole(council, wanted, today)
    made = _made(council, _asked(council, wanted, committee, whole, scope))
    folder = council.store.reports_folder(wanted.quarter)
    return any(read_whole(path) == made[_WORD] for path in folder.glob(f"*{_WORD}"))


def _scope(committee: Committee, wanted: Wanted) -> Scope:
    is_internal = wanted.internal or committee.part is Part.INTERNAL
    return Scope(committee.services, committee.themes, is_internal)


def _whole(council: Council, wanted: Wanted, today: date) -> list[CouncilQuarter]:
    """Return the quarters of the year so far: the earlier ones rated as they were compiled."""
    *earlier, last = (whole_quarter(council, each, today) for each in wanted.quarter.so_far)
    return [*(as_compiled(council, each) for each in earlier), last]


def _committee(council: Council, audience: str) -> Committee:
    """Return whom a report is for; Management Board needs no settings."""
    known = council.settings.committees
    found = known.get(audience.casefold())
    if found is None and audience.casefold() != BOARD:
        names = ", ".join(dict.fromkeys((BOARD, *known)))
        message = (
            f"There is no committee '{audience}' in plansheet.toml. Write one of: {names}; or add "
            "a part headed [committees.scrutiny], under a short name of your own."
        )
        raise SettingsError(message)
    return found or Committee(title=BOARD_TITLE)


def _asked(
    council: Council,
    wanted: Wanted,
    committee: Committee,
    whole: list[CouncilQuarter],
    scope: Scope,
) -> Asked:
    """Return what the report is made of, its texts filled in; SettingsError where it is empty."""
    quarters = tuple(within(each, scope) for each in whole)
    if not quarters[-1].services:
        message = (
            f"plansheet.toml, [committees.{wanted.audience}]: no service of {wanted.quarter} is "
            "one of its services with one of its themes. Correct services and themes there."
        )
        raise SettingsError(message)
    asked = Asked(
        quarters,
        committee.title or BOARD_TITLE,
        committee.meetings.get(wanted.quarter),
        committee.header,
        scope.internal,
        everywhere=tuple(within(each, Scope(internal=scope.internal)) for each in whole),
    )
    facts = facts_of(asked)
    texts = {text: fill_in(_wording(council, wanted, text), facts) for text in Text}
    return replace(asked, texts=texts)


def _wording(council: Council, wanted: Wanted, text: Text) -> Wording:
    """Return a text: the council's for this committee and quarter, this committee, or all."""
    folder, name = council.store.report_folder, wanted.audience.casefold()
    names = (f"{text} {name} {wanted.quarter.label}", f"{text} {name}")
    own = (folder / f"{each}.txt" for each in names)
    return wording_in(
        council, next((path for path in own if path.is_file()), folder / f"{text}.txt")
    )


def _unknown(committee: Committee, name: str, whole: CouncilQuarter) -> Iterator[str]:
    """Yield what a committee looks after and no plan of the quarter has."""
    place = f"plansheet.toml, [committees.{name}]"
    codes = [each.plan.code for each in whole.services]
    for code in committee.services:
        if code not in codes:
            yield f"{place}: no plan of {whole.quarter} is of '{code}', so it is not reported."
    themes = [theme for each in whole.services for theme in themes_of(each.plan)]
    known = {same_name(theme): theme for theme in themes}
    for theme in committee.themes:
        if same_name(theme) not in known:
            said = f"The themes there are: {'; '.join(known.values())}." if known else ""
            yield f"{place}: no plan of {whole.quarter} has the theme '{theme}'. {said}".strip()


def _made(council: Council, asked: Asked) -> Mapping[str, bytes]:
    """Return the Word document and the web page, by their endings."""
    # What makes them takes a while to import, and only this command needs it.
    from plansheet.papers import web_page, word_document  # noqa: PLC0415 - loaded when used: commands start at once

    report = make_report(asked)
    # The same report is the same document on whatever day it is made.
    made = datetime.combine(asked.quarter.last_day, time())
    word = word_document(report, _template(council, "report.docx"), made, council.look)
    return {_WORD: word, _PAGE: web_page(report, _template(council, "report.html"), council.look)}


def _template(council: Council, name: str) -> Template:
    from plansheet.papers import Template  # noqa: PLC0415 - loaded when used: commands start at once

    path = council.store.report_folder / name
    return Template(own_or_shipped(path), council.store.shown(path))


class _Desk:
    """Puts the forms of one report into their folder; `known` are those that plansheet wrote."""

    def __init__(self, council: Council, world: World, quarter: Quarter, name: str) -> None:
        self.council, self.world, self.quarter, self.name = council, world, quarter, name
        files = council.ledger.files()
        self.known = {each.sha256 for each in files if each.kind is FileKind.REPORT}

    def put(self, made: Mapping[str, bytes]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Write what was made, and the PDF; return the paths and what is to be said."""
        notes, version = [], 1
        while edited := [each for each in self._paths(version) if self._is_edited(each)]:
            notes.append(f"'{edited[0].name}' was changed by hand, so it is left as it is.")
            version += 1
        word, page, pdf = self._paths(version)
        if self.world.dry_run:
            return self._shown(word, page), tuple(notes)
        is_new = self._write(word, made[_WORD])
        self._write(page, made[_PAGE])
        if is_new or not pdf.is_file():
            note = self._renew_pdf(pdf, made[_WORD])
            notes += [note] if note else []
        return self._shown(word, page, *([pdf] if pdf.is_file() else [])), tuple(notes)

    def _paths(self, version: int) -> tuple[Path, Path, Path]:
        word, page, pdf = (
            self.council.store.report_path(self.quarter, self.name, version, suffix)
            for suffix in (_WORD, _PAGE, _PDF)
        )
        return word, page, pdf

    def _shown(self, *paths: Path) -> tuple[str, ...]:
        return tuple(self.council.store.shown(path) for path in paths)

    def _is_edited(self, path: Path) -> bool:
        return path.is_file() and hashlib.sha256(read_whole(path)).hexdigest() not in self.known

    def _write(self, path: Path, data: bytes) -> bool:
        """Archive, enter and write a file; False where it says so already."""
        sha256 = self.council.store.archive(data, path.suffix)
        if sha256 not in self.known:
            # Entered before it is written: a run that stops in between is made good by the next.
            record = FileRecord(sha256, path.name, len(data), FileKind.REPORT, self.world.now)
            with self.council.ledger.transaction():
                self.council.ledger.add_file(record)
        return write_whole(path, data)

    def _renew_pdf(self, path: Path, document: bytes) -> str:
        """Make the PDF anew; where that is not to be had, take an older one away and say so."""
        from plansheet.papers import as_pdf, office_program  # noqa: PLC0415 - loaded when used: commands start at once

        program = office_program()
        note = _NO_OFFICE
        try:
            if program:
                self._write(path, as_pdf(document, program))
                return ""
        except StoreError as error:
            note = str(error)
        if path.is_file():
            take_away(path)
        return note
