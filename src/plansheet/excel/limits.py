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


SEND_THE_WORKBOOK = (
    "Open the collection workbook in Excel, fill it in there, and send that file itself, saved as "
    "an Excel workbook (.xlsx)."
)
SAVE_AS_XLSX = (
    "Open it in the program it was made with, save it as an Excel workbook (.xlsx), and send that."
)
SAVE_AGAIN = "Ask for it to be saved again in Excel and sent again."
SAVE_UNLOCKED = (
    "Open it in Excel, take the password out (File, Info, Protect Workbook, Encrypt with "
    "Password), save it and send it again; or give the password with the option --password."
)


class Refused(Exception):  # noqa: N818 - a verdict on somebody's file, not an error of ours
    """A file that cannot be read as a workbook: `code` for programs, `detail` for people.

    `remedy` is a sentence to send on to whoever sent the file, "" where the catalogue has its own.
    """

    def __init__(self, code: str, detail: str, remedy: str = "") -> None:
        """Keep a code of the catalogue, a short reason in plain words, and what to do."""
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.remedy = remedy

    def __reduce__(self) -> tuple[type[Refused], tuple[str, str, str]]:
        """Return how it is made again in another process."""
        return type(self), (self.code, self.detail, self.remedy)


def damaged(detail: str = "the file is damaged or did not arrive whole") -> Refused:
    """Make the refusal of a file that claims to be a workbook and cannot be read as one."""
    return Refused("unreadable", detail, SAVE_AGAIN)


def not_a_workbook(
    detail: str = "it is not an Excel workbook", remedy: str = SEND_THE_WORKBOOK
) -> Refused:
    """Make the refusal of a file that is something else."""
    return Refused("not-a-workbook", detail, remedy)


def locked(detail: str = "it is protected with a password", remedy: str = SAVE_UNLOCKED) -> Refused:
    """Make the refusal of a file that needs a password which is not at hand."""
    return Refused("encrypted", detail, remedy)


def old_format(saved_as: str) -> Refused:
    """Make the refusal of a workbook in a format that this reader does not read."""
    return Refused("old-format", f"it is saved as {saved_as}", SAVE_AS_XLSX)


def too_big(detail: str) -> Refused:
    """Make the refusal of a file that goes over a limit."""
    return Refused("limits", detail)


def too_slow(seconds: float) -> Refused:
    """Make the refusal of a file that takes longer to read than a workbook can."""
    return too_big(f"reading it takes longer than {seconds:g} seconds")


def out_of_memory() -> Refused:
    """Make the refusal of a file that needs more memory than reading may take."""
    return too_big("reading it takes more memory than a workbook can need")


def too_long() -> Refused:
    """Make the refusal of a file that holds a text longer than a cell can."""
    return too_big(f"it holds a text of more than {MOST_TEXT:,} characters")


def too_many(most: int, things: str) -> Refused:
    """Make the refusal of a file that holds more than `most` of some things."""
    return too_big(f"it holds more than {most:,} {things}")
