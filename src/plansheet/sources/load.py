"""One plan file, by its name and its bytes, made into a plan with everything there is to say of it.

A reader is chosen by the ending of the name; what the tables mean is the same for all of them.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, TypeAlias

from plansheet.model.risks import SHIPPED_SCHEMES
from plansheet.model.tables import Table
from plansheet.problems import Place, Problem, problem
from plansheet.refs import give_refs, title_of
from plansheet.sources.apart import as_suggested, put_apart
from plansheet.sources.csv_tables import read_csv
from plansheet.sources.infer import to_confirm
from plansheet.sources.loaded import Loaded, parse_plan_name
from plansheet.sources.markdown import read_markdown
from plansheet.sources.people import without_names
from plansheet.sources.recognise import Recognised, recognise
from plansheet.sources.refusal import UnreadableError
from plansheet.sources.shapes import in_rows
from plansheet.sources.spreadsheet import read_spreadsheet
from plansheet.sources.text import is_tabbed, read_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from plansheet.model.plans import Plan
    from plansheet.model.risks import RiskScheme
    from plansheet.model.tables import RowPlaces
    from plansheet.refs import GivenRefs, Row
    from plansheet.sources.document import Document

Read: TypeAlias = "tuple[Document, tuple[Problem, ...]]"


def load_plan(
    name: str,
    data: bytes,
    schemes: Sequence[RiskScheme] = SHIPPED_SCHEMES,
    kept_refs: GivenRefs | None = None,
) -> Loaded:
    """Return the plan in the file called `name`; never fails, whatever the bytes are.

    `kept_refs` are the refs given before to rows of the service's plans (see `plansheet.refs`).
    """
    said = parse_plan_name(name)
    if said is None:
        return Loaded(None, problems=(problem("plan-name", Place(file=name), file=name),))
    try:
        document, odd = _READERS.get(said.ending, _no_reader)(data, name)
    except UnreadableError as error:
        place = Place(file=name)
        refused = problem("plan-unreadable", place, why=error.why, remedy=error.remedy)
        return Loaded(None, problems=(refused,))
    document, told = without_names(in_rows(document, schemes, said.years[0]), odd)
    apart = put_apart(document, schemes, said.years[0])
    found = recognise(apart.document, said.code, said.years, schemes)
    found = replace(found, plan=as_suggested(found.plan, apart))
    referred = give_refs(found.plan, kept_refs or {}, found.places)
    problems = (
        *told,
        *_relabelled(found, referred.plan),
        *referred.problems,
        *to_confirm(referred.plan, found.places),
    )
    return Loaded(referred.plan, _labelled(found, referred.plan), referred.given, problems)


def _read_markdown(data: bytes, name: str) -> Read:
    return read_markdown(_text(data), name)


def _read_text(data: bytes, name: str) -> Read:
    """Read a text file: tables with pipes as Markdown has them, else the copy of a document."""
    text = _text(data)
    return read_text(text, name) if is_tabbed(text) else read_markdown(text, name)


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        why = f"line {line} holds a character that is not UTF-8 text"
        raise UnreadableError(why, "Save it as UTF-8 text") from error


def _read_word(data: bytes, name: str) -> Read:
    # The Word library takes a while to import, and only Word documents need it.
    from plansheet.sources.word import read_word  # noqa: PLC0415 - loaded when used: commands start at once

    return read_word(data, name)


def _no_reader(_data: bytes, name: str) -> Read:
    *forms, last = _READERS
    why = (
        f"it is a {PurePosixPath(name).suffix} file, and plans are read from "
        f"{', '.join(forms)} and {last} files"
    )
    raise UnreadableError(why, "Save it as one of these")


_READERS: Mapping[str, Callable[[bytes, str], Read]] = {
    ".md": _read_markdown,
    ".txt": _read_text,
    ".docx": _read_word,
    ".docm": _read_word,
    ".xlsx": read_spreadsheet,
    ".xlsm": read_spreadsheet,
    ".csv": read_csv,
}


def _relabelled(found: Recognised, plan: Plan) -> tuple[Problem, ...]:
    """Return the problems of recognising, with the refs now given in place of rows' titles."""
    refs = {
        (places[index].sheet, title_of(row)): row.ref
        for table, rows in _tables(plan)
        for index, row in enumerate(rows)
        if (places := found.places[table]) and places[index].label == title_of(row)
    }
    return tuple(
        replace(item, place=replace(item.place, label=ref)) if ref else item
        for item in found.problems
        for ref in (refs.get((item.place.sheet, item.place.label), ""),)
    )


def _labelled(found: Recognised, plan: Plan) -> RowPlaces:
    """Return the places with every row's ref as its label."""
    labelled = {
        table: tuple(
            replace(place, label=row.ref)
            for place, row in zip(found.places[table], rows, strict=True)
        )
        for table, rows in _tables(plan)
    }
    return {**found.places, **labelled}


def _tables(plan: Plan) -> tuple[tuple[Table, tuple[Row, ...]], ...]:
    return (
        (Table.INDICATORS, plan.indicators),
        (Table.PROJECTS, plan.projects),
        (Table.RISKS, plan.risks),
        (Table.CONTRACTS, plan.contracts),
    )
