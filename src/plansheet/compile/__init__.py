"""Reconciled returns to the pages of the council-wide workbook: pure."""

from plansheet.compile.book import as_version, compile_book
from plansheet.compile.public import public_book

__all__ = ["as_version", "compile_book", "public_book"]
