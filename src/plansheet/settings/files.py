"""A settings file: its sections and keys read into dataclasses, and written out with comments.

Owns how a fault in such a file is told. What the keys are is declared by those who have a file:
`plansheet.settings.reading` and `plansheet.settings.style`.
"""

from __future__ import annotations

import re
import textwrap
import tomllib
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, TypeVar

from plansheet.errors import SettingsError
from plansheet.settings.kinds import Key, toml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from _typeshed import DataclassInstance

SectionT = TypeVar("SectionT", bound="DataclassInstance")

_LONGEST_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a file: its table, what it is for, and the dataclass that declares its keys.

    `given` declares keys of a dataclass that carries no declarations of its own.
    """

    name: str
    heading: str
    comment: str
    start: DataclassInstance
    optional: bool = False
    given: Mapping[str, Key] = field(default_factory=dict)

    @property
    def keys(self) -> Mapping[str, Key]:
        """Return the keys that can stand in the section, by name."""
        return self.given or keys_of(self.start)


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """A file of settings: its name, what stands at its top, its sections, an example of a line.

    With the `text` of a file, messages name the line of a key too.
    """

    name: str
    opening: str
    sections: tuple[Section, ...]
    example: str
    text: str = ""

    def read(self, path: Path) -> str:
        """Return the text of the file at `path`.

        Raises FileNotFoundError where it is not there, SettingsError where it cannot be read.
        """
        try:
            return path.read_bytes().decode("utf-8-sig")
        except FileNotFoundError:
            raise
        except UnicodeDecodeError as error:
            message = (
                f"{self.name} is not saved as UTF-8 text. Open it in Notepad, choose 'Save as' and "
                "take the encoding UTF-8."
            )
            raise SettingsError(message) from error
        except OSError as error:
            message = (
                f"{self.name} cannot be read: {error.strerror}. Check that you may open {path}."
            )
            raise SettingsError(message) from error

    def tables(self, text: str) -> dict[str, object]:
        """Return the tables of the file's text; SettingsError for a line that is none of TOML."""
        try:
            given = tomllib.loads(text)
        except (ValueError, RecursionError) as error:
            raise self._unreadable(text, str(error)) from error
        self.refuse_unknown(given, {section.name for section in self.sections}, self.name)
        return given

    def section(
        self, start: SectionT, given: object, place: str, keys: Mapping[str, Key] | None = None
    ) -> SectionT:
        """Return `start`, the defaults of a section, with what is `given` in its place."""
        table, known = self.table(given, place), keys or keys_of(start)
        self.refuse_unknown(table, set(known), f"{self.name}, {place}")
        read = {name: self._value(name, known[name], value, place) for name, value in table.items()}
        return replace(start, **read)

    def table(self, given: object, place: str) -> dict[str, object]:
        """Return what is given as a table; SettingsError where it is none."""
        if isinstance(given, dict):
            return given
        message = (
            f"{self.name}: {place} is {_shown(toml(given))}, which is not a part with settings of "
            f"its own. Write {place} on a line by itself and its settings below it."
        )
        raise SettingsError(message)

    def refuse_unknown(self, given: Mapping[str, object], known: set[str], place: str) -> None:
        """Raise SettingsError for a name that is not known, with what may have been meant."""
        for name in given:
            if name in known:
                continue
            homes = [section for section in self.sections if name in section.keys]
            near = get_close_matches(name, known, n=3)
            if homes:
                hint = f"It belongs below the line {homes[0].heading}."
            elif near:
                hint = f"Did you mean {' or '.join(near)}?"
            else:
                hint = f"What can stand there: {', '.join(sorted(known))}."
            message = f"{place}: plansheet knows no setting '{name}'. {hint}"
            raise SettingsError(message)

    def place(self, name: str, place: str) -> str:
        """Return where the key `name` of the part headed `place` stands: file, line, part."""
        number = 0
        heading = ""
        for number_here, line in enumerate(self.text.splitlines(), start=1):
            heading = line.strip() if line.lstrip().startswith("[") else heading
            if heading == place and line.partition("=")[0].strip() == name:
                number = number_here
        return f"{self.name}, line {number}, {place}" if number else f"{self.name}, {place}"

    def written(self, given: Mapping[str, object] | None = None) -> str:
        """Return the file with every key and a comment; see `default_settings_text`."""
        values = dict(given or {})
        text = "\n".join([self.opening, *(_written(section, values) for section in self.sections)])
        for name in values:
            raise KeyError(name)
        return text

    def _value(self, name: str, declared: Key, given: object, place: str) -> object:
        value = declared.kind.read(given)
        if value is None:
            message = (
                f"{self.place(name, place)}: {name} is {_shown(toml(given))}, which is not "
                f"{declared.kind.says}. Write for example {name} = {toml(declared.example)}."
            )
            raise SettingsError(message)
        return value

    def _unreadable(self, text: str, said: str) -> SettingsError:
        place = re.search(r" \(at line (\d+), column \d+\)", said)
        number = int(place[1]) if place else len(text.splitlines()) or 1
        said = said.partition(" (at ")[0]
        read = "".join(text.splitlines()[number - 1 : number]).strip()
        return SettingsError(
            f"{self.name}, line {number}: '{_shown(read)}' cannot be read ({said}). Each line is a "
            "name, an equals sign and a value, words in straight quotes, for example "
            f"{self.example}."
        )


def keys_of(section: DataclassInstance) -> dict[str, Key]:
    """Return the keys that a dataclass declares."""
    return {item.name: item.metadata["key"] for item in fields(section)}


def _written(section: Section, values: dict[str, object]) -> str:
    mark = "#" if section.optional else ""
    lines = [*_comment(section.comment), f"{mark}{section.heading}", ""]
    for name, declared in section.keys.items():
        default = declared.example if section.optional else getattr(section.start, name)
        value = values.pop(f"{section.name}.{name}", default)
        lines += _comment(declared.comment)
        if not value and declared.example:
            lines += [f"# For example: {name} = {toml(declared.example)}"]
        lines += [f"{mark}{name} = {toml(value)}", ""]
    return "\n".join(lines)


def _shown(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."


def _comment(text: str) -> Iterator[str]:
    """Yield a comment in lines of a width that Notepad shows whole."""
    return (f"# {line}" for line in textwrap.wrap(text, 90))
