"""How people type: text made plain, and the figure that stands at the start of one.

Plan tables, contract sums and returned cells all hold figures typed by hand; they are taken apart
here once, and each reader decides for itself what it accepts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from plansheet.model.units import EXACT

_BREAK = re.compile(r"<br\s*/?>|\r\n|[\r\n\v\f\x85\u2028\u2029]", re.IGNORECASE)
_LOOKALIKES = {
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\u2043", "-"),
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032`\u00b4", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u2033", '"'),
    **dict.fromkeys("\u2264\u2a7d", "<="),
    **dict.fromkeys("\u2265\u2a7e", ">="),
    **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f", ""),
    "\u2044": "/",
    "\uffe1": "£",
}
_FULL_WIDTH = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_PLAIN = str.maketrans(_FULL_WIDTH | _LOOKALIKES)
# Most texts hold none of all that, and to see that is much less work than to replace nothing.
_IS_PLAIN = re.compile(r"[ -;=-_a-~£]*")

_DIGITS = (
    r"(?P<digits>[1-9][0-9]{0,2}(?: [0-9]{3})+(?:[.,][0-9]+)?(?![0-9])"
    r"|[0-9]+(?:[.,][0-9]+)*|\.[0-9]+)"
)
_SCALE = r"(?:(?P<letter>[km])(?![a-z0-9])| ?(?P<word>thousand|million)\b)?"
_PERCENT = r"(?: ?(?P<{}>%|per ?cent\b|pct\b))?"
_FIGURE = re.compile(
    r"(?P<sign>[-+]?)(?P<pounds>£ ?)?(?P<open>\( ?)?(?P<inside>£ ?)?(?P<inner>[-+]?)"
    + _DIGITS
    + _SCALE
    + _PERCENT.format("percent")
    + r"(?(open) ?\))"
    + _PERCENT.format("behind")
    + r"(?![0-9]|[a-z]+[0-9])",
    re.IGNORECASE,
)
_SCALES = {"k": Decimal(1000), "m": Decimal(1_000_000)}
_UNGROUPED = re.compile(r"[0-9]*\.?[0-9]+")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+|(?: [0-9]{3})+)(?:\.[0-9]+)?")
_DOT_GROUP = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
_DOT_GROUPS = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+")
_MOST_DIGITS = 30


@dataclass(frozen=True, slots=True)
class Typed:
    """A figure at the start of a text, and what stands behind it.

    `value` is the figure with its sign, k or m applied, a percentage still as typed (79 for 79%);
    None where its commas and dots leave it unclear (`1.234,5`). `readings` are then what it may
    mean, if anything. `rest` is the plain text behind it.
    """

    value: Decimal | None
    readings: tuple[Decimal, ...]
    percent: bool
    pounds: bool
    scaled: bool
    rest: str


def clean(text: str) -> str:
    """Return `text` with plain spaces, hyphens, quotes and digits, its lines joined by newlines.

    Full-width forms, no-break and thin spaces, the Unicode minus, soft hyphens and `<br>` all
    arrive by paste from Word and the web. Empty lines are left out.
    """
    if _IS_PLAIN.fullmatch(text):
        return " ".join(text.split())
    lines = _BREAK.sub("\n", text.translate(_PLAIN)).split("\n")
    spaced = (" ".join(line.split()) for line in lines)
    return "\n".join(line for line in spaced if line)


def phrase(text: str) -> str:
    """Return `text` as it is compared with known words: plain, lower case, no full stop."""
    return clean(text).replace("\n", " ").casefold().rstrip(" .")


def figure_at_start(text: str) -> Typed | None:
    """Return the figure that the cleaned `text` begins with, or None where it begins otherwise.

    Read are commas and spaces between thousands, `£`, `k`, `m`, `thousand`, `million`, `%` and
    `per cent`, a sign on either side of `£`, and brackets for a negative figure.
    """
    match = _FIGURE.match(text)
    if match is None:
        return None
    signs = match["sign"] + match["inner"] + ("-" if match["open"] else "")
    if len(signs) > 1:
        return None
    scale = (match["letter"] or match["word"] or "")[:1].casefold()
    percent = bool(match["percent"] or match["behind"])
    factor = _SCALES.get(scale, Decimal(1)).copy_sign(Decimal(f"{signs}1"))
    said = match["digits"]
    # A dot cannot part thousands in `1.234%` or `£1.234m`.
    clear = _is_clear(said, certain=percent or bool(scale))
    numbers = (_without(said, " ,"),) if clear else _doubtful(said)
    readings = tuple(EXACT.multiply(Decimal(number), factor) for number in dict.fromkeys(numbers))
    return Typed(
        readings[0] if clear else None,
        readings,
        percent,
        bool(match["pounds"] or match["inside"]),
        bool(scale),
        text[match.end() :].strip(),
    )


def _is_clear(digits: str, *, certain: bool) -> bool:
    if len(digits) > _MOST_DIGITS:
        return False
    if _GROUPED.fullmatch(digits):
        return True
    doubtful = not certain and _DOT_GROUP.fullmatch(digits)
    return _UNGROUPED.fullmatch(digits) is not None and not doubtful


def _doubtful(digits: str) -> list[str]:
    """Return the numbers that oddly parted digits may stand for, the likeliest first."""
    said: list[str] = []
    if len(digits) > _MOST_DIGITS:
        return said
    if _UNGROUPED.fullmatch(digits):
        said.append(digits)
    if digits.count(",") == 1 and digits.rfind(".") < digits.find(","):
        said.append(_without(digits, " .").replace(",", "."))
    if "," in digits and digits.count(".") <= 1:
        said.append(_without(digits, " ,"))
    if _DOT_GROUPS.fullmatch(digits):
        said.append(_without(digits, "."))
    return said


def _without(text: str, marks: str) -> str:
    return "".join(mark for mark in text if mark not in marks)
