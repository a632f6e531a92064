"""What a cell's style says of its number format and its lock.

Owns the number formats that a file names only by number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from plansheet.excel.markup import truth, unescaped, walk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plansheet.excel.limits import Limits
    from plansheet.excel.package import Package

# ECMA-376 part 1, 18.8.30. Numbers 5 to 8 and 41 to 44 are the money formats of the person's own
# country, here as Excel set up for the United Kingdom shows them; it writes them out in most files.
_BUILT_IN = {
    "0": "General",
    "1": "0",
    "2": "0.00",
    "3": "#,##0",
    "4": "#,##0.00",
    "5": '"£"#,##0;-"£"#,##0',
    "6": '"£"#,##0;[Red]-"£"#,##0',
    "7": '"£"#,##0.00;-"£"#,##0.00',
    "8": '"£"#,##0.00;[Red]-"£"#,##0.00',
    "9": "0%",
    "10": "0.00%",
    "11": "0.00E+00",
    "12": "# ?/?",
    "13": "# ??/??",
    "14": "mm-dd-yy",
    "15": "d-mmm-yy",
    "16": "d-mmm",
    "17": "mmm-yy",
    "18": "h:mm AM/PM",
    "19": "h:mm:ss AM/PM",
    "20": "h:mm",
    "21": "h:mm:ss",
    "22": "m/d/yy h:mm",
    "37": "#,##0 ;(#,##0)",
    "38": "#,##0 ;[Red](#,##0)",
    "39": "#,##0.00;(#,##0.00)",
    "40": "#,##0.00;[Red](#,##0.00)",
    "41": '_-* #,##0_-;-* #,##0_-;_-* "-"_-;_-@_-',
    "42": '_-"£"* #,##0_-;-"£"* #,##0_-;_-"£"* "-"_-;_-@_-',
    "43": '_-* #,##0.00_-;-* #,##0.00_-;_-* "-"??_-;_-@_-',
    "44": '_-"£"* #,##0.00_-;-"£"* #,##0.00_-;_-"£"* "-"??_-;_-@_-',
    "45": "mm:ss",
    "46": "[h]:mm:ss",
    "47": "mmss.0",
    "48": "##0.0E+0",
    "49": "@",
}


class Style(NamedTuple):
    """A cell's number format and whether it is locked once its sheet is protected."""

    number_format: str = "General"
    locked: bool = True


def read_styles(package: Package, part: str, limits: Limits) -> Mapping[str, Style]:
    """Return the styles of cells by the number, as text, that cells give them.

    There are none where `part` is "". Raises Refused as `walk` does.
    """
    if not part:
        return {}
    reader = _Styles()
    walk(
        package.stream(part, most=limits.small_part_bytes),
        "styleSheet",
        {
            "numFmts": reader.start_formats,
            "numFmt": reader.number_format,
            "cellXfs": reader.start_styles,
            "xf": reader.style,
            "protection": reader.protection,
        },
        {"numFmts": reader.end_formats, "cellXfs": reader.end_styles},
    )
    return {
        str(number): Style(reader.formats.get(code, "General"), locked)
        for number, (code, locked) in enumerate(reader.styles)
    }


class _Styles:
    """Gathers custom formats and cell styles; the same elements elsewhere say nothing of cells."""

    def __init__(self) -> None:
        self.formats = dict(_BUILT_IN)
        self.styles: list[tuple[str, bool]] = []
        self._in_formats = False
        self._in_styles = False

    def start_formats(self, _attributes: dict[str, str]) -> None:
        self._in_formats = True

    def end_formats(self, _text: str) -> None:
        self._in_formats = False

    def number_format(self, attributes: dict[str, str]) -> None:
        if self._in_formats:
            code = unescaped(attributes.get("formatCode", "General"))
            self.formats[attributes.get("numFmtId", "")] = code

    def start_styles(self, _attributes: dict[str, str]) -> None:
        self._in_styles = True

    def end_styles(self, _text: str) -> None:
        self._in_styles = False

    def style(self, attributes: dict[str, str]) -> None:
        if self._in_styles:
            self.styles.append((attributes.get("numFmtId", "0"), True))

    def protection(self, attributes: dict[str, str]) -> None:
        if self._in_styles and self.styles:
            code, _ = self.styles[-1]
            self.styles[-1] = (code, truth(attributes.get("locked", "1")) is not False)
