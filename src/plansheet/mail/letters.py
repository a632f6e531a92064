"""The words of a message: a Jinja2 text of the council's, its first line the subject."""

from __future__ import annotations

from dataclasses import dataclass
from traceback import walk_tb
from typing import TYPE_CHECKING

from plansheet.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

_SUBJECT = "subject:"
# The name under which Jinja2 shows the lines of a text that came from no file of its own.
_WORDING = "<template>"
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
class Letter:
    """A message in words: one line of subject, and the text."""

    subject: str
    body: str


def write_letter(wording: str, file: str, facts: Mapping[str, object]) -> Letter:
    """Return the letter that `wording` makes of `facts`.

    Raises SettingsError naming `file` and its line for a wording that cannot be used: a mark that
    is not closed, a name that is no fact, or no subject in the first line.
    """
    first, _, body = _filled_in(wording, file, facts).strip().partition("\n")
    if not first.casefold().startswith(_SUBJECT):
        message = (
            f"{file}, line 1: '{first}' is no subject. Begin the first line with 'Subject:', for "
            "example 'Subject: Performance return for {{ quarter }}'."
        )
        raise SettingsError(message)
    # A title from a plan must not be able to start a header of its own.
    subject = "".join(sign if sign.isprintable() else " " for sign in first[len(_SUBJECT) :])
    return Letter(" ".join(subject.split()), body.strip() + "\n")


def _filled_in(wording: str, file: str, facts: Mapping[str, object]) -> str:
    # Jinja2 takes a while to import, and only messages need it.
    from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError  # noqa: PLC0415
    from jinja2.sandbox import SandboxedEnvironment  # noqa: PLC0415

    environment = SandboxedEnvironment(
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,
    )
    known = ", ".join(sorted(facts))
    try:
        return environment.from_string(wording).render(facts)
    except TemplateSyntaxError as error:
        said = str(error.message).rstrip(".")
        message = f"{file}, line {error.lineno}: {said}. Correct the wording there."
        raise SettingsError(message) from error
    except (TemplateError, *_FAILURES) as error:
        line, said = _line_of(error.__traceback__), str(error).rstrip(".")
        message = f"{file}, line {line}: {said}. The names that can be used are: {known}."
        raise SettingsError(message) from error


def _line_of(trace: TracebackType | None) -> int:
    """Return the line of the wording in which an error arose."""
    lines = [number for frame, number in walk_tb(trace) if frame.f_code.co_filename == _WORDING]
    return lines[-1] if lines else 1
