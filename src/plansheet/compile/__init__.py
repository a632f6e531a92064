"""Reconciled returns to the pages of the council-wide workbook: pure; the only pandas."""

from plansheet.compile.book import compile_book
from plansheet.compile.public import public_book

__all__ = ["compile_book", "public_book"]
