"""A trace as a value: sections of facts, the same for the printed page and for JSON."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_WIDTH = 90
_LABEL = 24
_NEXT_LINE = 4


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is known: its name in JSON, its label on paper, and what is said of it.

    One without a label stands in JSON only: on paper another fact says the same.
    """

    key: str
    label: str
    said: str


@dataclass(frozen=True, slots=True)
class Section:
    """What is known of one side of a figure, an entry a thing; `nothing` is said where none is.

    A section that is not a `listing` has one entry at most, which is then an object in JSON.
    """

    key: str
    heading: str
    entries: tuple[tuple[Fact, ...], ...] = ()
    nothing: str = ""
    listing: bool = False


@dataclass(frozen=True, slots=True)
class Trace:
    """All that is known of one row in one quarter, section by section."""

    period: str
    service: str
    ref: str
    title: str
    subtitle: str
    sections: tuple[Section, ...]

    def document(self) -> dict[str, object]:
        """Return the trace as one JSON document."""
        return {
            "period": self.period,
            "service": self.service,
            "ref": self.ref,
            "title": self.title,
            **{each.key: _value(each) for each in self.sections},
        }

    def lines(self) -> tuple[str, ...]:
        """Return the trace as a page of plain text."""
        found = [*textwrap.wrap(self.title, _WIDTH), *textwrap.wrap(self.subtitle, _WIDTH)]
        for section in self.sections:
            found += ["", section.heading, "-" * len(section.heading), *_section_lines(section)]
        return tuple(found)


def facts(*said: tuple[str, str, str]) -> tuple[Fact, ...]:
    """Return facts from (key, label, words), without those of which nothing is known."""
    return tuple(Fact(*each) for each in said if each[2])


def _value(section: Section) -> object:
    found = [{fact.key: fact.said for fact in entry} for entry in section.entries]
    if section.listing:
        return found
    return found[0] if found else {}


def _section_lines(section: Section) -> Iterator[str]:
    if not section.entries:
        yield from textwrap.wrap(section.nothing, _WIDTH)
    for number, entry in enumerate(section.entries):
        if number:
            yield ""
        yield from _entry_lines(entry)


def _entry_lines(entry: Iterable[Fact]) -> Iterator[str]:
    """Yield each fact, what is said beside its label and wrapped under itself."""
    for fact in (each for each in entry if each.label):
        label, indent = f"{fact.label}:", " " * _LABEL
        if max(map(len, fact.said.split()), default=0) > _WIDTH - _LABEL:
            # A sha256 in a path is one long word, which is not to be broken.
            yield label
            label, indent = "", " " * _NEXT_LINE
        for text in fact.said.splitlines():
            first = f"{label} ".ljust(len(indent))
            yield from textwrap.wrap(
                text,
                _WIDTH,
                initial_indent=first,
                subsequent_indent=indent,
                break_long_words=False,
                break_on_hyphens=False,
            )
            label = ""
