"""What cells accept, as XlsxWriter is told it: lists, spans and lengths, with their messages."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from plansheet.excel.text_out import cut, plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from plansheet.layout.columns import Rule

_TITLE_LIMIT, _TEXT_LIMIT = 32, 255


def validation(rule: Rule) -> dict[str, object]:
    """Return a rule as options of `data_validation`; what is too long for the file is cut.

    A list that the file cannot hold within a cell's rule (255 characters, no commas inside) is
    only told: what is typed is read all the same.
    """
    said: dict[str, object] = {
        "input_title": plain_text(rule.title, _TITLE_LIMIT),
        "input_message": plain_text(rule.message, _TEXT_LIMIT),
        "error_title": "Please check this",
        "error_message": plain_text(rule.error, _TEXT_LIMIT),
        "error_type": "stop" if rule.stops else "warning",
    }
    if rule.choices:
        source = _source(rule.choices)
        if source:
            return said | {"validate": "list", "source": source}
        return said | {"validate": "any", "input_message": said["error_message"]}
    if rule.length:
        return said | {"validate": "length", "criteria": "<=", "value": rule.length}
    return said | {
        "validate": "date" if isinstance(rule.low, date) else "decimal",
        "criteria": "between",
        "minimum": rule.low,
        "maximum": rule.high,
    }


def runs(places: Iterable[tuple[int, int]]) -> list[tuple[int, int, int, int]]:
    """Return cells as ranges down their columns: first row, column, last row, column, from 0."""
    found = []
    ordered = enumerate(sorted(places, key=lambda place: (place[1], place[0])))
    for _, group in groupby(ordered, key=lambda pair: (pair[1][1], pair[1][0] - pair[0])):
        cells = [place for _, place in group]
        found.append((*cells[0], *cells[-1]))
    return found


def _source(choices: tuple[str, ...]) -> list[str]:
    """Return a list as the file holds it; nothing where it cannot."""
    doubled = [choice.replace('"', '""') for choice in choices]
    joined = ",".join(doubled)
    is_whole = joined.count(",") == len(doubled) - 1
    return doubled if is_whole and cut(joined, _TEXT_LIMIT) == joined else []
