"""Registers that give each risk several rows, one an impact, made into one row a risk.

Such a register names an impact in one column and its class in the next; what else it says of the
risk stands in pairs of columns without headings, "Next Review Date" beside its date; a row with
one cell, "a) Common Risks", heads a group. Every cell keeps its place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from plansheet.layout.headings import RISKS, field_of, plain
from plansheet.layout.scale_headings import IMPACT_CLASSES, IMPACT_NAMES, SCALE_HEADINGS
from plansheet.sources.document import SourceCell, SourceRow, SourceTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from plansheet.model.risks import RiskScheme

_STRATEGIC = re.compile(r"Strategic Risk(?: No| Ref)?\.? ?:? ?(?P<ref>\S+)", re.IGNORECASE)
_NUMBERED = re.compile(r"^\(?[a-z0-9]{1,2}[).] ?", re.IGNORECASE)
_RISKS = re.compile(r" risks?$", re.IGNORECASE)
_NAMES = frozenset(map(plain, IMPACT_NAMES))
_CLASSES = frozenset(map(plain, IMPACT_CLASSES))


def one_row_a_risk(source: SourceTable, schemes: Sequence[RiskScheme]) -> SourceTable:
    """Return a register with a row for each impact as one with a row for each risk.

    Any other table is returned as it is.
    """
    shape = _shape(source, schemes)
    if shape is None:
        return source
    risks = list(_risks(shape))
    said = {heading for risk in risks for heading in risk.said if isinstance(heading, str)}
    order = {heading: at for at, heading in enumerate(shape.added)}
    added = sorted(said, key=lambda heading: (order.get(heading, len(order)), heading))
    return replace(
        source,
        columns=(*(source.columns[index] for index in shape.own), *added),
        rows=tuple(risk.row((*shape.own, *added)) for risk in risks),
    )


# What a row may say of a risk beside the register's own columns.
_PAIRED = tuple(item.field for item in RISKS.headings if item.field not in {"ref", "title"})


@dataclass(frozen=True, slots=True)
class _Shape:
    """Where a register says what: its impacts, their classes, pairs, and columns of its own.

    `impacts` are the scheme's headings by what a cell may call them.
    """

    source: SourceTable
    impacts: dict[str, str]
    name: int
    class_: int
    pairs: tuple[int, ...]

    @property
    def own(self) -> list[int]:
        """Return the columns that are kept as they are, for they speak of the risk as a whole."""
        taken = {self.name, self.class_, *self.pairs, *(index + 1 for index in self.pairs)}
        return [index for index in range(len(self.source.columns)) if index not in taken]

    @property
    def key(self) -> list[int]:
        """Return the columns that say which risk a row is of."""
        columns = self.source.columns
        return [i for i in self.own if field_of(RISKS, columns[i]) in {"ref", "title"}]

    @property
    def added(self) -> tuple[str, ...]:
        """Return the headings that a register gains, in their order."""
        impacts = dict.fromkeys(self.impacts.values())
        return (*impacts, *(RISKS.heading(name) for name in _PAIRED))


@dataclass(slots=True)
class _Risk:
    """One risk as its rows are read: the cells said under each column or added heading."""

    at: str
    key: tuple[str, ...]
    said: dict[int | str, list[SourceCell]] = field(default_factory=dict)

    def add(self, under: int | str, cell: SourceCell) -> None:
        """Add what a cell says; what was said before, as in a merged cell, only once."""
        if cell.text and cell.text not in [other.text for other in self.said.get(under, [])]:
            self.said.setdefault(under, []).append(cell)

    def row(self, columns: Iterable[int | str]) -> SourceRow:
        """Return the risk as one row with a cell for each column."""
        blank = [SourceCell("", self.at)]
        cells = (self.said.get(under, blank) for under in columns)
        return SourceRow(
            tuple(SourceCell("\n".join(x.text for x in each), each[0].at) for each in cells),
            self.at,
        )


def _shape(source: SourceTable, schemes: Sequence[RiskScheme]) -> _Shape | None:
    said = [plain(column) for column in source.columns]
    name = next((index for index, text in enumerate(said) if text in _NAMES), None)
    class_ = next((index for index, text in enumerate(said) if text in _CLASSES), None)
    if name is None or class_ is None:
        return None
    for scheme in schemes:
        impacts = {
            plain(word): scale.heading
            for scale in scheme.impacts
            for word in (scale.heading, *SCALE_HEADINGS.get(scale.key, ()))
        }
        named = {impacts.get(plain(row.cells[name].text)) for row in source.rows} - {None}
        shape = _Shape(source, impacts, name, class_, tuple(_pairs(source)))
        if len(named) > 1 and shape.key:
            return shape
    return None


def _pairs(source: SourceTable) -> Iterator[int]:
    """Yield the columns without a heading in which headings of a risk stand beside their values."""
    for index in range(len(source.columns) - 1):
        if source.columns[index] or source.columns[index + 1]:
            continue
        said = [(row.cells[index].text, row.cells[index + 1].text) for row in source.rows]
        labels = {label or value for label, value in said if label != value} - {""}
        if labels and all(field_of(RISKS, label) in _PAIRED for label in labels):
            yield index


def _risks(shape: _Shape) -> Iterator[_Risk]:
    group, risk = None, None
    for row in shape.source.rows:
        if heads := _group(shape, row):
            group = heads
            continue
        key = tuple(row.cells[index].text for index in shape.key)
        if risk is None or (any(key) and key != risk.key):
            if risk:
                yield risk
            risk = _Risk(row.at, key)
            if group:
                risk.add(RISKS.heading("group"), group)
        _read(shape, row, risk)
    if risk:
        yield risk


def _group(shape: _Shape, row: SourceRow) -> SourceCell | None:
    """Return the name of the group that a row heads, None where it is a risk's."""
    said = [cell for cell in row.cells if cell.text]
    if len({cell.text for cell in said}) != 1 or said[0] not in [row.cells[i] for i in shape.key]:
        return None
    text = _NUMBERED.sub("", " ".join(said[0].text.split()))
    return replace(said[0], text=_RISKS.sub("", text))


def _read(shape: _Shape, row: SourceRow, risk: _Risk) -> None:
    """Add what one row says of its risk."""
    for index in shape.own:
        cell = row.cells[index]
        if field_of(RISKS, shape.source.columns[index]) == "title":
            cell = _without_strategic(cell, risk)
        risk.add(index, cell)
    named = row.cells[shape.name].text or shape.source.columns[shape.class_]
    risk.add(shape.impacts.get(plain(named), named), row.cells[shape.class_])
    for index in shape.pairs:
        if label := field_of(RISKS, row.cells[index].text):
            risk.add(RISKS.heading(label), row.cells[index + 1])


def _without_strategic(cell: SourceCell, risk: _Risk) -> SourceCell:
    """Return the risk's title without the line that names a strategic risk, which is added."""
    lines = cell.text.split("\n")
    found = [match for line in lines if (match := _STRATEGIC.fullmatch(line.strip()))]
    for match in found:
        risk.add(RISKS.heading("strategic"), replace(cell, text=match["ref"]))
    kept = (line for line in lines if not _STRATEGIC.fullmatch(line.strip()))
    return replace(cell, text="\n".join(kept))
