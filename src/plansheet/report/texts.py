"""A council's own text of a report, made into headings, paragraphs and points.

A line that begins with `# ` is a heading, with `- ` a point, with `Q:` a question and with `A:` its
answer. Lines that follow one another are one paragraph; an empty line ends it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.report.blocks import Heading, Paragraph, Points

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plansheet.report.blocks import Block

_HEADING, _POINT = "# ", "- "
_LABELS = {"q:": "Question", "a:": "Answer"}


def text_blocks(text: str) -> tuple[Block, ...]:
    """Return what a text says as blocks of a report; none where it says nothing."""
    blocks: list[Block] = []
    for block in _pieces(text):
        last = blocks[-1] if blocks else None
        if isinstance(block, Points) and isinstance(last, Points):
            blocks[-1] = Points((*last.points, *block.points))
        else:
            blocks.append(block)
    return tuple(blocks)


def _pieces(text: str) -> Iterator[Block]:
    """Yield the blocks one by one, a point each by itself."""
    waiting: list[str] = []
    for line in (*text.splitlines(), ""):
        said = " ".join(line.split())
        begins = said.startswith((_HEADING, _POINT)) or said[:2].casefold() in _LABELS
        if waiting and (begins or not said):
            yield _piece(" ".join(waiting))
            waiting = []
        if said.startswith(_HEADING):
            yield _piece(said)
        elif said:
            waiting.append(said)


def _piece(said: str) -> Block:
    label = _LABELS.get(said[:2].casefold())
    if label:
        return Paragraph(said[2:].strip(), label)
    if said.startswith(_HEADING):
        return Heading(said.removeprefix(_HEADING).strip())
    if said.startswith(_POINT):
        return Points((said.removeprefix(_POINT).strip(),))
    return Paragraph(said)
