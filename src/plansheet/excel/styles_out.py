"""How cells look: every style by name, in the colours of a look, its numbers as they are shown."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from plansheet.model.units import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from plansheet.excel.look import Colours, Look

TITLE_TIMES, HEADLINE_TIMES = 16 / 11, 13 / 11
_THIN, _THICK = 1, 5


class _Number(NamedTuple):
    """A format of numbers: its code, what it makes of a number, and the widest likely one."""

    code: str
    shown: Callable[[Decimal], str]
    widest: Decimal


_LARGE, _EXACT = Decimal(999_999_999), Decimal("-99999999.99")
# The format General rounds what has more signs than this, so that it is never too wide.
_GENERAL = 12
_NUMBERS: dict[str, _Number] = {
    "number": _Number("#,##0", lambda value: f"{value:,.0f}", _LARGE),
    # Said with its sign: a change of nothing is 0.
    "change": _Number("+#,##0;-#,##0;0", lambda value: f"{value:+,.0f}" if value else "0", _LARGE),
    "figure": _Number("General", lambda value: plain(value)[:_GENERAL], _EXACT),
    "decimal": _Number("#,##0.00", lambda value: f"{value:,.2f}", _EXACT),
    "percent": _Number("0.00%", lambda value: f"{value:.2%}", Decimal("-99.9999")),
    "money": _Number("£#,##0.00", lambda value: f"£{value:,.2f}", _EXACT),
    "pounds": _Number("£#,##0", lambda value: f"£{value:,.0f}", _LARGE),
}
_DATE = "d mmm yyyy"
_WIDEST_DATE = date(2028, 11, 28)
_CODES = {name: number.code for name, number in _NUMBERS.items()} | {"date": _DATE}
# The figure stays a figure; the word that stands behind it is in its format.
_MARK, _WORD = "_assumed", " (assumed)"
_CODES |= {f"{name}{_MARK}": f'{code}"{_WORD}"' for name, code in _CODES.items()}
_BOLD = frozenset(
    ("title", "headline", "word", "heading", "entry_heading", "green", "amber", "red")
)
# What marks the style of a cell in a row that waits below a table: it shows no lines yet.
SPARE = " spare"
# Styles of cells outside tables: they have no lines around them and do not wrap.
_OUTSIDE = frozenset(("title", "headline", "line", "line_link", "blank"))


def style_properties(
    style: str, look: Look, *, is_open: bool, is_asked_about: bool = False
) -> dict[str, object]:
    """Return the format properties of `style` for XlsxWriter.

    An open cell is unlocked, and told from the others twice: by its tint, and by the box around
    it, which shows in black and white. So is one that is asked about, by a thick box. Raises
    KeyError for a style that does not exist.
    """
    found = _usual(style, look, is_open=is_open)
    if not is_asked_about:
        return found
    marked = {"border": _THICK, "border_color": look.colours.ink}
    return found | marked | {"bg_color": look.colours.query_fill}


def _usual(style: str, look: Look, *, is_open: bool) -> dict[str, object]:
    """Return the properties of a cell about which nothing is asked."""
    style, spare, _ = style.partition(SPARE)
    found = _written(look) | _own(style, look)
    if is_bold(style):
        found["bold"] = True
    if style in _OUTSIDE or spare:
        return found
    if not is_open:
        return found | {"border": _THIN, "border_color": look.colours.border}
    # A text cell keeps what was typed: 1/4 stays 1/4 and 007 stays 007.
    kept = {"num_format": "@"} if style == "text" else {}
    box = {"border": _THIN, "border_color": look.colours.entry_border}
    return found | kept | box | {"locked": False, "bg_color": look.colours.entry_fill}


def is_bold(style: str) -> bool:
    """Return whether text in `style` is bold, and so wider."""
    return style in _BOLD


def shown(value: Decimal | date, style: str) -> str:
    """Return a number or a date as a cell in `style` shows it."""
    name = style.removesuffix(_MARK)
    if isinstance(value, date):
        text = f"{value.day} {value:%b %Y}"
    else:
        text = _NUMBERS[name].shown(value) if name in _NUMBERS else plain(value)
    return text if name == style else text + _WORD


def widest(style: str) -> str:
    """Return the widest number or date that is likely in `style`; "" where it shows text."""
    name = style.removesuffix(_MARK)
    if name in _NUMBERS:
        return shown(_NUMBERS[name].widest, style)
    return shown(_WIDEST_DATE, style) if name == "date" else ""


def _written(look: Look) -> dict[str, object]:
    """Return what holds for every cell; the workbook's default is unlocked, so this says locked."""
    return {
        "font_name": look.font.name,
        "font_size": look.font.size,
        "font_color": look.colours.ink,
        "valign": "top",
        "locked": True,
    }


def _own(style: str, look: Look) -> dict[str, object]:
    """Return what is special about one style."""
    if style in _CODES:
        # A figure is kept off the text of the next column by a step of indent.
        return {"num_format": _CODES[style], "align": "right", "indent": 1}
    return _PLAIN[style] | _coloured(look.colours).get(style, {}) | _sized(style, look)


def _sized(style: str, look: Look) -> dict[str, object]:
    times = {"title": TITLE_TIMES, "headline": HEADLINE_TIMES}.get(style)
    return {"font_size": round(look.font.size * times)} if times else {}


def _coloured(colours: Colours) -> dict[str, dict[str, object]]:
    link: dict[str, object] = {"font_color": colours.link_ink, "underline": 1}
    return {
        "title": {"font_color": colours.title_ink},
        "link": link,
        "line_link": link,
        "heading": {"font_color": colours.heading_ink, "bg_color": colours.heading_fill},
        "entry_heading": {
            "font_color": colours.entry_heading_ink,
            "bg_color": colours.entry_heading_fill,
        },
        **{name: {"bg_color": getattr(colours, name)} for name in ("green", "amber", "red")},
    }


_WRAPPED: dict[str, object] = {"text_wrap": True}
_MIDDLE: dict[str, object] = {"valign": "vcenter"}
_PLAIN: dict[str, dict[str, object]] = {
    "title": _MIDDLE,
    "headline": {},
    "line": {},
    "line_link": {},
    "blank": {},
    "text": _WRAPPED,
    # What is typed there stays as it is typed: 1/4, 007 and 79% alike.
    "typed": _WRAPPED | {"num_format": "@"},
    "word": _WRAPPED,
    "link": _WRAPPED,
    "heading": _WRAPPED | _MIDDLE,
    "entry_heading": _WRAPPED | _MIDDLE,
    "green": _WRAPPED,
    "amber": _WRAPPED,
    "red": _WRAPPED,
}
