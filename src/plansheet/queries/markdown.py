"""Queries as Markdown that can stand in an e-mail: a plain list, and nothing in it is obeyed."""

from __future__ import annotations

import re
import unicodedata
from textwrap import wrap
from typing import TYPE_CHECKING

from plansheet.problems import ASKED
from plansheet.queries.states import spoken_where

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plansheet.queries.asked import Query

# Mail programs break longer lines where they like.
_LONGEST_LINE = 76
# What Markdown takes for marks wherever it stands, an address of the web or of a person too.
_MARKS = re.compile(
    r"[\\`*_\[\]<>|~]|&(?=#?\w)|(?<=\w):(?=//)|(?<=www)\.|(?<=\S)@(?=\S)", re.IGNORECASE
)
# What begins a heading, a list or a line across only where a line begins with it.
_AT_START = re.compile(r"^(\d{1,9}(?=[.)](?:\s|$))|(?=[#+=-]))")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def as_markdown(title: str, queries: Sequence[Query]) -> str:
    """Return queries as a list: where each is, what it is about, and the one thing to do."""
    lines = [f"## {_plain(title)}", ""]
    for query in queries:
        number = f"{query.number}. "
        said = _wrapped(f"{ASKED[query.level]}: {query.message}")
        first, *others = [*_wrapped(spoken_where(query)), *said]
        lines += [f"{number}{first}", *(f"{' ' * len(number)}{line}" for line in others), ""]
    return "\n".join(lines)


def _wrapped(text: str) -> list[str]:
    """Return text in short lines, what would be a mark of Markdown made plain."""
    lines = wrap(_plain(text), _LONGEST_LINE, break_on_hyphens=False)
    return [_AT_START.sub(r"\1\\", line, count=1) for line in lines]


def _plain(text: str) -> str:
    line = " ".join(text.split())
    seen = ("\N{REPLACEMENT CHARACTER}" if _is_hidden(sign) else sign for sign in line)
    return _MARKS.sub(lambda mark: f"\\{mark[0]}", "".join(seen))


def _is_hidden(sign: str) -> bool:
    return unicodedata.category(sign) in _HIDDEN
