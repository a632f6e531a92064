"""Reconciled quarters to a report as values: pure; how it looks is `plansheet.papers`' business."""

from plansheet.report.asked import Asked, Text, facts_of, spoken_quarters
from plansheet.report.blocks import Report
from plansheet.report.make import make_report
from plansheet.report.scope import Scope, themes_of, within

__all__ = [
    "Asked",
    "Report",
    "Scope",
    "Text",
    "facts_of",
    "make_report",
    "spoken_quarters",
    "themes_of",
    "within",
]
