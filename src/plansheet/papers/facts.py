"""What a template may name: a report's values under plain names, its charts as pictures.

The same names for the Word document and the web page; only how a picture is put in differs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from plansheet.model.names import visible
from plansheet.papers.charts import chart_picture
from plansheet.papers.looks import fills
from plansheet.report.blocks import Chart, Heading, Paragraph, Points, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from plansheet.excel.look import Look
    from plansheet.report.blocks import Block, Cell, Report, Section


# No document may hold these two, which are no signs at all.
_NO_SIGNS = dict.fromkeys((0xFFFE, 0xFFFF), "\ufffd")
# How Word calls a cell that has no fill of its own.
NO_FILL = "auto"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: the bytes of a PNG or JPEG, and its words for people who cannot see it.

    A chart is as wide as the page, a logo is not.
    """

    data: bytes
    alt: str
    is_chart: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Makes the names of a template from a report; `put_in` makes of a picture what it shows."""

    look: Look
    put_in: Callable[[Picture], object]

    def of(self, report: Report) -> dict[str, object]:
        """Return every name that a template may use."""
        logo = self.look.logo
        return {
            "title": clean(report.title),
            "council": clean(report.council),
            "audience": clean(report.audience),
            "logo": self.put_in(Picture(logo.data, logo.alt)) if logo else None,
            "header": [
                {"label": clean(label), "text": clean(text)} for label, text in report.header
            ],
            "sections": [self._section(each) for each in report.sections],
        }

    def _section(self, section: Section) -> dict[str, object]:
        return {
            "number": section.number,
            "heading": clean(section.heading),
            "blocks": [self._block(each) for each in section.blocks],
        }

    def _block(self, block: Block) -> dict[str, object]:
        match block:
            case Heading(text):
                return {"kind": "heading", "text": clean(text)}
            case Paragraph(text, label):
                return {"kind": "paragraph", "text": clean(text), "label": clean(label)}
            case Points(points):
                return {"kind": "points", "points": [clean(each) for each in points]}
            case Table(caption, columns, rows):
                return {
                    "kind": "table",
                    "caption": clean(caption),
                    "columns": [clean(each.heading) for each in columns],
                    "rows": [[self._cell(cell) for cell in row] for row in rows],
                }
            case Chart(title, alt):
                picture = Picture(
                    chart_picture(block, self.look.colours), clean(alt), is_chart=True
                )
                return {"kind": "chart", "title": clean(title), "picture": self.put_in(picture)}

    def _cell(self, cell: Cell) -> dict[str, object]:
        fill = fills(self.look.colours).get(cell.tone, NO_FILL)
        return {"text": clean(cell.text), "tone": str(cell.tone), "fill": fill.removeprefix("#")}


def clean(text: str) -> str:
    """Return a text without signs that no document may hold; the ends of its lines stay."""
    return visible(text.translate(_NO_SIGNS), "\n")
