"""One collection workbook made from values: what a process beside this one does, and so does this.

Imports what making a workbook needs and no more: each such process loads it before its first one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from plansheet.excel.write import write_book
from plansheet.generate import Context, generate, stated_content

if TYPE_CHECKING:
    from datetime import datetime

    from plansheet.excel.look import Look
    from plansheet.model.plans import Plan


@dataclass(frozen=True, slots=True)
class Manner:
    """What all the workbooks of one run have in common: when made, the password, the look."""

    made: datetime
    password: str
    look: Look


@dataclass(frozen=True, slots=True)
class Asked:
    """One workbook to make: the plan as it stands in the quarter, and what is known besides."""

    plan: Plan
    context: Context


@dataclass(frozen=True, slots=True)
class Made:
    """A workbook as bytes, and the sha256 of what it says."""

    data: bytes
    content_sha256: str


def make(manner: Manner, asked: Asked) -> Made:
    """Return the workbook that is asked for."""
    book = generate(asked.plan, asked.context)
    data = write_book(book, manner.made, manner.password, manner.look)
    return Made(data, stated_content(book))


def content_of(_manner: None, asked: Asked) -> str:
    """Return the sha256 of what the workbook would say that is asked for."""
    return stated_content(generate(asked.plan, asked.context))
