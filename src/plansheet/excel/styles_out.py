"""How cells look: every style by name, its colours chosen for contrast (WCAG AA, tested)."""

from __future__ import annotations

INK = "#1A1A1A"
PAPER = "#FFFFFF"
HEADING_INK = "#FFFFFF"
HEADING_FILL = "#1F3864"
ENTRY_HEADING_FILL = "#7A3E00"
ENTRY_FILL = "#FFF8E1"
LINK_INK = "#0B4F9E"
BORDER = "#8C8C8C"
RATING_FILLS = {"Green": "#D8EFD3", "Amber": "#FFE8B3", "Red": "#F8D0CC"}

# Every pair of ink and fill that a cell may show; the tests hold each to a contrast of 4.5.
PAIRS = (
    (INK, PAPER),
    (INK, ENTRY_FILL),
    (HEADING_INK, HEADING_FILL),
    (HEADING_INK, ENTRY_HEADING_FILL),
    (LINK_INK, PAPER),
    *((INK, fill) for fill in RATING_FILLS.values()),
)

_BASE: dict[str, object] = {
    "font_name": "Calibri",
    "font_size": 11,
    "font_color": INK,
    "valign": "top",
    # The default of the workbook is unlocked: what is to be locked says so.
    "locked": True,
}
_WRAPPED: dict[str, object] = {"text_wrap": True}
_NUMBERS: dict[str, str] = {
    "number": "#,##0",
    "figure": "General",
    "decimal": "#,##0.00",
    "percent": "0.00%",
    "money": "£#,##0.00",
    "pounds": "£#,##0",
    "date": "d mmm yyyy",
}
# The figure stays a figure; the word that stands behind it is in its format.
_ASSUMED = {f"{name}_assumed": f'{code}" (assumed)"' for name, code in _NUMBERS.items()}
_TABLE: dict[str, object] = {"border": 1, "border_color": BORDER}


def style_properties(style: str, *, is_open: bool) -> dict[str, object]:
    """Return the format properties of `style` for XlsxWriter; an open cell is tinted and unlocked.

    Raises KeyError for a style that does not exist.
    """
    if style in _PLAIN:
        return _BASE | _PLAIN[style]
    look = _BASE | _TABLE | _IN_TABLE[style]
    if is_open:
        look |= {"locked": False, "bg_color": ENTRY_FILL}
        # A text cell keeps what was typed: 1/4 stays 1/4 and 007 stays 007.
        if style == "text":
            look["num_format"] = "@"
    return look


_PLAIN: dict[str, dict[str, object]] = {
    "title": {"bold": True, "font_size": 16},
    "headline": {"bold": True, "font_size": 13},
    "line": {},
    "line_link": {"font_color": LINK_INK, "underline": 1},
    "blank": {},
}
_IN_TABLE: dict[str, dict[str, object]] = {
    "text": _WRAPPED,
    # What is typed there stays as it is typed: 1/4, 007 and 79% alike.
    "typed": _WRAPPED | {"num_format": "@"},
    "word": _WRAPPED | {"bold": True},
    "link": _WRAPPED | {"font_color": LINK_INK, "underline": 1},
    "heading": _WRAPPED
    | {"bold": True, "font_color": HEADING_INK, "bg_color": HEADING_FILL, "valign": "vcenter"},
    "entry_heading": _WRAPPED
    | {
        "bold": True,
        "font_color": HEADING_INK,
        "bg_color": ENTRY_HEADING_FILL,
        "valign": "vcenter",
    },
    **{
        name: {"num_format": code, "align": "right"} for name, code in (_NUMBERS | _ASSUMED).items()
    },
    **{
        rating.lower(): _WRAPPED | {"bold": True, "bg_color": fill}
        for rating, fill in RATING_FILLS.items()
    },
}
