"""The annual cycle: next year's draft, the finished year's actuals, Finance's budgets.

Pure: plans and what returns have said come in as values, plans go out.
"""

from plansheet.cycle.merge import merged, moved_on, rows_over
from plansheet.cycle.outturn import actuals_of, budgets, differing, outturn
from plansheet.cycle.roll import DRAFT, Reported, RiskReported, roll, span_of

__all__ = [
    "DRAFT",
    "Reported",
    "RiskReported",
    "actuals_of",
    "budgets",
    "differing",
    "merged",
    "moved_on",
    "outturn",
    "roll",
    "rows_over",
    "span_of",
]
