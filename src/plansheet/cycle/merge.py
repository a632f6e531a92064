"""A draft that a manager has been working on, and the same draft made anew: both in one plan.

Three plans say who changed what: the draft as it is, the new one, and the one it was made as. What
the manager changed stays; what nobody touched follows the new one. Without the third, what the
draft says stays and its blanks are filled in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from plansheet.model.plans import Budget, Milestone
from plansheet.model.sums import Extension, Sum
from plansheet.model.tables import Table
from plansheet.model.targets import Actual, Target

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed import DataclassInstance

    from plansheet.model.indicators import Indicator
    from plansheet.model.plans import Contract, Plan, Project
    from plansheet.model.risks import Risk

_WHOLE = ("title", "objectives", "posts", "skills", "actions", "changes", "notes")
_BY_ROW = {
    "indicators": Table.INDICATORS,
    "projects": Table.PROJECTS,
    "risks": Table.RISKS,
    "contracts": Table.CONTRACTS,
    "budgets": Table.BUDGETS,
}
_Line: TypeAlias = "Indicator | Project | Risk | Contract | Budget"
_Row = TypeVar("_Row", bound="Indicator | Project | Risk | Contract | Budget")
_Part = TypeVar("_Part", bound="DataclassInstance")


class _No(Enum):
    """Two kinds of nothing: a key that is not there, and a plan that is not known."""

    KEY = "key"
    PLAN = "plan"


def merged(
    draft: Plan, rolled: Plan, base: Plan | None = None, *, keeps_rows: bool = False
) -> Plan:
    """Return the draft with what is new in `rolled`, `base` being what the draft was made as.

    Rows are told apart by their refs, lines of the budget by their headings. A row that the
    manager took out stays out; one that `rolled` no longer has goes, unless it was changed or
    `keeps_rows` is asked for (see `rows_over`).
    """
    whole: dict[str, Any] = {name: _of(name, draft, rolled, base) for name in _WHOLE}
    was = base or replace(draft, indicators=(), projects=(), risks=(), contracts=(), budgets=())
    rows: dict[str, Any] = {
        name: _rows(
            getattr(draft, name), getattr(rolled, name), getattr(was, name), keeps_rows=keeps_rows
        )
        for name in _BY_ROW
    }
    return replace(
        replace(draft, **whole, **rows),
        service=_row(draft.service, rolled.service, base.service if base else None),
        versions=draft.versions or rolled.versions,
    )


def rows_over(draft: Plan, rolled: Plan, base: Plan | None = None) -> tuple[tuple[Table, str], ...]:
    """Return table and ref of the draft's rows that nobody changed and `rolled` no longer has."""
    kept = merged(draft, rolled, base)
    return tuple(
        (table, _name(row))
        for name, table in _BY_ROW.items()
        for row in getattr(draft, name)
        if _key(row) not in {_key(each) for each in getattr(kept, name)}
    )


def moved_on(draft: Plan, rolled: Plan, base: Plan) -> tuple[str, ...]:
    """Return what of a draft would be otherwise if it were made now: `Indicators PK01, PK02`.

    What the manager changed in it is as it is to be, and not named.
    """
    is_, would_be = merged(draft, base, base), merged(draft, rolled, base)
    rows = (
        (str(table), _differing(getattr(is_, name), getattr(would_be, name)))
        for name, table in _BY_ROW.items()
    )
    named = [f"{table} {', '.join(names)}" for table, names in rows if names]
    parts = [each for each in ("service", *_WHOLE) if getattr(is_, each) != getattr(would_be, each)]
    return (*named, *parts)


def _differing(is_: Iterable[_Row], would_be: Iterable[_Row]) -> list[str]:
    old, new = ({_key(row): row for row in rows} for rows in (is_, would_be))
    both = {**old, **new}
    return sorted(_name(row) for key, row in both.items() if old.get(key) != new.get(key))


def _of(name: str, draft: Plan, rolled: Plan, base: Plan | None) -> object:
    was = getattr(base, name) if base else _No.PLAN
    return _value(getattr(draft, name), getattr(rolled, name), was)


def _name(row: _Line) -> str:
    """Return what a row is called: its ref, a line of the budget its heading."""
    return row.heading if isinstance(row, Budget) else row.ref


def _key(row: _Line) -> str:
    return _name(row).casefold()


def _rows(
    draft: Iterable[_Row], rolled: Iterable[_Row], base: Iterable[_Row], *, keeps_rows: bool
) -> tuple[_Row, ...]:
    """Return the draft's rows, each with what is new of it, then the rows that are new."""
    there, new, was = ({_key(row): row for row in rows} for rows in (draft, rolled, base))
    kept = (
        _row(row, new[name], was.get(name)) if name in new else row
        for name, row in there.items()
        if name in new or row != was.get(name) or keeps_rows
    )
    added = (row for name, row in new.items() if name not in there and name not in was)
    return (*kept, *added)


def _row(draft: _Part, rolled: _Part, base: _Part | None) -> _Part:
    """Return one row, field by field."""
    made = {
        each.name: _field(
            each.name,
            getattr(draft, each.name),
            getattr(rolled, each.name),
            getattr(base, each.name) if base is not None else _No.PLAN,
        )
        for each in fields(draft)
    }
    return replace(draft, **made)


def _field(name: str, draft: object, rolled: object, base: object) -> object:
    if name == "milestones":
        said, new, was = (_by_period(each) for each in (draft, rolled, base))
        return tuple(_mapping(said, new, was if base is not _No.PLAN else base).values())
    if isinstance(draft, Mapping) and isinstance(rolled, Mapping):
        return _mapping(draft, rolled, base)
    if name == "inferred" and base is _No.PLAN:
        # It goes with the words that the draft states.
        return draft
    return _value(draft, rolled, base)


def _by_period(milestones: object) -> dict[object, object]:
    """Return milestones by their periods, of which each has one; their refs are given anew."""
    found = milestones if isinstance(milestones, tuple) else ()
    return {each.period: replace(each, ref="") for each in found if isinstance(each, Milestone)}


def _mapping(
    draft: Mapping[object, object], rolled: Mapping[object, object], base: object
) -> dict[object, object]:
    """Return what stands under each key; a key that nobody wants any more is left out."""
    found = {
        key: _value(
            draft.get(key, _No.KEY),
            rolled.get(key, _No.KEY),
            base.get(key, _No.KEY) if isinstance(base, Mapping) else _No.PLAN,
        )
        for key in {**draft, **rolled}
    }
    return {key: value for key, value in found.items() if value is not _No.KEY}


def _value(draft: object, rolled: object, base: object) -> object:
    """Return what holds: what nobody touched is as new, what was changed as it was changed."""
    if base is _No.PLAN:
        return rolled if _is_blank(draft) else draft
    return rolled if draft == base else draft


def _is_blank(value: object) -> bool:
    if isinstance(value, Target | Actual | Sum | Extension):
        return not value.text.strip()
    return value is _No.KEY or value in (None, "", ())
