"""Reading a long service plan in Word, beside looking at its cells."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from docx import Document
from docx.enum.text import WD_BREAK
from measuring import Measured, Topic, interleaved, pairs

from plansheet.sources.load import load_plan

if TYPE_CHECKING:
    from measuring import Sizes

# A Word plan of 50 pages, 200 indicators among them, 4 on each.
_PAGES, _ON_A_PAGE, _LONG_PLAN = 50, 4, "parks 2018-21.docx"


def measure(sizes: Sizes) -> Topic:
    """Measure reading a Word plan of 50 pages into the model."""
    data = _long_plan()
    each = interleaved(sizes.rounds, lambda: _import(data), lambda: _walk_cells(data))
    return Topic(
        "Reading a long plan",
        f"A Word plan of {_PAGES} pages with {_PAGES * _ON_A_PAGE} indicators and text around its "
        "tables, into the model, every indicator of it; beside opening it with python-docx and "
        "looking at every cell.",
        (Measured("read the plan", "open it and look at every cell", pairs(each, 0, 1)),),
    )


def _long_plan() -> bytes:
    document = Document()
    document.add_heading("Parks service plan 2018 to 2021", 0)
    headings = ("Ref", "Description", "2017/18 Actual", "2018/19 Target", "2019/20 Target")
    for page in range(_PAGES):
        document.add_heading(f"{page + 1}. Performance indicators", 1)
        document.add_paragraph("What the service is for, and how it is going. " * 30)
        refs = [f"PK{page * _ON_A_PAGE + at + 1:03}" for at in range(_ON_A_PAGE)]
        rows = [
            headings,
            *((ref, f"Parks that are clean, {ref}", "78%", "79%", "80%") for ref in refs),
        ]
        table = document.add_table(len(rows), len(headings))
        for cells, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(cells.cells, texts, strict=True):
                cell.text = text
        document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _import(data: bytes) -> None:
    plan = load_plan(_LONG_PLAN, data).plan
    if plan is None or len(plan.indicators) != _PAGES * _ON_A_PAGE:
        message = "the long plan was not read whole"
        raise RuntimeError(message)


def _walk_cells(data: bytes) -> None:
    for table in Document(BytesIO(data)).tables:
        for row in table.rows:
            for cell in row.cells:
                str(cell.text)
