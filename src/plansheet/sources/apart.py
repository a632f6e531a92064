"""The sheets that plansheet adds to a plan workbook, taken apart from the plan's own tables.

Owns how answers on `To confirm` are applied: what is confirmed stands in the indicators' table as
if it had been written there, what is not is put there too and stays a suggestion.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from plansheet.layout.headings import INDICATORS, field_of, plain
from plansheet.layout.plans import HELP_SHEET, KEPT_TABLE, NO, NOTES, TO_CONFIRM, YES
from plansheet.model.typed import phrase
from plansheet.refs import read_ref
from plansheet.sources.document import SourceCell
from plansheet.sources.known import know

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from plansheet.layout.columns import Sheet
    from plansheet.model.periods import FinancialYear
    from plansheet.model.plans import Plan
    from plansheet.model.risks import RiskScheme
    from plansheet.sources.document import Document, SourceRow, SourceTable

_YES = frozenset((YES.casefold(), "y", "ok", "right", "correct", "confirmed"))
_NOT_YET = frozenset((NO.casefold(), "n", "", "-", "?", "not yet", "tbc"))
_KEPT = re.compile(rf"{KEPT_TABLE} ([0-9]+)", re.IGNORECASE)
_PARTED = re.compile(r"[,;\n]")


@dataclass(frozen=True, slots=True)
class Apart:
    """A document of the plan's own tables, and what stood on the sheets that plansheet added.

    `suggested` are ref and heading of what a person has yet to confirm, refs without case; `notes`
    are the tables kept as text.
    """

    document: Document
    suggested: frozenset[tuple[str, str]] = frozenset()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Answer:
    """What stands under a heading of an indicator, and whether a person has said so."""

    heading: str
    text: str
    confirmed: bool


def put_apart(
    document: Document, schemes: Sequence[RiskScheme], first_year: FinancialYear
) -> Apart:
    """Return `document` without the sheets that plansheet added, the answers on them applied.

    A cell in which something stands goes before any answer about it.
    """
    added = (TO_CONFIRM, NOTES, HELP_SHEET)
    of_sheet = {sheet.name: [t for t in document.tables if _is(t, sheet)] for sheet in added}
    not_own = [table for tables in of_sheet.values() for table in tables]
    own = [table for table in document.tables if table not in not_own]
    answers = _answers(of_sheet[TO_CONFIRM.name])
    suggested: set[tuple[str, str]] = set()
    if answers:
        for index, table in enumerate(own):
            known = know(table, schemes, first_year)
            if known and known.kind is INDICATORS:
                own[index] = _answered(table, answers, suggested)
    notes = tuple(_notes(of_sheet[NOTES.name]))
    return Apart(replace(document, tables=tuple(own)), frozenset(suggested), notes)


def as_suggested(plan: Plan, apart: Apart) -> Plan:
    """Return the plan with the notes that were kept, and as inferred what is only suggested."""
    order = [item.name for item in INDICATORS.headings]
    indicators = []
    for indicator in plan.indicators:
        ref = _key(indicator.ref)
        added = sorted(heading for of, heading in apart.suggested if of == ref)
        both = dict.fromkeys((*indicator.inferred, *added))
        inferred = sorted(both, key=lambda name: order.index(name) if name in order else len(order))
        indicators.append(replace(indicator, inferred=tuple(inferred)))
    return replace(plan, indicators=tuple(indicators), notes=(*apart.notes, *plan.notes))


def _is(table: SourceTable, sheet: Sheet) -> bool:
    columns = {plain(column) for column in table.columns}
    return all(plain(column.heading) in columns for column in sheet.columns)


def _texts(table: SourceTable, sheet: Sheet) -> Iterator[list[str]]:
    """Yield the rows of a table that plansheet added, a text for each column of its sheet."""
    columns = [plain(column) for column in table.columns]
    places = [columns.index(plain(column.heading)) for column in sheet.columns]
    for row in table.rows:
        yield [row.cells[place].text for place in places]


def _answers(tables: Iterable[SourceTable]) -> dict[str, dict[str, _Answer]]:
    """Return what is said on `To confirm` by ref and by the heading it is about."""
    answers: dict[str, dict[str, _Answer]] = {}
    for table in tables:
        for heading, taken, refs, said in _texts(table, TO_CONFIRM):
            word = phrase(said)
            own_word = word not in _YES and word not in _NOT_YET
            answer = _Answer(heading, said if own_word else taken, word not in _NOT_YET)
            # A ref may hold a comma itself, and then it stands alone.
            for ref in filter(None, map(_key, (refs, *_PARTED.split(refs)))):
                answers.setdefault(ref, {})[_heading_key(heading)] = answer
    return answers


def _answered(
    table: SourceTable,
    answers: Mapping[str, Mapping[str, _Answer]],
    suggested: set[tuple[str, str]],
) -> SourceTable:
    """Return a table of indicators with the answers in the cells that are blank.

    A column that it lacks is added for what is confirmed; a suggestion needs none.
    """
    keys = [_heading_key(column) for column in table.columns]
    if "ref" not in keys:
        return table
    refs = [_key(row.cells[keys.index("ref")].text) for row in table.rows]
    about = [answers.get(ref, {}) for ref in refs]
    missing = {
        key: answer.heading
        for said in about
        for key, answer in said.items()
        if answer.confirmed and key not in keys
    }
    keys += missing
    rows = []
    for row, ref, said in zip(table.rows, refs, about, strict=True):
        cells, open_ = _filled(row, keys, said)
        rows.append(replace(row, cells=cells))
        suggested |= {(ref, heading) for heading in open_}
    return replace(table, columns=(*table.columns, *missing.values()), rows=tuple(rows))


def _filled(
    row: SourceRow, keys: Sequence[str], said: Mapping[str, _Answer]
) -> tuple[tuple[SourceCell, ...], list[str]]:
    """Return the cells of a row with the answers, and the headings of what is only suggested."""
    cells = [*row.cells, *[SourceCell("", row.at)] * (len(keys) - len(row.cells))]
    suggested = []
    for index, key in enumerate(keys):
        if key in said and not phrase(cells[index].text).strip("- "):
            cells[index] = replace(cells[index], text=said[key].text)
            suggested += [] if said[key].confirmed else [said[key].heading]
    return tuple(cells), suggested


def _notes(tables: Iterable[SourceTable]) -> Iterator[str]:
    """Yield the tables that are kept as text, each from its lines."""
    lines: dict[str, list[str]] = {}
    for table in tables:
        for about, _, said in _texts(table, NOTES):
            if match := _KEPT.fullmatch(about):
                lines.setdefault(match[1], []).append(said)
    yield from ("\n".join(said) for said in lines.values())


def _key(ref: str) -> str:
    return read_ref(ref).casefold()


def _heading_key(heading: str) -> str:
    """Return what headings of indicators are compared by: the field they fill in, or themselves."""
    return field_of(INDICATORS, heading) or plain(heading)
