"""What can be wrong with a decision that a person takes."""

from __future__ import annotations

from plansheet.problems.kinds import Fault, Level

_FIX = Level.FIX

DECISION_FAULTS: dict[str, Fault] = {
    "decisions-sheet": Fault(
        _FIX,
        "The sheet '{name}' is not in this workbook, so nothing on it was read. Delete the "
        "workbook and run 'plansheet decide' to have it written anew.",
    ),
    "decision-gone": Fault(
        _FIX,
        "What this row is about has changed since it was written, so '{choice}' was not used. Look "
        "at the row that stands there now, and decide it anew.",
    ),
    "decision-value": Fault(
        _FIX,
        "'Use instead' is chosen and nothing stands under '{heading}', so nothing was decided. "
        "Write there what is to be used, for example {example}.",
    ),
    "decision-refused": Fault(_FIX, "This was not decided. {why}"),
}
