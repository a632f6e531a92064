"""Which row of a plan a request is about: by its ref, its ref and sheet, or its title."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from plansheet.model.requests import Subject, Wish
from plansheet.model.tables import Table
from plansheet.model.typed import clean, phrase
from plansheet.reconcile.changes import SERVICE
from plansheet.refs import read_ref, title_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from plansheet.model.indicators import Indicator
    from plansheet.model.plans import Plan

_WORD = re.compile(r"[^\s,;:()\"']+")
_HAS_LETTER_AND_DIGIT = re.compile(r"(?=.*[A-Za-z])(?=.*[0-9])")
# Only indicators have these, so a ref that stands in two tables is clear with one of them.
_OF_INDICATORS = frozenset({Wish.TARGET, Wish.DEFINITION, Wish.WITHDRAW})


def subjects_of(
    about: str, wish: Wish | None, plan: Plan, guests: Iterable[Indicator] = ()
) -> tuple[Subject, ...]:
    """Return the rows that `about` can mean, none where it names none: `CP05`, `Risks:CP05`.

    Read are a ref with or without its sheet (spaces inside are a slip of the hand), a title, a
    text that holds one ref, `Service` and the service's own name. `guests` are the indicators of
    other plans that stand in the workbook.
    """
    rows = tuple(_rows(plan, guests))
    said = " ".join(clean(about).split())
    sheet, colon, rest = said.partition(":")
    tables = _tables(sheet) if colon else frozenset()
    if tables:
        return _narrowed([row for row in rows if row.table in tables and _is_called(row, rest)])
    found = [row for row in rows if _is_called(row, said)] or _named_in(said, rows)
    if wish in _OF_INDICATORS:
        found = [row for row in found if row.table is Table.INDICATORS] or found
    return _narrowed(found)


def refs_of(plan: Plan, guests: Iterable[Indicator] = ()) -> str:
    """Return the refs that a request can be about, as a message lists them."""
    refs = [str(row.ref) for row in _rows(plan, guests) if row.table is Table.INDICATORS]
    return ", ".join((*refs, SERVICE))


def _rows(plan: Plan, guests: Iterable[Indicator]) -> Iterator[Subject]:
    tables = (
        (Table.INDICATORS, plan.indicators),
        (Table.PROJECTS, plan.projects),
        (Table.RISKS, plan.risks),
        (Table.CONTRACTS, plan.contracts),
    )
    for table, rows in tables:
        for row in rows:
            yield Subject(table, row.ref, title_of(row))
    for project in plan.projects:
        for milestone in project.milestones:
            yield Subject(Table.PROJECTS, milestone.ref, milestone.text)
    for guest in guests:
        yield Subject(Table.INDICATORS, guest.ref, guest.title, is_guest=True)
    for name in dict.fromkeys((SERVICE, plan.service.name, plan.code)):
        yield Subject(Table.SERVICE, SERVICE, name)


def _tables(sheet: str) -> frozenset[Table]:
    """Return the tables that a sheet's name stands for, none where it is no sheet's name."""
    said = phrase(sheet)
    tables = (Table.INDICATORS, Table.PROJECTS, Table.RISKS, Table.CONTRACTS)
    named = {table.prefix.casefold(): table for table in tables}
    named |= {str(table).casefold(): table for table in tables} | {"milestones": Table.PROJECTS}
    return frozenset({named[said]} if said in named else ())


def _is_called(row: Subject, said: str) -> bool:
    ref = read_ref(said).casefold()
    if row.table is Table.SERVICE:
        return phrase(said) == row.title.casefold()
    return bool(ref) and (row.ref.casefold() == ref or phrase(row.title) == phrase(said))


def _named_in(said: str, rows: Iterable[Subject]) -> list[Subject]:
    """Return the rows whose ref stands as a word in `said`: `Title of CP05`."""
    words = {word.casefold() for word in _WORD.findall(said) if _HAS_LETTER_AND_DIGIT.match(word)}
    return [row for row in rows if row.ref.casefold() in words]


def _narrowed(found: list[Subject]) -> tuple[Subject, ...]:
    """Return the rows found, each once: the service has several names."""
    once = {(row.table, row.ref): row for row in reversed(found)}
    return tuple(reversed(once.values()))
