"""Reconciled quarters to a report as values: pure; how it looks is `plansheet.papers`' business."""

from plansheet.report.asked import Asked, Text, facts_of, spoken_quarters
from plansheet.report.blocks import Report
from plansheet.report.make import make_report
from plansheet.report.scope import Scope, same_name, themes_of, within
from plansheet.report.unread import texts_to_read

__all__ = [
    "Asked",
    "Report",
    "Scope",
    "Text",
    "facts_of",
    "make_report",
    "same_name",
    "spoken_quarters",
    "texts_to_read",
    "themes_of",
    "within",
]
