"""What is said of texts that are published as services supplied them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from plansheet.model.periods import Quarter


def read_first(count: int, quarter: Quarter) -> str:
    """Return that somebody is to read the texts that nobody has edited, before they go out."""
    texts = "1 text is" if count == 1 else f"{count} texts are"
    return (
        f"{texts} published as services supplied them: commentary, actions, reasons, progress of "
        "projects, and why plans and figures changed. Read them first: nobody should be named. "
        "Other words for a commentary go on the sheet Commentary of "
        f"'Decisions {quarter.label}.xlsx'."
    )
