"""What can be wrong with a decision that a person takes."""

from __future__ import annotations

from plansheet.problems.kinds import Fault, Level

_FIX, _NOTE = Level.FIX, Level.NOTE

DECISION_FAULTS: dict[str, Fault] = {
    "decisions-sheet": Fault(
        _FIX,
        "The sheet '{name}' is not in this workbook, so nothing on it was read. It is written "
        "anew: type there again what stood on it.",
    ),
    "decisions-column": Fault(
        _FIX,
        "The column '{heading}' is not on this sheet, so nothing of this workbook was read. Type "
        "the heading '{heading}' back into row {row}, save, and run 'plansheet decide' again.",
    ),
    "decision-both": Fault(
        _FIX,
        "'{choice}' is chosen and '{instead}' stands under '{heading}', so nothing was decided. "
        "Choose 'Use instead', or clear what stands under '{heading}'.",
    ),
    "decision-none": Fault(
        _FIX,
        "'{instead}' stands under '{heading}' and nothing is chosen, so nothing was decided. "
        "Choose 'Use instead', or clear it.",
    ),
    "decision-gone": Fault(
        _FIX,
        "What this row is about has changed since it was written, so '{choice}' was not used. Look "
        "at the row that stands there now, and decide it anew.",
    ),
    "decision-passed-over": Fault(
        _NOTE,
        "{why} The row is decided already, so what stood in it was passed over and taken out. "
        "Nothing needs doing; to decide it anew, choose again.",
    ),
    "decision-value": Fault(
        _FIX,
        "'Use instead' is chosen and nothing stands under '{heading}', so nothing was decided. "
        "Write there what is to be used, for example {example}.",
    ),
    "told-nothing": Fault(
        _FIX,
        "'{value}' says that there is no figure, so there is nothing to enter. Say why there is "
        "none, for example '{example}' with --column '{heading}'.",
    ),
    "decision-refused": Fault(_FIX, "This was not decided. {why}"),
}
