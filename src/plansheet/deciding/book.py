"""The decisions workbook as pages: a row a matter, and the commentary that is published."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from plansheet.deciding.matters import plain_words
from plansheet.layout.collection import HELP
from plansheet.layout.columns import rule_for
from plansheet.layout.decisions import COMMENTARY, DECISIONS
from plansheet.pages import Book, Cell, Page, Row

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

    from plansheet.deciding.matters import Matter
    from plansheet.deciding.published import Remarked
    from plansheet.layout.columns import Sheet
    from plansheet.model.periods import Quarter

NOTHING = "Nothing to decide"
NO_COMMENTARY = "No commentary was supplied"


_NOTES = "notes"


@dataclass(frozen=True, slots=True)
class Kept:
    """What stands in the open cells of a workbook and is carried over, by row and column key.

    The rows are in the order in which they stand; `notes` are the manager's own by the cell that
    their row is about, and stay when something else stands there.
    """

    decisions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    commentary: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)

    def of(self, matter: Matter) -> Mapping[str, str]:
        """Return what stays in the row of a matter."""
        known = self.decisions.get(matter.label, {})
        note = known.get(_NOTES) or self.notes.get(matter.at, "")
        return {**known, _NOTES: note} if note else known

    def without(self, taken: Container[str]) -> Kept:
        """Return what stays once the decisions of the rows in `taken` were taken: only notes."""
        left = {
            label: {key: text for key, text in texts.items() if key == _NOTES}
            if label in taken
            else texts
            for label, texts in self.decisions.items()
        }
        return replace(self, decisions=left)

    def lost(self, matters: Iterable[Matter]) -> int:
        """Return in how many rows something was chosen that are no matter any more."""
        known = {each.label for each in matters}
        chosen = (label for label, texts in self.decisions.items() if texts.get("choice"))
        return sum(label not in known for label in chosen)

    def in_order(self, matters: Iterable[Matter]) -> tuple[Matter, ...]:
        """Return matters in the order in which their rows stand, where somebody sorted those."""
        found = tuple(matters)
        places = {label: place for place, label in enumerate(self.decisions)}
        known = [places[each.label] for each in found if each.label in places]
        if known == sorted(known):
            return found
        return tuple(sorted(found, key=lambda each: places.get(each.label, len(places))))


NOTHING_KEPT = Kept()


def decisions_book(
    matters: Sequence[Matter],
    remarked: Sequence[Remarked],
    quarter: Quarter,
    council: str,
    kept: Kept = NOTHING_KEPT,
) -> Book:
    """Return the workbook of a quarter's decisions, with what was typed into it carried over."""
    return Book(
        title=f"Decisions {quarter}",
        author=council,
        subject=f"What is to be decided about the returns of {quarter}",
        pages=(
            _decisions_page(matters, quarter, kept),
            _commentary_page(remarked, quarter, kept.commentary),
            _help_page(quarter),
        ),
        footer=f"{council}, {quarter}",
    )


def _decisions_page(matters: Sequence[Matter], quarter: Quarter, kept: Kept) -> Page:
    rows = [
        _row(_offering(matter), matter.label, _of_matter(matter), kept.of(matter), quarter)
        for matter in kept.in_order(matters)
    ]
    return _page(DECISIONS, f"Decisions: {quarter}", rows, NOTHING)


def _of_matter(matter: Matter) -> dict[str, str]:
    return {
        "service": matter.name,
        "kind": matter.kind,
        "sheet": matter.sheet,
        "ref": matter.row,
        "title": matter.title,
        "column": matter.column,
        "said": plain_words(matter.said),
        "question": matter.question,
        "accepts": matter.accepts or "It cannot be accepted as it is",
        "otherwise": matter.otherwise,
        "decided": matter.decision.words if matter.decision else "",
        "file": matter.place.file,
        "cell": matter.place.cell,
    }


def _offering(matter: Matter) -> Sheet:
    """Return the sheet as the row of a matter has it: its list offers what can be chosen of it."""
    choices = tuple(map(str, matter.choices))
    columns = (
        replace(column, choices=choices) if column.key == "choice" else column
        for column in DECISIONS.columns
    )
    return replace(DECISIONS, columns=tuple(columns))


def _commentary_page(
    remarked: Sequence[Remarked], quarter: Quarter, kept: Mapping[str, Mapping[str, str]]
) -> Page:
    rows = [
        _row(
            COMMENTARY,
            each.label,
            {
                "service": each.name,
                "ref": each.ref,
                "title": each.title,
                "supplied": plain_words(each.supplied),
                "before": each.before,
            },
            {"published": each.published} | dict(kept.get(each.label, {})),
            quarter,
        )
        for each in remarked
    ]
    return _page(COMMENTARY, f"Commentary: {quarter}", rows, NO_COMMENTARY)


def _help_page(quarter: Quarter) -> Page:
    """Return what each column to fill in is for, with an accepted value."""
    rows = [
        {
            "sheet": sheet.name,
            "column": column.heading,
            "help": column.help,
            "example": column.example_for(quarter),
        }
        for sheet in (DECISIONS, COMMENTARY)
        for column in sheet.entries
    ]
    made = (
        Row(f"{row['sheet']} {row['column']}", {key: Cell(text) for key, text in row.items()})
        for row in rows
    )
    title, lines = f"Help: {quarter}", ("What to write in each column.",)
    return Page(HELP.name, title, HELP.columns, tuple(made), lines=lines)


def _row(
    sheet: Sheet, label: str, said: Mapping[str, str], kept: Mapping[str, str], quarter: Quarter
) -> Row:
    cells = {
        column.key: Cell(kept.get(column.key, ""), is_open=True, rule=rule_for(column, quarter))
        if column.is_entry
        else Cell(said[column.key])
        for column in sheet.columns
    }
    return Row(label, cells)


def _page(sheet: Sheet, title: str, rows: Sequence[Row], nothing: str) -> Page:
    """Return the page of a sheet, its headings in sight; no rows make one that says so."""
    empty = {column.key: Cell() for column in sheet.columns}
    found = tuple(rows) or (Row("", {**empty, sheet.columns[0].key: Cell(nothing)}),)
    return Page(sheet.name, title, sheet.columns, found, lines=(sheet.purpose,), freeze="ref")
