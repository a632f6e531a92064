"""The words that answers are chosen from, where comparing or checking depends on them.

They stand below the layout, which offers the same words in its lists.
"""

from __future__ import annotations

INDICATORS = "Indicators"
EARLIER_FIGURES = "Earlier figures"
MILESTONES = "Milestones"
RISKS = "Risks"
CONTRACTS = "Contracts"
DATA_QUALITY = "Data quality"
SIGN_OFF = "Sign-off"

PROVISIONAL = "Provisional"
STATUSES = ("Completed", "On target", "Needs attention", "Needs amendment", "Closed")
FINISHED_STATUSES = ("Completed", "Closed")
NO_CHANGE, CHANGED, CLOSED = "No change", "Changed", "Closed"
NEXT_STEPS = ("Extend", "Retender", "Renewed", "Ends", "Not decided")
DIMENSIONS = ("Accuracy", "Validity", "Reliability", "Timeliness", "Relevance", "Completeness")
SOURCE_DATA, DATA_ENTRY, CHECKED = "Source data", "Data entry", "Checked"
SIGN_OFF_STEPS = (SOURCE_DATA, DATA_ENTRY, CHECKED)
