"""The marks inside the cells and lines of a text copy: bold, lists, entities, taken off or read.

Word's own marks (`•`), HTML's (`<b>`, `<ol>`) and Markdown's (`**`) all occur, often in one file.
What is left is text with its lines parted by newlines, list items as `1. ...` or `- ...`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from itertools import pairwise

_BLOCKS = "p|div|br|ul|ol|li"
# Only tags that are known are marks: `<752 recorded incidents` is a target.
_TAG = re.compile(rf"<(?P<end>/?)(?P<name>{_BLOCKS})\b[^<>]*>", re.IGNORECASE)
_INLINE = re.compile(r"</?(?:b|i|u|em|strong|span|font|sup|sub)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_ALL_BOLD = re.compile(r"<(b|strong)>.*?</\1>|\*\*.+?\*\*", re.IGNORECASE)
# A dot in the middle of a line may be a decimal point: 3·5.
_BULLET = re.compile(r"[•▪]\s*|^·\s*", re.MULTILINE)
_HYPHEN = re.compile(r"(?:^|\s)-\s+")
_LINES = re.compile(r"[\n\v\f\u2028\u2029]")
_ITEM = re.compile(r"(?:- |[0-9]+[.)] )")


@dataclass(frozen=True, slots=True)
class Marked:
    """A piece of a cell between two tags: the list it stands in (`ul`, `ol`, "") and its text."""

    within: str
    text: str
    is_item: bool = False


def cell_text(raw: str) -> str:
    """Return a cell's text as a person reads it: its lines parted by newlines, blank ones left out.

    Items of a list are lines of their own; every other character stays as it is.
    """
    lines: list[str] = []
    count = 0
    for piece in _pieces(raw.replace("\xa0", " ")):
        count = count + 1 if piece.is_item else 0 if piece.within != "ol" else count
        for item in _items(piece, count):
            lines.extend(_bare(line) for line in _LINES.split(item))
    return "\n".join(line for line in lines if line)


def line_text(raw: str) -> str:
    """Return a line outside tables without its marks, in one line."""
    return " ".join(cell_text(raw.replace("**", "")).split())


def is_bold(raw: str) -> bool:
    """Return whether all that stands in a cell is bold."""
    return bool(raw.strip()) and not _ALL_BOLD.sub("", raw).strip()


def is_item(line: str) -> bool:
    """Return whether a line of a cell is an item of a list."""
    return _ITEM.match(line) is not None


def _pieces(raw: str) -> list[Marked]:
    """Part a cell at its tags; a paragraph ends a list that nobody closed."""
    pieces, within, item, start = [], "", False, 0
    for tag in _TAG.finditer(raw):
        pieces.append(Marked(within, raw[start : tag.start()], item))
        start, name = tag.end(), tag["name"].lower()
        item = name == "li" and not tag["end"]
        if name in {"ul", "ol"}:
            within = "" if tag["end"] else name
        elif name == "p":
            within = ""
    return [*pieces, Marked(within, raw[start:], item)]


def _items(piece: Marked, count: int) -> list[str]:
    """Return the items of a piece of a cell, marked as such, or the piece where it is no list."""
    text = piece.text.strip()
    if not text:
        return []
    if _BULLET.search(text):
        first, *items = _BULLET.split(text)
        return [first, *(f"- {item}" for item in items if item)]
    if piece.is_item and not is_item(text):
        return [f"{count}. {text}" if piece.within == "ol" else f"- {text}"]
    if piece.within == "ol":
        return _numbered(text)
    if piece.within == "ul" and text.startswith("- ") and not piece.is_item:
        return [f"- {item}" for item in _HYPHEN.split(text) if item]
    return [text]


def _numbered(text: str) -> list[str]:
    """Part `1. Draft 2. Print` where the next number stands, also one glued to the word before."""
    starts: list[int] = []
    number = 1
    while found := re.compile(rf"(?<![0-9]){number}\.(?=\s)").search(text, sum(starts[-1:])):
        starts.append(found.start())
        number += 1
    bounds = [0, *starts, len(text)]
    return [text[start:end] for start, end in pairwise(bounds)]


def _bare(line: str) -> str:
    text = _INLINE.sub("", _BOLD.sub(r"\1", line))
    return _ENTITY.sub(lambda match: unescape(match[0]), text).replace("\xa0", " ").strip()
