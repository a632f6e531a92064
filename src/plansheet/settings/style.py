"""The council's own looks: `templates/style.toml` and the logo beside it, read into a `Look`.

What can be chosen, and what holds where nothing is chosen, is declared by `plansheet.excel.look`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING

from plansheet.errors import SettingsError
from plansheet.excel.look import ENOUGH, Colours, Font, Logo, Look, luminance
from plansheet.settings.files import Section, SettingsFile
from plansheet.settings.kinds import TEXT, Key, Kind, key, whole_number

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from _typeshed import DataclassInstance

    from plansheet.excel.look import Pair

STYLE_NAME = "templates/style.toml"
# Every workbook carries a copy, and goes out by e-mail.
_LARGEST_LOGO, _MOST_PIXELS = 1_000_000, 4_000
_SMALLEST_TEXT, _LARGEST_TEXT = 11, 14
_LONGEST_FONT = 31
_OPENING = """\
# How the workbooks look. plansheet reads this file whenever it makes one.
# A line that begins with # is left out. Words stand in straight quotes, like "this".
#
# A change shows in the workbooks that are made from then on. One that was issued or compiled
# before stays as it is until what it says changes: looks alone make no new issue.
# Text must stand out from what it stands on by 4.5 to 1 (WCAG AA); plansheet checks that.
# The council's name on the workbooks is in plansheet.toml.
"""


def _colour(value: object) -> str | None:
    if isinstance(value, str) and re.fullmatch(r"#[0-9A-Fa-f]{6}", value.strip()):
        return value.strip().upper()
    return None


def _font(value: object) -> str | None:
    text = TEXT.read(value)
    return text if text and len(text) <= _LONGEST_FONT else None


def _picture_name(value: object) -> str | None:
    text = TEXT.read(value)
    if not text:
        return text
    is_plain = re.fullmatch(r"[^/\\:]+\.(png|jpe?g)", text, re.IGNORECASE)
    return text if is_plain else None


_COLOUR = Kind(
    _colour, "a colour: # and six of the signs 0 to 9 and A to F, two each for red, green and blue"
)
_FONT = Kind(_font, f"the name of a font, of {_LONGEST_FONT} characters at most")
_PICTURE_NAME = Kind(
    _picture_name, "the name of a PNG or JPEG file that lies beside style.toml, without a folder"
)


@dataclass(frozen=True, slots=True)
class _LogoFile:
    """What the file says of the logo."""

    file: str = field(
        default="",
        metadata=key(
            _PICTURE_NAME,
            "A PNG or JPEG file in this folder, shown at the top of the first sheet of the "
            "workbooks for sections and for Management Board. Leave it empty for none.",
            "logo.png",
        ),
    )
    alt: str = field(
        default="",
        metadata=key(
            TEXT,
            "What the logo says, for people who cannot see it.",
            "Three Rivers District Council",
        ),
    )


def _declared(start: DataclassInstance, kinds: Mapping[str, Kind[object]]) -> dict[str, Key]:
    """Return the keys of a part of the look: its fields, each with its comment and its default."""
    return {
        item.name: Key(kinds.get(item.name, _COLOUR), item.metadata["comment"], item.default)
        for item in fields(start)
    }


_SIZE = whole_number(_SMALLEST_TEXT, _LARGEST_TEXT)
_FONT_PART = Section(
    "font",
    "[font]",
    "The font of every cell.",
    Font(),
    given=_declared(Font(), {"name": _FONT, "size": _SIZE}),
)
_COLOURS_PART = Section(
    "colours",
    "[colours]",
    "Each colour is # and two signs each for red, green and blue: black is #000000.",
    Colours(),
    given=_declared(Colours(), {}),
)
_LOGO_PART = Section("logo", "[logo]", "The council's logo.", _LogoFile())
_FILE = SettingsFile(
    STYLE_NAME, _OPENING, (_FONT_PART, _COLOURS_PART, _LOGO_PART), 'ink = "#1A1A1A"'
)


def load_look(path: Path) -> Look:
    """Read the council's looks from its style file at `path`, with the logo beside it.

    Where there is no such file, or it leaves a key out, the shipped looks hold. Raises
    SettingsError for what cannot be used: a key that is unknown, a colour that is none, text that
    could not be read on what it stands on, a logo that is missing, too large or no picture.
    """
    try:
        text = _FILE.read(path)
    except FileNotFoundError:
        return Look()
    file = replace(_FILE, text=text)
    given = file.tables(text)
    font = file.section(Font(), given.get("font", {}), "[font]", _FONT_PART.keys)
    colours = file.section(Colours(), given.get("colours", {}), "[colours]", _COLOURS_PART.keys)
    for pair in colours.pairs:
        if pair.contrast < ENOUGH:
            raise _too_faint(file, pair)
    said = file.section(_LogoFile(), given.get("logo", {}), "[logo]")
    return Look(font, colours, _logo(file, path, said))


def default_style_text() -> str:
    """Return the style file that a new folder starts with: every key with a comment."""
    return _FILE.written()


def _too_faint(file: SettingsFile, pair: Pair) -> SettingsError:
    """Return that an ink cannot be read on its fill, and which of the two to change, and how."""
    is_dark = luminance(pair.ink_colour) <= luminance(pair.fill_colour)
    ink, fill = ("darker", "lighter") if is_dark else ("lighter", "darker")
    either = "" if pair.fill == "paper" else f", or {pair.fill} {fill}"
    shipped = getattr(Colours(), pair.ink)
    name = "white paper" if pair.fill == "paper" else f"{pair.fill} {pair.fill_colour}"
    # Rounded down: 4.49 is not to be told as the 4.5 that is asked.
    ratio = int(pair.contrast * 10) / 10
    return SettingsError(
        f"{file.place(pair.ink, '[colours]')}: {pair.ink} {pair.ink_colour} on {name} has a "
        f"contrast of {ratio} to 1, and text that everybody can read needs {ENOUGH} to 1 "
        f'(WCAG AA). Make {pair.ink} {ink}{either}, for example {pair.ink} = "{shipped}".'
    )


def _logo(file: SettingsFile, path: Path, said: _LogoFile) -> Logo | None:
    if not said.file:
        return None
    # XlsxWriter takes a while to import, and only a logo needs it here.
    from plansheet.excel.pictures import logo_of  # noqa: PLC0415 - loaded when used: commands start at once

    place = file.place("file", "[logo]")
    if not said.alt:
        message = (
            f"{file.place('alt', '[logo]')}: the logo has no words for people who cannot see it. "
            'Say what it says, for example alt = "Three Rivers District Council".'
        )
        raise SettingsError(message)
    logo = logo_of(_picture(path.with_name(said.file), place), said.alt)
    if logo is None:
        message = (
            f"{place}: '{said.file}' is no picture that plansheet can use, or not the whole of "
            "one. Save the logo as PNG or JPEG and put it beside style.toml."
        )
        raise SettingsError(message)
    if max(logo.width, logo.height) > _MOST_PIXELS:
        message = (
            f"{place}: '{said.file}' is {logo.width:,} by {logo.height:,} pixels, and a logo may "
            f"have {_MOST_PIXELS:,} each way. Save it smaller; 600 pixels across are plenty."
        )
        raise SettingsError(message)
    return logo


def _picture(path: Path, place: str) -> bytes:
    """Return the bytes of the logo's file, which is no larger than a logo needs to be."""
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= _LARGEST_LOGO else b""
    except OSError as error:
        message = (
            f"{place}: the logo '{path.name}' cannot be read ({error.strerror}). Put it into the "
            f'folder {path.parent}, or write file = "" for no logo.'
        )
        raise SettingsError(message) from error
    if size > _LARGEST_LOGO:
        message = (
            f"{place}: '{path.name}' has {size / 1_000_000:.1f} megabytes, and every workbook "
            "carries a copy. Save the logo smaller than 1 megabyte; 600 pixels across are plenty."
        )
        raise SettingsError(message)
    return data
