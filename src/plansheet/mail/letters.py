"""The words of a message: a text of the council's, its first line the subject."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from plansheet.errors import SettingsError
from plansheet.wording import fill_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plansheet.wording import Wording

_SUBJECT = "subject:"


@dataclass(frozen=True, slots=True)
class Letter:
    """A message in words: one line of subject, and the text."""

    subject: str
    body: str


def write_letter(wording: Wording, facts: Mapping[str, object], reference: str = "") -> Letter:
    """Return the letter that `wording` makes of `facts`, with the reference in its subject.

    Raises SettingsError naming the wording's file and line where it cannot be used, as where
    there is no subject in the first line.
    """
    first, _, body = fill_in(wording, facts).strip().partition("\n")
    if not first.casefold().startswith(_SUBJECT):
        message = (
            f"{wording.file}, line 1: '{first}' is no subject. Begin the first line with "
            "'Subject:', for example 'Subject: Performance return for {{ quarter }}'."
        )
        raise SettingsError(message)
    # A title from a plan must not be able to start a header of its own.
    subject = "".join(sign if sign.isprintable() else " " for sign in first[len(_SUBJECT) :])
    said = " ".join(subject.split())
    if not said:
        message = (
            f"{wording.file}, line 1: the subject is empty. Write what the message is about, for "
            "example 'Subject: Performance return for {{ quarter }}'."
        )
        raise SettingsError(message)
    if reference not in said:
        said = f"{said} {reference}"
    return Letter(said, body.strip() + "\n")
