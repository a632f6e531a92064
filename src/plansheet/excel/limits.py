"""What a workbook may cost to read, and how a file that will not do is turned away.

Owns no wording of problems: a refusal gives a code of the catalogue and a plain reason.
"""

from __future__ import annotations

from dataclasses import dataclass

_MIB = 1024 * 1024

# The most characters that Excel lets a cell hold (its published limits).
MOST_TEXT = 32_767


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is read of one workbook.

    `unpacked_bytes` is for the whole file, `small_part_bytes` for any part that holds no cells
    (styles, properties, lists of parts), `cells` for the filled cells of all sheets and for the
    table of shared texts. Cells past `rows` or `columns` are counted as strays, not refused.
    `seconds` is for the whole file too, looked at after each piece of it.
    """

    unpacked_bytes: int = 200 * _MIB
    small_part_bytes: int = 20 * _MIB
    rows: int = 20_000
    columns: int = 400
    cells: int = 500_000
    parts: int = 2_000
    seconds: float = 20


class Refused(Exception):  # noqa: N818 - a verdict on somebody's file, not an error of ours
    """A file that cannot be read as a workbook: `code` for programs, `detail` for people."""

    def __init__(self, code: str, detail: str) -> None:
        """Keep a code of the catalogue and a short reason in plain words."""
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


def damaged(detail: str = "the file is damaged or did not arrive whole") -> Refused:
    """Make the refusal of a file that claims to be a workbook and cannot be read as one."""
    return Refused("unreadable", detail)


def not_a_workbook() -> Refused:
    """Make the refusal of a file that is something else."""
    return Refused("not-a-workbook", "it is not an Excel workbook")


def old_format(saved_as: str) -> Refused:
    """Make the refusal of a workbook in a format that this reader does not read."""
    return Refused("old-format", f"it is saved as an {saved_as}")


def too_big(detail: str) -> Refused:
    """Make the refusal of a file that goes over a limit."""
    return Refused("limits", detail)


def too_slow(seconds: float) -> Refused:
    """Make the refusal of a file that takes longer to read than a workbook can."""
    return too_big(f"reading it takes longer than {seconds:g} seconds")


def too_long() -> Refused:
    """Make the refusal of a file that holds a text longer than a cell can."""
    return too_big(f"it holds a text of more than {MOST_TEXT:,} characters")


def too_many(most: int, things: str) -> Refused:
    """Make the refusal of a file that holds more than `most` of some things."""
    return too_big(f"it holds more than {most:,} {things}")
