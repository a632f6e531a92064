"""The whole report: its header block and its sections, in the order in which they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.model.dates import spoken_date
from plansheet.reconcile.words import joined
from plansheet.report.appendix import actions_appendix, indicators_appendix
from plansheet.report.asked import Text, spoken_quarters
from plansheet.report.blocks import Paragraph, Report, Section
from plansheet.report.exceptions import exceptions
from plansheet.report.issues import key_issues
from plansheet.report.texts import text_blocks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from plansheet.report.asked import Asked
    from plansheet.report.blocks import Block

_NOTHING_SAID = "Nothing was written for this part."


def make_report(asked: Asked) -> Report:
    """Return the report: questions from the last meeting first, the appendices last."""
    sections = (
        Section(number, heading, tuple(blocks))
        for number, (heading, blocks) in enumerate(
            ((heading, make(asked)) for heading, make in _SECTIONS), start=1
        )
    )
    return Report(
        title=f"Performance report: {spoken_quarters(asked.quarter)}",
        council=asked.council.council,
        audience=asked.audience,
        header=tuple(_header(asked)),
        sections=tuple(sections),
    )


def _header(asked: Asked) -> Iterator[tuple[str, str]]:
    """Yield what the header block says, the council's own fields last."""
    yield "Report to", asked.audience
    if asked.meeting:
        yield "Meeting", spoken_date(asked.meeting)
    names = [each.plan.service.name for each in asked.council.services]
    if names:
        yield "Services", joined(names)
    yield "Publication", "Not for publication" if asked.internal else "Public"
    yield from (asked.header or {}).items()


def _own_words(which: Text) -> Callable[[Asked], Iterable[Block]]:
    def blocks(asked: Asked) -> Iterable[Block]:
        return text_blocks(asked.text(which)) or (Paragraph(_NOTHING_SAID),)

    return blocks


def _how_made(asked: Asked) -> Iterator[Block]:
    yield Paragraph(
        "Figures are those that services returned, compared with the targets of their plans: "
        "Green is on target, Amber within tolerance, Red off target. The tolerance is "
        f"{asked.council.tolerance} unless a plan says otherwise. Shares are of what is rated, "
        "in whole per cent; what is not rated is counted by itself."
    )
    yield Paragraph(
        "Actions are rated by what services returned, and where nothing came back as their plans "
        "print it. One that is completed or closed stays so for the rest of the year."
    )
    if len(asked.quarters) > 1:
        yield Paragraph(
            "Indicators stand in earlier quarters as those were last compiled, and where that was "
            "never done, as they are known now. A rating that was told anew since is marked as "
            "restated, with both ratings; the one that stands first is counted."
        )
    if not asked.internal:
        yield Paragraph("Indicators that are not published are left out and are not counted.")


_SECTIONS: tuple[tuple[str, Callable[[Asked], Iterable[Block]]], ...] = (
    ("Questions from the last meeting", _own_words(Text.QUESTIONS)),
    ("Purpose of the report", _own_words(Text.PURPOSE)),
    ("Recommendations", _own_words(Text.RECOMMENDATIONS)),
    ("Key issues", key_issues),
    ("Exceptions", exceptions),
    ("Implications", _own_words(Text.IMPLICATIONS)),
    ("Appendix 1: indicators by quarter", indicators_appendix),
    ("Appendix 2: actions by quarter", actions_appendix),
    ("How the figures were worked out", _how_made),
)
