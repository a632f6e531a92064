"""How workbooks look, as a value: font, colours, logo, and whether every text can be read.

Owns what a council may choose of it, each choice with its default and what is said of it in the
file of styles. Contrast is that of the Web Content Accessibility Guidelines (WCAG 2, 1.4.3).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

PAPER = "#FFFFFF"
# Level AA asks this much of text, whatever its size; larger text is held to it too.
ENOUGH = 4.5


@dataclass(frozen=True, slots=True)
class Font:
    """The font of every cell."""

    name: str = field(
        default="Calibri",
        metadata={
            "comment": "A font that the computers of everybody who opens the workbooks have."
        },
    )
    size: int = field(
        default=11,
        metadata={"comment": "The size of text in points, from 11, the least to be accessible."},
    )

    @property
    def scale(self) -> float:
        """Return how wide its text is, where Calibri in 11 points is 1; generous if unknown."""
        return _WIDTHS.get(self.name.casefold(), _UNKNOWN_WIDTH) * self.size / 11


# Average widths of letters beside Calibri's, from the fonts' own tables, rounded up.
_WIDTHS = {
    "calibri": 1.0,
    "carlito": 1.0,
    "aptos": 1.1,
    "aptos narrow": 1.0,
    "arial": 1.15,
    "arial narrow": 0.95,
    "helvetica": 1.15,
    "liberation sans": 1.15,
    "gill sans mt": 1.1,
    "segoe ui": 1.15,
    "tahoma": 1.15,
    "times new roman": 1.05,
    "trebuchet ms": 1.15,
    "verdana": 1.35,
}
_UNKNOWN_WIDTH = 1.25
_NEARLY_DARK = 0.04045


class Pair(NamedTuple):
    """An ink and the fill that it stands on, by the names of the choices and as colours."""

    ink: str
    ink_colour: str
    fill: str
    fill_colour: str

    @property
    def contrast(self) -> float:
        """Return the ratio of contrast of the two, from 1 to 21."""
        return contrast(self.ink_colour, self.fill_colour)


@dataclass(frozen=True, slots=True)
class Colours:
    """Every colour that a workbook shows, as `#RRGGBB`."""

    ink: str = field(default="#1A1A1A", metadata={"comment": "The text of cells."})
    title_ink: str = field(default="#1F3864", metadata={"comment": "The title of each sheet."})
    link_ink: str = field(default="#0B4F9E", metadata={"comment": "Links to other sheets."})
    heading_ink: str = field(default="#FFFFFF", metadata={"comment": "The headings of columns."})
    heading_fill: str = field(
        default="#1F3864", metadata={"comment": "What those headings stand on."}
    )
    entry_heading_ink: str = field(
        default="#FFFFFF", metadata={"comment": "The headings of columns to fill in."}
    )
    entry_heading_fill: str = field(default="#7A3E00", metadata={"comment": "What those stand on."})
    entry_fill: str = field(default="#FFF6DC", metadata={"comment": "The cells to fill in."})
    entry_border: str = field(
        default="#A67C33",
        metadata={"comment": "The box around each cell to fill in, which tells it in print."},
    )
    border: str = field(
        default="#CDD2DA", metadata={"comment": "The lines between all other cells."}
    )
    query_fill: str = field(
        default="#CFE2F7",
        metadata={"comment": "The cells about which something is asked in a query workbook."},
    )
    green: str = field(
        default="#D8EFD3", metadata={"comment": "What the rating Green stands on; a pale colour."}
    )
    amber: str = field(
        default="#FFE8B3", metadata={"comment": "What the rating Amber stands on; a pale colour."}
    )
    red: str = field(
        default="#F8D0CC", metadata={"comment": "What the rating Red stands on; a pale colour."}
    )

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """Return every pair of ink and fill that a cell may show."""
        return (
            Pair("ink", self.ink, "paper", PAPER),
            Pair("title_ink", self.title_ink, "paper", PAPER),
            Pair("link_ink", self.link_ink, "paper", PAPER),
            Pair("heading_ink", self.heading_ink, "heading_fill", self.heading_fill),
            Pair(
                "entry_heading_ink",
                self.entry_heading_ink,
                "entry_heading_fill",
                self.entry_heading_fill,
            ),
            Pair("ink", self.ink, "entry_fill", self.entry_fill),
            Pair("ink", self.ink, "query_fill", self.query_fill),
            Pair("ink", self.ink, "green", self.green),
            Pair("ink", self.ink, "amber", self.amber),
            Pair("ink", self.ink, "red", self.red),
        )


@dataclass(frozen=True, slots=True)
class Logo:
    """The council's logo: the bytes of a PNG or JPEG, its size in pixels, and its alt text."""

    data: bytes
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True)
class Look:
    """Everything that a council may choose of how its workbooks look."""

    font: Font = field(default_factory=Font)
    colours: Colours = field(default_factory=Colours)
    logo: Logo | None = None


SHIPPED = Look()


def contrast(one: str, other: str) -> float:
    """Return the ratio of contrast of two colours (WCAG 2, "contrast ratio")."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Return how light `#RRGGBB` is, from 0 to 1 (WCAG 2, "relative luminance")."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return float(part / 12.92 if part <= _NEARLY_DARK else ((part + 0.055) / 1.055) ** 2.4)
