"""Reads `plansheet.toml` by the declared keys, and writes the commented file that `init` starts."""

from __future__ import annotations

import re
import textwrap
import tomllib
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, TypeVar

from plansheet.errors import SettingsError
from plansheet.model.words import is_service_code
from plansheet.settings.keys import Collection, Contact, Council, ReadingLimits, Settings
from plansheet.settings.kinds import Key, toml
from plansheet.settings.schemes import DeclaredScheme

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from _typeshed import DataclassInstance

    from plansheet.model.risks import RiskScheme

SectionT = TypeVar("SectionT", bound="DataclassInstance")

FILE_NAME = "plansheet.toml"
_LONGEST_SHOWN = 80
_OPENING = """\
# The council's settings. plansheet reads this file every time it runs.
# A line that begins with # is left out. Words stand in straight quotes, like "this".
"""


@dataclass(frozen=True, slots=True)
class _Section:
    """One part of the file: its table, what it is for, and the dataclass that declares its keys."""

    name: str
    heading: str
    comment: str
    start: DataclassInstance
    optional: bool = False


_SECTIONS = (
    _Section("council", "[council]", "Who the council is.", Council()),
    _Section("collection", "[collection]", "How a quarter's figures are collected.", Collection()),
    _Section(
        "limits", "[limits]", "The most that reading one returned file may cost.", ReadingLimits()
    ),
    _Section(
        "contacts",
        "[contacts.community-partnerships]",
        "Who is written to about a service, where that is not who its plan names: one such part "
        "for each service, under its code.",
        Contact(),
        optional=True,
    ),
    _Section(
        "risk_schemes",
        "[[risk_schemes]]",
        "A way of scoring risks beside 5x6 and 4x4, which plansheet knows; with one of those "
        "names it replaces that one. Repeat the part for another.",
        DeclaredScheme(),
        optional=True,
    ),
)


def load_settings(path: Path) -> Settings:
    """Read the settings file at `path`; SettingsError says what is wrong with it, and where."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        message = (
            f"There is no {FILE_NAME} in {path.absolute().parent}. Run 'plansheet init FOLDER' to "
            "start one, or give the council's folder with -C."
        )
        raise SettingsError(message) from error
    except UnicodeDecodeError as error:
        message = (
            f"{FILE_NAME} is not saved as UTF-8 text. Open it in Notepad, choose 'Save as' and "
            "take the encoding UTF-8."
        )
        raise SettingsError(message) from error
    except OSError as error:
        message = f"{FILE_NAME} cannot be read: {error.strerror}. Check that you may open {path}."
        raise SettingsError(message) from error
    return parse_settings(text)


def parse_settings(text: str) -> Settings:
    """Read settings from the text of a file; SettingsError where they cannot be used."""
    given = _tables(text)
    _refuse_unknown(given, {section.name for section in _SECTIONS}, FILE_NAME)
    return Settings(
        council=_section(Council(), given.get("council", {}), "[council]"),
        collection=_section(Collection(), given.get("collection", {}), "[collection]"),
        limits=_section(ReadingLimits(), given.get("limits", {}), "[limits]"),
        contacts=_contacts(given.get("contacts", {})),
        risk_schemes=_schemes(given.get("risk_schemes", [])),
    )


def default_settings_text(given: Mapping[str, object] | None = None) -> str:
    """Return a settings file with every key and a comment, as `init` writes it.

    `given` holds values to write in place of defaults, by dotted name: `{"council.name": "..."}`.
    Raises KeyError for a name that is no setting.
    """
    values = dict(given or {})
    text = "\n".join([_OPENING, *(_section_text(section, values) for section in _SECTIONS)])
    for name in values:
        raise KeyError(name)
    return text


def _tables(text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        said = str(error)
        place = re.search(r" \(at line (\d+), column \d+\)", said)
        number = int(place[1]) if place else len(text.splitlines()) or 1
        said = said.partition(" (at ")[0]
        read = "".join(text.splitlines()[number - 1 : number]).strip()
        message = (
            f"{FILE_NAME}, line {number}: '{_shown(read)}' cannot be read ({said}). Each line is a "
            "name, an equals sign and a value, words in straight quotes, for example "
            'name = "Our Council".'
        )
        raise SettingsError(message) from error


def _keys(section: DataclassInstance) -> dict[str, Key]:
    return {item.name: item.metadata["key"] for item in fields(section)}


def _section(start: SectionT, given: object, place: str) -> SectionT:
    """Return `start`, the defaults of a section, with what is `given` in its place."""
    table, known = _table(given, place), _keys(start)
    _refuse_unknown(table, set(known), f"{FILE_NAME}, {place}")
    read = {name: _value(name, known[name], value, place) for name, value in table.items()}
    return replace(start, **read)


def _table(given: object, place: str) -> dict[str, object]:
    if isinstance(given, dict):
        return given
    message = (
        f"{FILE_NAME}: {place} is {_shown(toml(given))}, which is not a part with settings of its "
        f"own. Write {place} on a line by itself and its settings below it."
    )
    raise SettingsError(message)


def _value(name: str, declared: Key, given: object, place: str) -> object:
    value = declared.kind.read(given)
    if value is None:
        message = (
            f"{FILE_NAME}, {place}: {name} is {_shown(toml(given))}, which is not "
            f"{declared.kind.says}. Write for example {name} = {toml(declared.example)}."
        )
        raise SettingsError(message)
    return value


def _refuse_unknown(given: Mapping[str, object], known: set[str], place: str) -> None:
    for name in given:
        if name in known:
            continue
        homes = [section for section in _SECTIONS if name in _keys(section.start)]
        near = get_close_matches(name, known, n=3)
        if homes:
            hint = f"It belongs below the line {homes[0].heading}."
        elif near:
            hint = f"Did you mean {' or '.join(near)}?"
        else:
            hint = f"What can stand there: {', '.join(sorted(known))}."
        message = f"{place}: plansheet knows no setting '{name}'. {hint}"
        raise SettingsError(message)


def _contacts(given: object) -> dict[str, Contact]:
    table = _table(given, "[contacts.CODE]")
    for code in table:
        if not is_service_code(code):
            message = (
                f"{FILE_NAME}, [contacts.{code}]: '{code}' is not the code of a service. Write it "
                "as its plan's file name does, for example [contacts.community-partnerships]."
            )
            raise SettingsError(message)
    return {
        code: _section(Contact(), contact, f"[contacts.{code}]") for code, contact in table.items()
    }


def _schemes(given: object) -> tuple[RiskScheme, ...]:
    place = "[[risk_schemes]]"
    listed = given if isinstance(given, list) else [given]
    schemes = tuple(_section(DeclaredScheme(), item, place).scheme() for item in listed)
    names = [scheme.name for scheme in schemes]
    for name in names:
        if names.count(name) > 1:
            message = (
                f"{FILE_NAME}, {place}: two risk schemes are called '{name}'. Give each one a name "
                "of its own."
            )
            raise SettingsError(message)
    return schemes


def _section_text(section: _Section, values: dict[str, object]) -> str:
    mark = "#" if section.optional else ""
    lines = [*_comment(section.comment), f"{mark}{section.heading}", ""]
    for name, declared in _keys(section.start).items():
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
