"""What a setting may be: how each kind is checked, said in a message, and written as TOML."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Generic, TypeVar

from plansheet.model.contacts import Absence
from plansheet.model.periods import Quarter, parse_quarter
from plansheet.model.risks import Band, Step
from plansheet.model.units import Unit
from plansheet.model.words import is_address, is_service_code, parse_tolerance

if TYPE_CHECKING:
    from collections.abc import Callable
    from enum import StrEnum

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
EnumT = TypeVar("EnumT", bound="StrEnum")


@dataclass(frozen=True, slots=True)
class Kind(Generic[T_co]):
    """A kind of value: `read` returns None for what is not of it, `says` is what a message says."""

    read: Callable[[object], T_co | None]
    says: str


@dataclass(frozen=True, slots=True)
class Key:
    """What is declared of one setting beside its name and default."""

    kind: Kind[object]
    comment: str
    example: object


def key(kind: Kind[object], comment: str, example: object) -> dict[str, Key]:
    """Declare a setting: what goes into the metadata of its field."""
    return {"key": Key(kind, comment, example)}


def toml(value: object) -> str:
    """Return `value`, of any kind that a setting has, as TOML writes it on one line."""
    match value:
        case str():
            # The only sign that JSON leaves bare and TOML refuses.
            text = json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
        case bool():
            text = "true" if value else "false"
        case date() | time():
            text = value.isoformat()
        case Quarter():
            text = toml(value.label)
        case Absence():
            text = toml(str(value))
        case Step():
            text = toml(f"{value.code} {value.word}")
        case Band():
            text = toml({"name": value.name, "up_to": value.up_to})
        case Mapping():
            pairs = (f"{_name(name)} = {toml(item)}" for name, item in value.items())
            text = f"{{ {', '.join(pairs)} }}" if value else "{}"
        case list() | tuple():
            text = f"[{', '.join(toml(item) for item in value)}]"
        case _:
            text = str(value)
    return text


def _name(name: object) -> str:
    word = name if isinstance(name, str) else ""
    return word if word.isascii() and word.replace("_", "").isalnum() else toml(name)


def _line(value: object) -> str | None:
    """Return the words of one line; a line break would end up in the headers of a message."""
    if not isinstance(value, str):
        return None
    if any(unicodedata.category(sign) == "Cc" for sign in value):
        return None
    return value.strip()


def _filled(value: object) -> str | None:
    return _line(value) or None


def _address(value: object) -> str | None:
    text = _line(value)
    return text if text is not None and (not text or is_address(text)) else None


def _domain(value: object) -> str | None:
    text = _line(value)
    if not text:
        return text
    text = text.removeprefix("@").casefold()
    return text if is_address(f"someone@{text}") else None


def _tolerance(value: object) -> str | None:
    text = _line(value)
    return text if text and parse_tolerance(text, Unit.PERCENT) else None


def _day(value: object) -> date | None:
    return value if isinstance(value, date) and not isinstance(value, datetime) else None


def _absence(value: object) -> Absence | None:
    first, _, last = (_line(value) or "").partition(" to ")
    try:
        found = Absence(date.fromisoformat(first.strip()), date.fromisoformat(last.strip()))
    except ValueError:
        return None
    return found if found.first <= found.last else None


def _due_dates(value: object) -> Mapping[Quarter, date] | None:
    if not isinstance(value, dict):
        return None
    found = {parse_quarter(name): _day(day) for name, day in value.items()}
    known = {
        quarter: day for quarter, day in found.items() if quarter is not None and day is not None
    }
    return known if len(known) == len(value) else None


def _step(value: object) -> Step | None:
    text = _filled(value)
    if text is None:
        return None
    code, _, word = text.partition(" ")
    return Step(code, word.strip() or code, 0)


def _steps(value: object) -> tuple[Step, ...] | None:
    read = list_of(_step).read(value)
    if not read:
        return None
    return tuple(Step(step.code, step.word, rank) for rank, step in enumerate(read, start=1))


def _scales(value: object) -> Mapping[str, tuple[Step, ...]] | None:
    if not isinstance(value, dict):
        return None
    scales = {
        heading.strip(): steps for heading, given in value.items() if (steps := _steps(given))
    }
    return scales if len(scales) == len(value) and all(scales) else None


def _code(value: object) -> str | None:
    # Codes are compared without case, here as on the command line.
    text = (_line(value) or "").casefold()
    return text if text and is_service_code(text) else None


def _labels(value: object) -> Mapping[str, str] | None:
    if not isinstance(value, dict):
        return None
    found = {_filled(label): _line(text) for label, text in value.items()}
    known = {label: text for label, text in found.items() if label and text is not None}
    return known if len(known) == len(value) else None


def _band(value: object) -> Band | None:
    match value:
        case {"name": str(name), "up_to": int(up_to), **rest} if not rest and name.strip():
            return Band(name.strip(), up_to)
    return None


def list_of(item: Callable[[object], T | None], says: str = "") -> Kind[tuple[T, ...]]:
    """Return the kind of a list, each of its items read by `item`."""

    def read(value: object) -> tuple[T, ...] | None:
        if not isinstance(value, list):
            return None
        found = [read for given in value if (read := item(given)) is not None]
        return tuple(found) if len(found) == len(value) else None

    return Kind(read, says)


def whole_number(low: int, high: int) -> Kind[int]:
    """Return the kind of a whole number from `low` to `high`."""

    def read(value: object) -> int | None:
        if not isinstance(value, int) or isinstance(value, bool):
            return None
        return value if low <= value <= high else None

    return Kind(read, f"a whole number from {low} to {high}")


def one_of(words: type[EnumT]) -> Kind[EnumT]:
    """Return the kind of one word out of a list."""

    def read(value: object) -> EnumT | None:
        text = (_line(value) or "").casefold()
        return next((word for word in words if word.casefold() == text), None)

    return Kind(read, f"one of {', '.join(toml(word) for word in words)}")


TEXT = Kind(_line, "words on one line, in straight quotes")
FILLED = Kind(_filled, "words on one line, in straight quotes, and may not be empty")
ADDRESS = Kind(_address, "an e-mail address in straight quotes")
ADDRESSES = list_of(
    lambda value: _address(value) or None, "a list of e-mail addresses, each in straight quotes"
)
DOMAIN = Kind(_domain, "the part of an e-mail address after the @, in straight quotes")
TOLERANCE = Kind(_tolerance, 'a tolerance such as "5%" or "5 points"')
DAYS = list_of(_day, "a list of dates written year-month-day, without quotes")
ABSENCES = list_of(
    _absence, 'a list of absences, each its first and last day like "2018-10-01 to 2018-10-12"'
)
DOMAINS = list_of(
    lambda value: _domain(value) or None,
    "a list of what stands after the @ in addresses, each in straight quotes",
)
DUE_DATES = Kind(_due_dates, "a list of quarters, each with its date written year-month-day")
CODES = list_of(_code, "a list of the codes of services, each in straight quotes")
TEXTS = list_of(_filled, "a list of words, each in straight quotes")
LABELS = Kind(_labels, "a list of labels, each with its own words, both in straight quotes")
STEPS = Kind(_steps, "a list of steps, mildest first, each a code and its words in straight quotes")
SCALES = Kind(_scales, "a list of headings, each with its own list of steps, mildest first")
BANDS = list_of(_band, "a list of bands, each with its name and its highest score")
