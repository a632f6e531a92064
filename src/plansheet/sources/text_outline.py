"""The lines outside the tables of a text copy: which are headings, and which are in force.

A text copy marks few of its headings, so they are known by shape: Markdown's hashes, a number
before them, capitals, bold, a label such as `Service Objective: ...`, or a short line by itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from plansheet.sources.text_marks import line_text

_HASHES = re.compile(r"\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*")
_STARS = re.compile(r"\*{2,}")
# Two digits at most: `2018 - 2021` is no number of a section.
_NUMBERED = re.compile(r"([0-9]{1,2}(?:\.[0-9]{1,2})*)\.?\s+\S.*")
_SECTION = re.compile(r"[A-Z]+ [0-9]{1,2}\b.*")
_NUMBER_ONLY = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,2})+\.?|[A-Z]+ [0-9]{1,2}:?")
_LABEL = re.compile(r"(?P<label>[A-Z][\w '/&()-]{0,47}?)\s*:(?:\s+(?P<value>.*))?")
_BULLET = re.compile(r"\s*[-*•·▪]\s")
_LINK = re.compile(r"\[.*\]\(.*\)")
_PAGE = re.compile(r"(?:page )?[0-9]+(?: of [0-9]+)?", re.IGNORECASE)
_BEGINS = re.compile(r"(?:[a-z]\) )?[A-Z]")
_YEAR = re.compile(r"\b(?:19|20)[0-9]{2}\b")
_SECTIONS, _CAPITALS, _SHORT, _LABELLED = 2, 5, 6, 7
_LONGEST, _LONGEST_PLAIN = 100, 80
_NO_HEADING_ENDS = (".", ",", ";", "?", "!")


@dataclass(frozen=True, slots=True)
class Said:
    """A line outside tables: its number, its text, whether no other line stands next to it.

    `follows` says that it stands right under another such line; `beside`, right under a row.
    """

    number: int
    text: str
    alone: bool = True
    follows: bool = False
    beside: bool = False

    @property
    def is_furniture(self) -> bool:
        """Return whether it only numbers a page or leads elsewhere."""
        bare = self.text.strip()
        return any(shape.fullmatch(bare) for shape in (_PAGE, _LINK)) or not line_text(bare)


@dataclass(frozen=True, slots=True)
class InForce:
    """A heading in force: its level, its text, and its label where it is `Label: value`."""

    level: int
    text: str
    label: str = ""


@dataclass(slots=True)
class Outline:
    """The headings in force at a place of the text, and the title that the text opens with."""

    path: tuple[InForce, ...] = ()
    title: str = ""
    _opening: list[str] = field(default_factory=list)
    _opens: bool = True
    _waiting: InForce | None = None
    # The line that last said something of the label in force; whether it still wants a value.
    _last: int = 0
    _wants: bool = False

    @property
    def headings(self) -> tuple[str, ...]:
        """Return the headings in force, outermost first."""
        return tuple(heading.text for heading in self.path)

    def say(self, said: Said) -> bool:
        """Take a line in; return whether it is a heading or a part of one."""
        if said.is_furniture:
            return True
        found = self._found(said)
        self._open_title(said, found)
        for heading in found:
            self.set(heading)
        if not found and not self._continues(said):
            return False
        self._last = said.number
        if found:
            return True
        last, text = self.path[-1], line_text(said.text)
        joint = " " if last.text.endswith(":") else "; "
        self.path = (*self.path[:-1], InForce(last.level, f"{last.text}{joint}{text}", last.label))
        return True

    def table(self) -> None:
        """Note that a table begins: what is said behind it continues no heading."""
        if self._waiting:
            number, self._waiting = self._waiting, None
            self.path = (*_above(self.path, number), number)
        self._opens, self._wants = False, False

    def set(self, heading: InForce) -> None:
        """Put a heading in force in place of those of its level and below, or of its label.

        A number by itself waits for its title, which stands on the next line.
        """
        if self._waiting:
            number, self._waiting = self._waiting, None
            heading = InForce(number.level, f"{number.text} {heading.text}")
        elif _NUMBER_ONLY.fullmatch(heading.text):
            self._waiting = heading
            return
        self.path = (*_above(self.path, heading), heading)
        self._wants = bool(heading.label) and heading.text.endswith(":")

    def _continues(self, said: Said) -> bool:
        """Return whether a line is a further line of the value of the label above it."""
        under = said.follows and self._last == said.number - 1
        labelled = bool(self.path) and bool(self.path[-1].label)
        return labelled and not _BULLET.match(said.text) and (under or self._wants)

    def _found(self, said: Said) -> list[InForce]:
        """Return the headings that a line is made of: none, one, or several glued together."""
        if match := _HASHES.fullmatch(said.text):
            return [InForce(len(match[1]), line_text(match[2]))]
        text, stars = line_text(said.text), len(_STARS.findall(said.text))
        parts = [line_text(part) for part in _STARS.split(said.text)]
        if stars and (said.text.strip().endswith("**") or (stars == 1 and not parts[0])):
            return [heading_of(part) for part in parts if part]
        if _BULLET.match(said.text):
            return []
        if self._waiting and len(text) <= _LONGEST:
            return [InForce(_SHORT, text)]
        shaped = _shaped(text)
        # Numbered lines right under each other are a list.
        if shaped and (said.alone or _NUMBER_ONLY.fullmatch(text) or not _depth(text)):
            return [shaped]
        is_short = said.alone and _is_short(text) and not self._wants
        return [InForce(_SHORT, text)] if is_short else []

    def _open_title(self, said: Said, found: list[InForce]) -> None:
        """Take the capitals and bold lines that the text opens with, up to a year, as its title."""
        if not self._opens:
            return
        text = line_text(said.text.replace("#", ""))
        bare = not any(letter.isalpha() for letter in text)
        levels = {each.level for each in found}
        self._opens = levels <= {1, _CAPITALS, _SHORT} if found else bare
        self._opening.append(text)
        if 1 in levels or (self._opens and _YEAR.search(text)):
            self.title, self._opens = " ".join(self._opening), False


def label_of(text: str) -> tuple[str, str]:
    """Return the label and the value of `Label: value`, two empty texts where it is none."""
    match = _LABEL.fullmatch(text)
    return (match["label"], match["value"] or "") if match else ("", "")


def heading_of(text: str, level: int = _SHORT) -> InForce:
    """Return the heading that a text is by its shape, of `level` where that says nothing."""
    return _shaped(text) or InForce(level, text)


def _above(path: tuple[InForce, ...], heading: InForce) -> tuple[InForce, ...]:
    """Return the headings of a path that stay in force over a heading."""
    if not heading.label:
        return tuple(above for above in path if above.level < heading.level)
    labels = [above.label for above in path]
    return path[: labels.index(heading.label)] if heading.label in labels else path


def _shaped(text: str) -> InForce | None:
    """Return a heading by its shape alone: numbered, in capitals, or a label."""
    head = text.split(":", maxsplit=1)[0]
    if _SECTION.fullmatch(text) or _NUMBER_ONLY.fullmatch(text) or _depth(text):
        return InForce(_depth(text) or _SECTIONS, text)
    if head.isupper() and sum(letter.isalpha() for letter in head) > 1:
        return InForce(_CAPITALS, text)
    label, _ = label_of(text)
    return InForce(_LABELLED, text, label) if label else None


def _depth(text: str) -> int:
    """Return the level of a numbered heading, 0 where it is none."""
    if _NUMBER_ONLY.fullmatch(text) and text[0].isdigit():
        return text.rstrip(".").count(".") + _SECTIONS
    match = _NUMBERED.fullmatch(text)
    is_one = match is not None and len(text) <= _LONGEST and not text.endswith(_NO_HEADING_ENDS)
    return match[1].count(".") + _SECTIONS if match and is_one else 0


def _is_short(text: str) -> bool:
    begins, ends = _BEGINS.match(text), text.endswith(_NO_HEADING_ENDS)
    return len(text) <= _LONGEST_PLAIN and begins is not None and not ends
