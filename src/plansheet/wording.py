"""Texts in the council's own words, with names in double braces for what differs each time.

Owns Jinja2: the letters and the lines on the sheets of a collection workbook are filled in here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from traceback import walk_tb
from typing import TYPE_CHECKING

from plansheet.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from jinja2 import Environment, Template
    from jinja2.nodes import Template as Tree

# The name under which Jinja2 shows the lines of a text that came from no file of its own.
_SHOWN_AS = "<template>"
# What a wording works out can fail in as many ways as any sum can.
_FAILURES = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Wording:
    """One text of the council's, and the file it stands in, for messages about it."""

    text: str
    file: str


def fill_in(wording: Wording, facts: Mapping[str, object]) -> str:
    """Return what `wording` says of `facts`.

    Raises SettingsError naming the file and its line for a wording that cannot be used: a mark
    that is not closed, or a name that is no fact, whether or not it would be said this time.
    """
    # Jinja2 takes a while to import, and only what has words in it needs it.
    from jinja2 import TemplateError, TemplateSyntaxError  # noqa: PLC0415 - loaded when used: commands start at once

    try:
        template, unknown = _understood(wording.text, frozenset(facts))
        if unknown is None:
            return template.render(facts)
    except TemplateSyntaxError as error:
        said = str(error.message).rstrip(".")
        message = f"{wording.file}, line {error.lineno}: {said}. Correct the wording there."
        raise SettingsError(message) from error
    except (TemplateError, *_FAILURES) as error:
        line, said = _line_of(error.__traceback__), str(error).rstrip(".")
        raise SettingsError(_told(wording, line, said, facts)) from error
    line, name = unknown
    raise SettingsError(_told(wording, line, f"'{name}' is undefined", facts))


# Each service's workbook and letter says the same texts of other facts.
@lru_cache(maxsize=128)
def _understood(text: str, known: frozenset[str]) -> tuple[Template, tuple[int, str] | None]:
    """Return the template that a text is, and its first name that is no fact."""
    tree = _environment().parse(text)
    unknown = _unknown_name(tree, known)
    return _environment().from_string(tree), unknown


def _told(wording: Wording, line: int, said: str, facts: Mapping[str, object]) -> str:
    known = ", ".join(sorted(facts))
    return f"{wording.file}, line {line}: {said}. The names that can be used are: {known}."


def _unknown_name(tree: Tree, known: frozenset[str]) -> tuple[int, str] | None:
    """Return line and name of the first name that is no fact, None where all of them are."""
    from jinja2.meta import find_undeclared_variables  # noqa: PLC0415 - loaded when used: commands start at once
    from jinja2.nodes import Name  # noqa: PLC0415 - loaded when used: commands start at once

    unknown = find_undeclared_variables(tree) - known
    found = ((each.lineno, each.name) for each in tree.find_all(Name) if each.name in unknown)
    return min(found, default=None)


@cache
def _environment() -> Environment:
    from jinja2 import StrictUndefined  # noqa: PLC0415 - loaded when used: commands start at once
    from jinja2.sandbox import SandboxedEnvironment  # noqa: PLC0415 - loaded when used: commands start at once

    return SandboxedEnvironment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False
    )


def _line_of(trace: TracebackType | None) -> int:
    """Return the line of the wording in which an error arose."""
    lines = [number for frame, number in walk_tb(trace) if frame.f_code.co_filename == _SHOWN_AS]
    return lines[-1] if lines else 1
