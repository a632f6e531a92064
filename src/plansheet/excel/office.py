"""XlsxWriter's workbook with what it does not offer: the structure lock, the language, plain text.

Each is a small change at the place where the library writes the part; a test reopens the file and
proves it, so a change inside XlsxWriter cannot pass unseen.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

from xlsxwriter.core import Core
from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import CellFormulaTuple, Worksheet

if TYPE_CHECKING:
    from xlsxwriter.format import Format

LANGUAGE = "en-GB"
LAST_COLUMN = 16_383


# A function's name with its bracket.
_CALLED = re.compile(r"\b[\w.]+\(")


class _LanguageCore(Core):
    """The core properties with the document's language, which accessible documents must name."""

    def _write_cp_category(self) -> None:
        self._xml_data_element("dc:language", LANGUAGE)
        super()._write_cp_category()


class _PlainStrings(SharedStrings):
    """Texts that are always text: the library takes `<r>...</r>` for markup of its own."""

    def _xml_rich_si_element(self, string: str) -> None:
        self._xml_si_element(string, [])


class _OfficePackager(Packager):
    def _write_shared_strings_file(self) -> None:
        strings = _PlainStrings()
        strings.string_table = self.workbook.str_table
        strings._set_xml_writer(self._filename("xl/sharedStrings.xml"))
        strings._assemble_xml_file()

    def _write_core_file(self) -> None:
        core = _LanguageCore()
        core._set_properties(self.workbook.doc_properties)
        core._set_xml_writer(self._filename("docProps/core.xml"))
        core._assemble_xml_file()


class _OfficeWorksheet(Worksheet):
    """A sheet whose rows still grow, and whose last column setting holds for all that follow.

    The library would keep one record for each of the 16,384 columns, which takes longer than all
    the rest of a workbook. It marks each height as set by hand, which stops a row from growing
    with what is typed into it; the row of a picture, `picture_row` from 1, must stay as it is.
    """

    picture_row = 0

    def _xml_start_tag_unencoded(self, tag: str, attributes: list[tuple[str, object]]) -> None:
        if ("r", self.picture_row) not in attributes:
            attributes = [each for each in attributes if each[0] != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes)

    def _write_formula(
        self, row: int, col: int, formula: str, cell_format: Format | None = None, value: object = 0
    ) -> int:
        # The library looks for each of sixty newer functions, one after another, in every formula.
        said = formula.removeprefix("=")
        if not (formula.startswith("=") and _is_plain(said)):
            return int(super()._write_formula(row, col, formula, cell_format, value))
        if self._check_dimensions(row, col):
            return -1
        self.table[row][col] = CellFormulaTuple(said, cell_format, value)
        return 0

    def _escape_attributes(self, attribute: object) -> object:
        # Most are names of cells and numbers, in which the library looks for signs one by one.
        is_plain = not isinstance(attribute, str) or attribute.isalnum()
        return attribute if is_plain else super()._escape_attributes(attribute)

    def _write_col_info(self, col_min: int, col_max: int, col_info: object) -> None:
        is_last = col_max == max(self.col_info)
        super()._write_col_info(col_min, LAST_COLUMN if is_last else col_max, col_info)


# The workbooks of many services have the same formulas in the same rows.
@lru_cache(maxsize=2048)
def _is_plain(formula: str) -> bool:
    """Return whether the library writes a formula as it is."""
    return all(map(_is_as_it_is, _CALLED.findall(formula)))


@cache
def _is_as_it_is(called: str) -> bool:
    """Return whether the library writes a function by the name that people know it by."""
    said = Worksheet()._prepare_formula(f"={called}", expand_future_functions=True)
    return bool(said == called)


class OfficeWorkbook(Workbook):
    """A workbook in memory whose structure can be locked and whose language is set."""

    worksheet_class = _OfficeWorksheet

    def __init__(self, *, locked: bool) -> None:
        """Start a workbook; `locked` keeps sheets from being added, moved, renamed or deleted."""
        self.stream = BytesIO()
        self._structure_locked = locked
        super().__init__(
            self.stream,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                # A paste brings the Normal style along: were that locked, the input would close.
                "default_format_properties": {"locked": False},
            },
        )

    def _write_book_views(self) -> None:
        if self._structure_locked:
            self._xml_empty_tag("workbookProtection", [("lockStructure", 1)])
        super()._write_book_views()

    def _get_packager(self) -> Packager:
        return _OfficePackager()
