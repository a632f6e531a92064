"""Tables of a plan in the shapes that people give them, made into one row for each thing said.

A merged cell that stands for the rows below it is carried down to them; measures in one cell are
parted and paired with their targets by line; a ref at the front of a title gets a column of its
own. What a table says stays as it is, and every cell keeps its place. A table under all of
plansheet's own headings was written row by row, and is left as it is.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from plansheet.layout.headings import ACTIONS, CARRIED, INDICATORS, OBJECTIVES, RISKS, plain
from plansheet.model.tables import Table
from plansheet.sources.document import SourceCell
from plansheet.sources.known import KnownTable, know
from plansheet.sources.long_risks import one_row_a_risk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from plansheet.model.periods import FinancialYear
    from plansheet.model.risks import RiskScheme
    from plansheet.sources.document import Document, SourceRow, SourceTable

# A ref before a title: `NI 14 - Avoidable contact`, `CP01 Insufficient staff`.
_REF = r"(?P<ref>[A-Z]{1,5} ?[0-9]{1,3}[a-z]?)"
_DASH = r"(?:\s[-\u2013\u2014]|[:\u2013\u2014])"
_PARTED_REF = re.compile(rf"{_REF}\s*{_DASH}\s*(?P<title>\S.*)", re.DOTALL)
_CLOSE_REF = re.compile(rf"{_REF}\s+(?P<title>\S.*)", re.DOTALL)
_RATING = re.compile(r"\brating\b", re.IGNORECASE)


def in_rows(
    document: Document, schemes: Sequence[RiskScheme], first_year: FinancialYear
) -> Document:
    """Return `document` with one row in its tables for each risk, measure and indicator."""
    tables = (_in_rows(table, schemes, first_year) for table in document.tables)
    return replace(document, tables=tuple(tables))


def _in_rows(
    source: SourceTable, schemes: Sequence[RiskScheme], year: FinancialYear
) -> SourceTable:
    table = one_row_a_risk(source, schemes)
    known = know(table, schemes, year)
    if known is None or _is_own(known):
        return table
    if known.kind is OBJECTIVES:
        return _paired(_carried(known))
    if known.kind is INDICATORS:
        return _with_refs(replace(known, source=_carried(known).source), _PARTED_REF)
    if known.kind is RISKS:
        return _with_refs(known, _CLOSE_REF)
    return _with_ratings(known) if known.kind is ACTIONS else table


def _is_own(known: KnownTable) -> bool:
    """Return whether a table has every heading that plansheet gives its kind."""
    columns = {plain(column) for column in known.source.columns}
    return all(plain(item.name) in columns for item in known.kind.headings)


def _carried(known: KnownTable) -> KnownTable:
    """Return a table with its merged cells carried down to the rows below them.

    Below a new theme the objective starts anew. A row in which nothing stands stays blank.
    """
    places = [
        known.fields[name]
        for name in CARRIED[known.kind.table]
        if name in known.fields and _is_merged(known, name)
    ]
    above: dict[int, SourceCell] = {}
    rows = []
    for row in known.source.rows:
        cells = list(row.cells)
        if any(cell.text for cell in cells):
            for outer, index in enumerate(places):
                if cells[index].text:
                    above = {each: above[each] for each in places[:outer] if each in above}
                    above[index] = cells[index]
                cells[index] = above.get(index, cells[index])
        rows.append(replace(row, cells=tuple(cells)))
    return replace(known, source=replace(known.source, rows=tuple(rows)))


def _is_merged(known: KnownTable, name: str) -> bool:
    """Return whether a field's cells stand for the rows below: not where each row has its own.

    Indicators that stand under a supporting objective do; those with an objective named beside
    them, or none, do not.
    """
    heading = plain(known.source.columns[known.fields[name]])
    return known.kind.table is not Table.INDICATORS or heading == "supportingobjective"


def _paired(known: KnownTable) -> SourceTable:
    """Return a table of measures with a row for each, beside the target on the same line.

    Only where a cell has as many targets as measures; any other is left whole.
    """
    if "target" not in known.fields:
        return _listed(known)
    if "measure" not in known.fields:
        return known.source
    pair = known.fields["measure"], known.fields["target"]
    rows = (each for row in known.source.rows for each in _parted(row, *pair))
    return replace(known.source, rows=tuple(rows))


def _listed(known: KnownTable) -> SourceTable:
    """Return a table with a row for each item of the lists in which it names objectives.

    A list of objectives and one of measures beside it are not aligned, so each item stands alone.
    """
    places = [known.fields[name] for name in ("objective", "measure") if name in known.fields]
    rows: list[SourceRow] = []
    for row in known.source.rows:
        lists = {at: row.cells[at].text.split("\n") for at in places if row.cells[at].text}
        if not lists or not all(text.startswith("- ") for said in lists.values() for text in said):
            rows.append(row)
            continue
        for at, said in lists.items():
            for text in said:
                cells = [replace(x, text="") if i in lists else x for i, x in enumerate(row.cells)]
                cells[at] = replace(cells[at], text=text[2:])
                rows.append(replace(row, cells=tuple(cells)))
    return replace(known.source, rows=tuple(rows))


def _parted(row: SourceRow, measure: int, target: int) -> Iterator[SourceRow]:
    measures, targets = (row.cells[index].text.split("\n") for index in (measure, target))
    if len(measures) != len(targets):
        yield row
        return
    for one, its in zip(measures, targets, strict=True):
        cells = list(row.cells)
        cells[measure] = replace(cells[measure], text=one)
        cells[target] = replace(cells[target], text=its)
        yield replace(row, cells=tuple(cells))


def _with_refs(known: KnownTable, before: re.Pattern[str]) -> SourceTable:
    """Return a table that has no column of refs with those in front of its titles in one.

    Without a dash behind it a ref may be a word of the title, `COVID 19 outbreak`: it is one only
    where at least half of the titles begin so.
    """
    source, at = known.source, known.fields["title"]
    found = [before.fullmatch(row.cells[at].text) for row in source.rows]
    enough = max(1, len(found) / 2) if before is _CLOSE_REF else 1
    if "ref" in known.fields or sum(match is not None for match in found) < enough:
        return source
    rows = []
    for row, match in zip(source.rows, found, strict=True):
        cell = row.cells[at]
        ref = SourceCell(match["ref"] if match else "", cell.at)
        title = replace(cell, text=match["title"]) if match else cell
        rows.append(replace(row, cells=(ref, *row.cells[:at], title, *row.cells[at + 1 :])))
    return replace(source, columns=("Ref", *source.columns), rows=tuple(rows))


def _with_ratings(known: KnownTable) -> SourceTable:
    """Return a table of actions with the ratings that it reports among what supports them.

    A plan states what is to be done; a rating printed in it is history, kept as it is written:
    `Q1 Rating: Project on target`.
    """
    source = known.source
    rated = [index for index, column in enumerate(source.columns) if _RATING.search(column)]
    if not rated or "supporting" not in known.fields:
        return source
    at = known.fields["supporting"]
    rows = []
    for row in source.rows:
        cells = [cell for index, cell in enumerate(row.cells) if index not in rated]
        said = [f"{source.columns[i]}: {row.cells[i].text}" for i in rated if row.cells[i].text]
        place = at - sum(index < at for index in rated)
        text = "\n".join(filter(None, (cells[place].text, *said)))
        cells[place] = replace(cells[place], text=text)
        rows.append(replace(row, cells=tuple(cells)))
    columns = tuple(text for index, text in enumerate(source.columns) if index not in rated)
    return replace(source, columns=columns, rows=tuple(rows))
