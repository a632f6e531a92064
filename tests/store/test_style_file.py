"""Reading `templates/style.toml`: what a council chooses, and what it is told where it cannot."""

from __future__ import annotations

import re
import sys
from dataclasses import fields, replace
from pathlib import Path

import pytest
from images import jpeg, png

from plansheet.errors import SettingsError
from plansheet.excel.look import SHIPPED, Colours, Font, Logo, Look
from plansheet.settings import default_style_text, load_look

SHIPPED_FILE = Path(__file__).parents[2] / "templates" / "style.toml"
ALT = "Three Rivers District Council"


@pytest.fixture
def style(tmp_path: Path) -> Path:
    """Return where the style file of a council's templates folder stands."""
    return tmp_path / "style.toml"


def look(style: Path, text: str) -> Look:
    style.write_text(text, encoding="utf-8")
    return load_look(style)


def refused(style: Path, text: str) -> str:
    with pytest.raises(SettingsError) as raised:
        look(style, text)
    return str(raised.value)


def with_logo(style: Path, data: bytes, name: str = "logo.png") -> str:
    """Put a logo beside the style file and return what the file says of it."""
    style.with_name(name).write_bytes(data)
    return f'[logo]\nfile = "{name}"\nalt = "{ALT}"\n'


def luminance(colour: str) -> float:
    """Return the relative luminance of `#RRGGBB` (WCAG 2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("pair", SHIPPED.colours.pairs, ids=lambda pair: f"{pair.ink}-{pair.fill}")
def test_every_shipped_ink_can_be_read_on_its_fill(pair: tuple[str, str, str, str]) -> None:
    dark, light = sorted((luminance(pair[1]), luminance(pair[3])))
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_every_colour_is_in_a_pair_or_a_line_between_cells() -> None:
    paired = {name for pair in SHIPPED.colours.pairs for name in (pair.ink, pair.fill)}
    assert {item.name for item in fields(Colours)} - paired == {"border", "entry_border"}


def test_the_box_of_a_cell_to_fill_in_stands_out_in_print() -> None:
    # WCAG 2, 1.4.11: what tells a control must stand out by 3 to 1.
    assert 1.05 / (luminance(SHIPPED.colours.entry_border) + 0.05) >= 3


def test_the_shipped_file_says_the_defaults_and_every_key() -> None:
    # After a change of a default or a comment, write what default_style_text() gives into it.
    text = SHIPPED_FILE.read_text(encoding="utf-8")
    assert text == default_style_text()
    assert load_look(SHIPPED_FILE) == SHIPPED
    for item in (*fields(Font), *fields(Colours)):
        assert re.search(rf"(?m)^# .+\n{item.name} = .+$", text), item.name


def test_what_is_not_said_is_as_shipped(style: Path) -> None:
    assert load_look(style) == SHIPPED
    assert look(style, "") == SHIPPED


def test_what_is_said_is_read(style: Path) -> None:
    text = '[font]\nname = "Arial"\nsize = 12\n[colours]\nink = "#000000"\nheading_fill = "#0b5345"'
    colours = replace(Colours(), ink="#000000", heading_fill="#0B5345")
    assert look(style, text) == Look(Font("Arial", 12), colours)


@pytest.mark.parametrize(("data", "name"), [(png(), "logo.png"), (jpeg(), "Our logo.JPG")])
def test_a_logo_is_read_with_its_size(style: Path, data: bytes, name: str) -> None:
    assert look(style, with_logo(style, data, name)).logo == Logo(data, 300, 100, ALT)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "[colour]",
            ("templates/style.toml: plansheet knows no setting 'colour'. Did you mean colours?"),
        ),
        (
            '[font]\nink = "#000000"',
            (
                "templates/style.toml, [font]: plansheet knows no setting 'ink'. "
                "It belongs below the line [colours]."
            ),
        ),
        (
            '# ours\n\n[colours]\nink = "black"',
            (
                'templates/style.toml, line 4, [colours]: ink is "black", which is not a colour: # '
                "and six of the signs 0 to 9 and A to F, two each for red, green and blue. "
                'Write for example ink = "#1A1A1A".'
            ),
        ),
        (
            "[font]\nsize = 9",
            (
                "templates/style.toml, line 2, [font]: size is 9, which is not a whole number "
                "from 11 to 14. Write for example size = 11."
            ),
        ),
        (
            f'[font]\nname = "{"F" * 32}"',
            (
                f'templates/style.toml, line 2, [font]: name is "{"F" * 32}", which is not the '
                "name of a font, of 31 characters at most. "
                'Write for example name = "Calibri".'
            ),
        ),
        (
            "ink = #000000",
            (
                "templates/style.toml, line 1: 'ink = #000000' cannot be read (Invalid value). "
                "Each line is a name, an equals sign and a value, words in straight quotes, for "
                'example ink = "#1A1A1A".'
            ),
        ),
        (
            '[logo]\nfile = "../logo.png"',
            (
                'templates/style.toml, line 2, [logo]: file is "../logo.png", which is not the '
                "name of a PNG or JPEG file that lies beside style.toml, without a folder. "
                'Write for example file = "logo.png".'
            ),
        ),
        (
            '[logo]\nfile = "logo.png"',
            (
                "templates/style.toml, [logo]: the logo has no words for people who cannot see it. "
                'Say what it says, for example alt = "Three Rivers District Council".'
            ),
        ),
    ],
)
def test_what_cannot_be_used_is_told_with_what_to_write(style: Path, text: str, said: str) -> None:
    assert refused(style, text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '[colours]\nink = "#888888"',
            (
                "line 2, [colours]: ink #888888 on white paper has a contrast of 3.5 to 1, and "
                "text that everybody can read needs 4.5 to 1 (WCAG AA). Make ink darker, for "
                'example ink = "#1A1A1A".'
            ),
        ),
        (
            '[colours]\nheading_fill = "#9DB2D9"',
            (
                "[colours]: heading_ink #FFFFFF on heading_fill #9DB2D9 has a contrast of 2.1 to "
                "1, and text that everybody can read needs 4.5 to 1 (WCAG AA). Make heading_ink "
                'lighter, or heading_fill darker, for example heading_ink = "#FFFFFF".'
            ),
        ),
        (
            '[colours]\nred = "#CC0000"',
            (
                "[colours]: ink #1A1A1A on red #CC0000 has a contrast of 2.9 to 1, and text that "
                "everybody can read needs 4.5 to 1 (WCAG AA). Make ink darker, or red lighter, for "
                'example ink = "#1A1A1A".'
            ),
        ),
    ],
)
def test_text_that_cannot_be_read_on_what_it_stands_on_is_refused(
    style: Path, text: str, said: str
) -> None:
    assert refused(style, text).partition("style.toml, ")[2] == said


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a" + b"\x00" * 60, b"not a picture" * 9, png()[:-12], png()[:30]]
)
def test_a_logo_that_is_no_whole_picture_is_refused(style: Path, data: bytes) -> None:
    assert refused(style, with_logo(style, data)) == (
        "templates/style.toml, line 2, [logo]: 'logo.png' is no picture that plansheet can use, or "
        "not the whole of one. Save the logo as PNG or JPEG and put it beside style.toml."
    )


def test_a_logo_that_is_missing_is_refused(style: Path) -> None:
    text = with_logo(style, png())
    style.with_name("logo.png").unlink()
    assert refused(style, text) == (
        "templates/style.toml, line 2, [logo]: the logo 'logo.png' cannot be read (No such file or "
        f'directory). Put it into the folder {style.parent}, or write file = "" for no logo.'
    )


def test_a_logo_that_is_too_large_is_refused(style: Path) -> None:
    assert refused(style, with_logo(style, png() + b"\x00" * 1_000_000)) == (
        "templates/style.toml, line 2, [logo]: 'logo.png' has 1.0 megabytes, and every workbook "
        "carries a copy. Save the logo smaller than 1 megabyte; 600 pixels across are plenty."
    )
    assert refused(style, with_logo(style, png(4_001, 2))) == (
        "templates/style.toml, line 2, [logo]: 'logo.png' is 4,001 by 2 pixels, and a logo may "
        "have 4,000 each way. Save it smaller; 600 pixels across are plenty."
    )


def test_a_file_that_is_no_text_is_refused(style: Path) -> None:
    style.write_bytes(b"\xff\xfeink")
    with pytest.raises(SettingsError, match=r"style\.toml is not saved as UTF-8 text"):
        load_look(style)


@pytest.mark.skipif(sys.platform == "win32", reason="a folder cannot be opened there otherwise")
def test_a_folder_in_its_place_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"style\.toml cannot be read: Is a directory"):
        load_look(tmp_path)
