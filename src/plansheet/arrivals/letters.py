"""An e-mail that arrived, as values: who sent it and when, what it is, and what it says."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from plansheet.arrivals.natures import Nature
from plansheet.model.references import find_reference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from plansheet.model.references import Reference

# What a file is called that came without a name.
NAMELESS = "attachment"
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp")
_LONGEST_NAME, _MOST_NAMED = 120, 20


@dataclass(frozen=True, slots=True)
class Letter:
    """One e-mail: who sent it, when (None where it does not say), and how its text begins.

    `sender` is as the message has it, `sender_address` the bare address in small letters;
    `forwarded_by` is that of the message it was attached to, None where it was attached to none.
    `answers` are the ids of the messages that it is about, `reference` what it is about by that of
    its subject. `links` lead to files kept elsewhere. Of a message that came back, or is late,
    `failed` are the addresses that it did not reach, and `why` is what the server said of them.
    `attached` are the names of its files, without the pictures that stand in its text.
    """

    sender: str = ""
    sent: datetime | None = None
    body: str = ""
    sender_address: str = ""
    forwarded_by: str | None = None
    subject: str = ""
    message_id: str = ""
    answers: tuple[str, ...] = ()
    reference: Reference | None = None
    nature: Nature = Nature.LETTER
    links: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    why: str = ""
    attached: tuple[str, ...] = ()

    @property
    def brought_by(self) -> str:
        """Return the address of whoever sent it on, its own sender's where nobody did."""
        return self.sender_address if self.forwarded_by is None else self.forwarded_by

    def plain(self) -> tuple[Any, ...]:
        """Return it as plain values, in the order of its fields."""
        return tuple(_plain(getattr(self, each.name)) for each in fields(self))

    @classmethod
    def of_plain(cls, values: Sequence[Any]) -> Letter:
        """Return the letter that `plain` made values of."""
        named = zip((each.name for each in fields(cls)), values, strict=True)
        return cls(**{name: _READ_BACK.get(name, _as_it_is)(value) for name, value in named})


@dataclass(frozen=True, slots=True)
class Attached:
    """One file attached to an e-mail."""

    name: str
    data: bytes


def is_picture(name: str) -> bool:
    """Return whether a file is a picture by its name."""
    return name.casefold().endswith(_PICTURES)


def short_names(names: Iterable[str]) -> tuple[str, ...]:
    """Return the first names of files, none of them longer than is shown."""
    return tuple(name[:_LONGEST_NAME] for name in islice(names, _MOST_NAMED))


def _plain(value: Any) -> Any:  # noqa: ANN401 - plain values of any shape
    if isinstance(value, datetime):
        return value.isoformat()
    return value if value is None or type(value) in {str, tuple} else str(value)


def _as_it_is(value: Any) -> Any:  # noqa: ANN401 - plain values of any shape
    return tuple(value) if isinstance(value, list | tuple) else value


_READ_BACK: Mapping[str, Callable[[Any], Any]] = {
    "sent": lambda value: datetime.fromisoformat(value) if value else None,
    "reference": lambda value: find_reference(value) if value else None,
    "nature": Nature,
}
