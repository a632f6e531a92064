"""What one issue asked: its sheets, what it left open on them, the units and ratios of its rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from plansheet.collect.answers import Question, Ratio
from plansheet.collect.identity import identity_of
from plansheet.collect.tables import canonical, find_sheet, find_table
from plansheet.layout.collection import collection_sheets, indicators_sheet, risks_sheet
from plansheet.model.indicators import CountsAs
from plansheet.model.ratios import ratio_shown
from plansheet.model.units import Unit
from plansheet.reconcile.words import RISKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from plansheet.collect.tables import Table, TableRow
    from plansheet.layout.columns import Column, Sheet
    from plansheet.model.periods import Quarter
    from plansheet.model.risks import RiskScheme
    from plansheet.pages import FoundBook
    from plansheet.problems import Place


def layouts_of(
    issue: FoundBook, quarter: Quarter, schemes: Sequence[RiskScheme]
) -> tuple[Sheet, ...]:
    """Return the layouts of the sheets that `issue` holds, with its own risk scheme."""
    names = {sheet.name for sheet in issue.sheets}
    scheme = _scheme_of(issue, schemes) if RISKS in names else None
    return tuple(layout for layout in collection_sheets(quarter, scheme) if layout.name in names)


def _scheme_of(issue: FoundBook, schemes: Sequence[RiskScheme]) -> RiskScheme | None:
    """Return the scheme that the issue names; where none is called so, one with its headings."""
    identity = identity_of(issue)
    named = [scheme for scheme in schemes if identity and scheme.name == identity.scheme]
    return next((scheme for scheme in (*named, *schemes) if _is_whole(issue, scheme)), None)


def units_of(issue: FoundBook, quarter: Quarter) -> dict[str, Unit]:
    """Return each indicator's unit by ref, as the issue's Indicators sheet states it."""
    table = table_of(issue, indicators_sheet(quarter))
    rows = table.rows if table else {}
    return {ref: Unit(canonical(row.cells["unit"])) for ref, row in rows.items()}


def ratios_of(issue: FoundBook, quarter: Quarter) -> frozenset[str]:
    """Return the refs of the indicators that are ratios, as the issue's Indicators sheet says."""
    table = table_of(issue, indicators_sheet(quarter))
    rows = table.rows if table else {}
    return frozenset(
        ref for ref, row in rows.items() if canonical(row.cells.get("counts_as")) == CountsAs.RATIO
    )


def table_of(book: FoundBook, layout: Sheet) -> Table | None:
    """Return the table of `layout` in an issue, or None where it has none."""
    sheet = find_sheet(book, layout)
    return find_table(sheet, layout) if sheet else None


def _is_whole(issue: FoundBook, scheme: RiskScheme) -> bool:
    table = table_of(issue, risks_sheet(scheme))
    return table is not None and not table.missing and not table.added


@dataclass(frozen=True, slots=True)
class Asked:
    """What one sheet asked: its layout, its table as issued, the units of its rows, the ratios."""

    layout: Sheet
    sent: Table
    units: Mapping[str, Unit]
    ratios: frozenset[str]
    quarter: Quarter

    def is_open(self, column: Column, sent: TableRow) -> bool:
        """Return whether the issue left a cell open; a row that was added is open throughout."""
        if not sent.cells:
            return column.is_entry
        was = sent.cells.get(column.key)
        return was is not None and not was.locked

    def has_entries(self, sent: TableRow) -> bool:
        """Return whether a row had anything to fill in."""
        return any(self.is_open(column, sent) for column in self.layout.entries)

    def unit(self, sent: TableRow) -> Unit:
        """Return the unit of the indicator that a row is about; of other rows, number."""
        return self.units.get(canonical(sent.cells.get("ref")), Unit.NUMBER)

    def ratio(self, column: Column, sent: TableRow) -> Ratio | None:
        """Return what is known of a ratio whose two numbers a cell asks for, else None."""
        is_one = column.key == "final" and canonical(sent.cells.get("ref")) in self.ratios
        if not (is_one and self.unit(sent).numeric):
            return None
        return Ratio(ratio_shown(canonical(sent.cells.get("held"))))

    def question(
        self, column: Column, sent: TableRow, place: Place, *, date_1904: bool = False
    ) -> Question:
        """Return what an open cell of a row is about."""
        ratio = self.ratio(column, sent)
        return Question(column, self.unit(sent), place, self.quarter, date_1904, ratio)

    def is_ahead(self, column: Column) -> bool:
        """Return whether a column is for a quarter of the year that has not come yet."""
        return column.key in {f"q{number}" for number in range(self.quarter.number + 1, 5)}


def asked_of(issue: FoundBook, quarter: Quarter, schemes: Sequence[RiskScheme]) -> dict[str, Asked]:
    """Return what each sheet of `issue` asked, by its name, for answers that come another way."""
    layouts = layouts_of(issue, quarter, schemes)
    return {asked.layout.name: asked for asked in asked_sheets(issue, quarter, layouts)}


def asked_also(first: Mapping[str, Asked], other: Mapping[str, Asked]) -> Mapping[str, Asked]:
    """Return what is asked by two issues, what both ask as the first asks it."""
    both = {name: _with_rows(asked, other[name]) for name, asked in first.items() if name in other}
    return {**other, **first, **both}


def _with_rows(asked: Asked, other: Asked) -> Asked:
    """Return what a sheet asks with the rows that only another issue of it has."""
    rows = {**other.sent.rows, **asked.sent.rows}
    units, ratios = {**other.units, **asked.units}, asked.ratios | (other.ratios - {*asked.units})
    return replace(asked, sent=replace(asked.sent, rows=rows), units=units, ratios=ratios)


def asked_sheets(issue: FoundBook, quarter: Quarter, layouts: Iterable[Sheet]) -> Iterator[Asked]:
    """Yield what each of the sheets in `layouts` asked, as far as the issue holds it."""
    units, ratios = units_of(issue, quarter), ratios_of(issue, quarter)
    for layout in layouts:
        sent = table_of(issue, layout)
        if sent is not None:
            yield Asked(layout, sent, units, ratios, quarter)
