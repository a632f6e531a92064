"""What the styles and lists of a Word document say: which are headings, how items are numbered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plansheet.sources.word_parts import W, is_on, number_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from plansheet.sources.word_parts import Element

TITLE = 0
LEVELS = 9
_HEADING = re.compile(r"heading ?([1-9])", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"%([1-9])")
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LARGEST_ROMAN = 4_000


@dataclass(frozen=True, slots=True)
class Style:
    """What a style gives a paragraph, its own or from the styles it is based on.

    `level` is that of a heading, TITLE for a title and None for text; `list_id` is 0 where a list
    is switched off, None where nothing is said of one.
    """

    level: int | None = None
    bold: bool = False
    list_id: int | None = None
    list_level: int = 0
    is_contents: bool = False


class Styles:
    """The styles of one document by id."""

    def __init__(self, root: Element | None) -> None:
        """Take the part that holds them, None where there is none."""
        found = [] if root is None else root.findall(f"{W}style")
        self._elements: dict[str, Element] = {
            style.get(f"{W}styleId", ""): style for style in found
        }
        self._known: dict[str, Style] = {}

    def get(self, name: str) -> Style:
        """Return a style by its id; one that the document does not have says nothing."""
        if name not in self._known:
            self._known[name] = Style()  # Also what a style based on itself is based on.
            if name in self._elements:
                self._known[name] = self._read(self._elements[name], name)
        return self._known[name]

    def _read(self, element: Element, style_id: str) -> Style:
        based_on = element.find(f"{W}basedOn")
        base = Style() if based_on is None else self.get(based_on.get(f"{W}val", ""))
        name_element = element.find(f"{W}name")
        name = style_id if name_element is None else name_element.get(f"{W}val", style_id)
        properties = element.find(f"{W}pPr")
        list_id, list_level = list_of(properties)
        bold = element.find(f"{W}rPr/{W}b")
        return Style(
            level=_level(name, style_id, outline_of(properties), base.level),
            bold=base.bold if bold is None else is_on(bold),
            list_id=base.list_id if list_id is None else list_id,
            list_level=base.list_level if list_id is None else list_level,
            is_contents=base.is_contents or name.casefold().startswith("toc "),
        )


def _level(name: str, style_id: str, outline: int | None, base: int | None) -> int | None:
    # In a Word of another language the name is translated and the id is not, or the reverse.
    if match := _HEADING.fullmatch(name) or _HEADING.fullmatch(style_id):
        return int(match[1])
    if name.casefold() == "title":
        return TITLE
    return base if outline is None else outline


def outline_of(properties: Element | None) -> int | None:
    """Return the level of heading that a paragraph's properties give it, None for text."""
    outline = None if properties is None else number_of(properties.find(f"{W}outlineLvl"))
    return outline + 1 if outline is not None and outline < LEVELS else None


def list_of(properties: Element | None) -> tuple[int | None, int]:
    """Return the list that a paragraph's properties put it in and the level there, from 0."""
    if properties is None:
        return None, 0
    level = number_of(properties.find(f"{W}numPr/{W}ilvl"))
    return number_of(properties.find(f"{W}numPr/{W}numId")), min(level or 0, LEVELS - 1)


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list is numbered; a `form` of `bullet` or `none` counts nothing."""

    form: str = "decimal"
    text: str = ""
    start: int = 1


class Lists:
    """The numbered lists of one document, counted as its paragraphs come by."""

    def __init__(self, root: Element | None) -> None:
        """Take the part that declares them, None where there is none."""
        self._kinds: dict[int, dict[int, _Level]] = {}
        self._lists: dict[int, tuple[int, dict[int, int]]] = {}
        self._counts: dict[int, dict[int, int]] = {}
        self._begun: set[int] = set()
        for kind in [] if root is None else root.findall(f"{W}abstractNum"):
            levels = {_index(level): _read_level(level) for level in kind.findall(f"{W}lvl")}
            self._kinds[number_of(kind, f"{W}abstractNumId") or 0] = levels
        for element in [] if root is None else root.findall(f"{W}num"):
            kind_id = number_of(element.find(f"{W}abstractNumId")) or 0
            restarts = {
                _index(override): start
                for override in element.findall(f"{W}lvlOverride")
                if (start := number_of(override.find(f"{W}startOverride"))) is not None
            }
            self._lists[number_of(element, f"{W}numId") or 0] = (kind_id, restarts)

    def label(self, list_id: int, level: int) -> str:
        """Return what stands before the next item of a list: `1.`, `b)`, `-` for a bullet."""
        if list_id not in self._lists:
            return ""
        kind_id, restarts = self._lists[list_id]
        levels = self._kinds.get(kind_id, {})
        own = levels.get(level, _Level())
        if own.form in _UNCOUNTED:
            return _UNCOUNTED[own.form]
        # Lists of one kind count on from one another, unless one says that it starts again.
        counts = self._counts.setdefault(kind_id, {})
        if list_id not in self._begun:
            self._begun.add(list_id)
            for index in restarts:
                counts.pop(index, None)
        start = restarts.get(level, own.start)
        counts[level] = counts.get(level, start - 1) + 1
        for deeper in [index for index in counts if index > level]:
            del counts[deeper]

        def number(match: re.Match[str]) -> str:
            index = int(match[1]) - 1
            shown = levels.get(index, _Level())
            return _FORMS.get(shown.form, str)(counts.get(index, shown.start))

        return _PLACEHOLDER.sub(number, own.text or f"%{level + 1}.").strip()


def _index(element: Element) -> int:
    return number_of(element, f"{W}ilvl") or 0


def _read_level(element: Element) -> _Level:
    form, text = element.find(f"{W}numFmt"), element.find(f"{W}lvlText")
    start = number_of(element.find(f"{W}start"))
    return _Level(
        "decimal" if form is None else form.get(f"{W}val", "decimal"),
        "" if text is None else text.get(f"{W}val", ""),
        1 if start is None else start,
    )


def _letters(number: int) -> str:
    """Return a number as Word writes letters: a to z, then aa, bb."""
    again, index = divmod(max(number, 1) - 1, 26)
    return chr(ord("a") + index) * min(again + 1, LEVELS)


def _roman(number: int) -> str:
    if not 0 < number < _LARGEST_ROMAN:
        return str(number)
    text = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        text += letters * count
    return text


_UNCOUNTED = {"bullet": "-", "none": ""}
_FORMS: dict[str, Callable[[int], str]] = {
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "decimalZero": "{:02}".format,
}
