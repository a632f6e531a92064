"""Returns asked back: what a section head sent in a query workbook, as `read` makes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fillings import SCHEMES, Filled
from forms import CODE, MADE, Form

from plansheet.excel.read import read_book
from plansheet.excel.write import write_book
from plansheet.model.returns import Return
from plansheet.queries.book import query_book
from plansheet.queries.issued import as_issued

if TYPE_CHECKING:
    from collections.abc import Iterable

    from plansheet.collect.book import Collected
    from plansheet.problems import Problem
    from plansheet.queries.book import Asking

Said = dict[tuple[str, str, str], tuple[object, bool]]


@dataclass(frozen=True)
class Asked:
    """One return and the query workbook about it."""

    form: Form
    found: Collected
    asking: Asking

    @property
    def data(self) -> bytes:
        return write_book(self.asking.book, MADE)

    def again(self, data: bytes = b"") -> Collected:
        """Return what is read when the query workbook comes back, untouched or as `data`."""
        return self.form.read(data or self.data, SCHEMES)


def ask(form: Form, data: bytes, problems: Iterable[Problem]) -> Asked:
    """Return what is asked about the return `data` of a workbook."""
    found = form.read(data, SCHEMES)
    back = Return(CODE, form.quarter, "0a", "cp.xlsx", "0" * 64, found.answers, found.sheets)
    issued = as_issued(form.book, read_book(form.data, open_blanks=True))
    assert issued is not None
    return Asked(form, found, query_book(issued, back, tuple(problems)))


def asked(filled: Filled, data: bytes) -> Asked:
    """Return what is asked about `data`, a return of a filled-in workbook's plan."""
    return ask(filled.form, data, filled.problems(data))


def asked_back(filled: Filled) -> bytes:
    """Return the query workbook of a workbook that was filled in."""
    return asked(filled, filled.form.edited(filled.type_in)).data


def said(collected: Collected) -> Said:
    """Return what is read of each cell and whether it waits, by sheet, row and column.

    What is neither used nor waits is left out: an error in a cell of text cannot be filled in.
    """
    return {
        (sheet, label, key): (answer.value, answer.held)
        for sheet, rows in collected.answers.items()
        for label, row in rows.items()
        for key, answer in row.items()
        if answer.value is not None or answer.held
    }
