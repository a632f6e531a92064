"""Texts made of runs, and the table of texts that a workbook's cells share.

Owns what a text is: its runs joined, how they sound (the `rPh` of East Asian text) left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.excel.limits import MOST_TEXT, Limits, too_long, too_many
from plansheet.excel.markup import MOST_STORED_TEXT, XML_SPACE, unescaped, walk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plansheet.excel.markup import End, Start
    from plansheet.excel.package import Package

_XML_BLANKS = " \t\r\n"


class Runs:
    """Gathers the runs of one text, of a shared string or of a cell that holds its own."""

    def __init__(self) -> None:
        """Start with no runs."""
        self._runs: list[str] = []
        self._length = 0
        self._is_kept = False
        self._is_sound = False
        self.starts: Mapping[str, Start] = {"t": self._start_run, "rPh": self._start_sound}
        self.ends: Mapping[str, End] = {"t": self._end_run, "rPh": self._end_sound}

    def clear(self) -> None:
        """Forget the runs, for a new text."""
        self._runs.clear()
        self._length = 0

    def joined(self) -> str:
        """Return the runs so far as one text, as it is stored."""
        return "".join(self._runs)

    def _start_run(self, attributes: dict[str, str]) -> None:
        self._is_kept = attributes.get(XML_SPACE) == "preserve"

    def _end_run(self, text: str) -> None:
        if self._is_sound:
            return
        # Excel drops blanks round a run that does not ask to keep them.
        run = text if self._is_kept else text.strip(_XML_BLANKS)
        self._length += len(run)
        if self._length > MOST_STORED_TEXT:
            raise too_long()
        self._runs.append(run)

    def _start_sound(self, _attributes: dict[str, str]) -> None:
        self._is_sound = True

    def _end_sound(self, _text: str) -> None:
        self._is_sound = False


def read_strings(package: Package, part: str, limits: Limits) -> list[str]:
    """Return the shared texts in order, none where `part` is "".

    How many there are said to be is not believed. Raises Refused as `walk` does.
    """
    if not part:
        return []
    runs = Runs()
    texts: list[str] = []

    def start(_attributes: dict[str, str]) -> None:
        runs.clear()

    def end(_text: str) -> None:
        if len(texts) == limits.cells:
            raise too_many(limits.cells, "texts")
        text = unescaped(runs.joined())
        if len(text) > MOST_TEXT:
            raise too_long()
        texts.append(text)

    walk(
        package.stream(part, most=limits.unpacked_bytes),
        "sst",
        {"si": start, **runs.starts},
        {"si": end, **runs.ends},
    )
    return texts
