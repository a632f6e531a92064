"""Notes on cells: whose they are, what they say, room for all of it, and marks on their cells."""

from __future__ import annotations

from dataclasses import replace

from forms import MADE, form, opened

from plansheet.excel.look import SHIPPED, Font, Look
from plansheet.excel.notes import note_options
from plansheet.excel.read import read_book
from plansheet.excel.write import write_book
from plansheet.pages import Book, address

LONG = "Query 1. To correct: " + "what was typed here cannot be read. " * 30


def noted(note: str) -> tuple[Book, str]:
    """Return a workbook with a note on an open cell, and the cell's address."""
    book = form().book
    page = next(each for each in book.pages if each.name == "Indicators")
    at = next(at for at, row in enumerate(page.rows) if row.cells["actual"].is_open)
    cells = page.rows[at].cells
    row = replace(page.rows[at], cells={**cells, "actual": replace(cells["actual"], note=note)})
    rows = (*page.rows[:at], row, *page.rows[at + 1 :])
    pages = tuple(replace(each, rows=rows) if each is page else each for each in book.pages)
    return replace(book, pages=pages), address(page, "actual", at)


def test_a_note_says_who_asks_and_what_without_what_no_file_may_hold() -> None:
    book, at = noted("=Query\x00 1")
    sheet = opened(write_book(book, MADE))["Indicators"]
    comment = sheet[at].comment
    assert comment is not None
    assert (comment.author, comment.text) == (book.author, "=Query  1")
    marked = [cell.coordinate for row in sheet for cell in row if cell.border.left.style == "thick"]
    assert marked == [at]
    assert sheet[at].fill.fgColor.rgb == f"FF{SHIPPED.colours.query_fill[1:]}"
    assert sheet[at].protection.locked is False


def test_the_box_grows_with_the_text_and_the_font() -> None:
    short, long = (note_options(text, "A", SHIPPED) for text in ("Query 1.", LONG))
    assert (short["width"], short["height"]) == (380, 56.0)
    assert str(long["height"]) == "476.0"
    large = note_options(LONG, "A", Look(Font(size=14)))
    assert float(str(large["height"])) > 600
    assert (large["font_size"], large["font_name"]) == (14, "Calibri")


def test_notes_and_marks_are_no_change_by_a_person() -> None:
    sent = form()
    book, _ = noted("Query 1. To correct: something.")
    assert sent.read(write_book(book, MADE)).problems == []
    assert read_book(write_book(book, MADE)).sheets[0].strays == 0
