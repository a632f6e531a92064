"""What a report takes from the council's looks: a colour for each tone of a cell or a bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.report.blocks import Tone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plansheet.excel.look import Colours

PLAIN_BAR = "#E4E7EC"


def fills(colours: Colours) -> Mapping[Tone, str]:
    """Return the fill of each tone that shows; one that is not there shows none."""
    return {Tone.GOOD: colours.green, Tone.FAIR: colours.amber, Tone.POOR: colours.red}
