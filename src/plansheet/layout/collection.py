"""The collection workbook: the sheets that a section head fills in, every column declared once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.layout.columns import Bounds, Column, Reads, Sheet
from plansheet.model.requests import Wish
from plansheet.reconcile.words import (
    CHANGED,
    CLOSED,
    INDICATORS,
    MET,
    NEXT_STEPS,
    NO_CHANGE,
    OTHER_REASON,
    PROVISIONAL,
    RISKS,
    STATUSES,
)

if TYPE_CHECKING:
    from plansheet.model.periods import Quarter
    from plansheet.model.risks import RiskScheme, Scale, Step

LAYOUT_VERSION = "1"
IDENTITY = "_plansheet"
PROPERTY_PREFIX = "plansheet_"
REQUEST_ROWS = 20
# What the list offers where a risk has no impact of one kind.
NO_IMPACT = "-"

FINAL = "Final"
REASONS = (
    "Not available yet",
    "Waiting for a partner",
    "Nothing to measure this quarter",
    "No longer collected",
    OTHER_REASON,
)
REQUESTS = tuple(map(str, Wish))
QUESTIONS = {
    "Accuracy": "Are the figures right, and counted once?",
    "Validity": "Do they follow the definition?",
    "Reliability": "Are they collected the same way each time?",
    "Timeliness": "Are they collected soon enough to act on?",
    "Relevance": "Do they still measure what matters?",
    "Completeness": "Is nothing missing?",
}

_FEW_MONTHS, _TWO_YEARS, _FIVE_YEARS, _TEN_YEARS = 183, 731, 1_827, 3_653
DONE = Bounds(_TWO_YEARS, _FEW_MONTHS)
_SIGNED = Bounds(_TWO_YEARS, _FEW_MONTHS, usual=8)
_REVIEWED = Bounds(_FIVE_YEARS, _FEW_MONTHS)
_AHEAD = Bounds(0, _FIVE_YEARS, usual=92)
_SOON = Bounds(0, _FIVE_YEARS, usual=31)
_RENEWED = Bounds(0, _TEN_YEARS, usual=731)


def _text(key: str, heading: str, width: int, help_: str, example: str) -> Column:
    return Column(key, heading, width, Reads.TEXT, help_, example)


def _person(key: str, heading: str, width: int, help_: str, example: str) -> Column:
    return Column(key, heading, width, Reads.TEXT, help_, example, names_people=True)


def _figure(key: str, heading: str, help_: str) -> Column:
    return Column(key, heading, 14, Reads.FIGURE, help_, bounds=DONE)


def _date(key: str, heading: str, help_: str, bounds: Bounds) -> Column:
    return Column(key, heading, 14, Reads.DATE, help_, bounds=bounds, style="date")


def _choice(key: str, heading: str, width: int, help_: str, choices: tuple[str, ...]) -> Column:
    return Column(key, heading, width, Reads.CHOICE, help_, choices[0], choices=choices)


def _check() -> Column:
    return Column("check", "Check", 30, checked=False, style="word")


START_HERE = Sheet(
    "Start here",
    (
        Column("sheet", "Sheet", 20),
        Column("purpose", "What to do there", 70),
        Column("rows", "Rows to fill in", 12),
        Column("done", "Rows done", 12, checked=False),
        Column("progress", "Progress", 26, checked=False, style="word"),
    ),
    keys=("sheet",),
)
HELP = Sheet(
    "Help",
    (
        Column("sheet", "Sheet", 18),
        Column("column", "Column", 26),
        Column("help", "What to enter", 76),
        Column("example", "Example", 34),
    ),
    keys=("sheet", "column"),
)
# Stands first in a query workbook, which is an issue with its answers filled in; on its own
# account it is neither asked nor compared.
QUERIES = Sheet(
    "Queries",
    (
        Column("no", "No", 6),
        Column("level", "Kind", 14),
        Column("sheet", "Sheet", 17),
        Column("refs", "Rows", 20),
        Column("cells", "Cells", 18, style="link"),
        Column("read", "What we read", 26),
        Column("message", "What is asked", 76),
        Column("answered", "Answered?", 20, checked=False, style="word"),
    ),
    keys=("no",),
)
IDENTITY_SHEET = Sheet(
    IDENTITY,
    (Column("name", "Name", 20), Column("value", "Value", 70)),
    keys=("name",),
    purpose="How plansheet knows this workbook again. Please leave it as it is.",
)
EARLIER_FIGURES = Sheet(
    "Earlier figures",
    (
        Column("ref", "Ref", 10),
        Column("title", "Indicator", 44),
        Column("quarter", "Quarter", 13),
        Column("held", "We hold", 18),
        _figure("final", "Final figure", "The final figure for that quarter, if it is known now."),
        _text("reason", "Reason", 44, "Why the figure changed.", "Two late cases were added."),
    ),
    keys=("ref", "quarter"),
)
MILESTONES = Sheet(
    "Milestones",
    (
        Column("ref", "Ref", 10),
        Column("project", "Project", 34),
        Column("milestone", "Milestone", 48),
        Column("due", "Due", 14, style="date"),
        _check(),
        _choice("status", "Status", 18, "How the milestone stands at the quarter's end.", STATUSES),
        _date("done_on", "Done on", "The day it was completed.", DONE),
        _date("expected", "Now expected", "When it will be completed, if not yet.", _AHEAD),
        _text(
            "commentary",
            "Commentary",
            48,
            "What has been done, and what holds it up.",
            "Tenders are in; the award is on 12 October.",
        ),
        Column("last_status", "Last quarter's status", 20),
    ),
)
CONTRACTS = Sheet(
    "Contracts",
    (
        Column("ref", "Ref", 8),
        Column("agreement", "Agreement", 40),
        Column("supplier", "Supplier", 28),
        Column("end", "End", 14, style="date"),
        Column("review", "Review", 14, style="date"),
        _check(),
        _choice("next_step", "What happens next", 20, "What is planned when it ends.", NEXT_STEPS),
        _date("new_end", "New end", "The new end date, if it is extended or renewed.", _RENEWED),
        _text(
            "commentary",
            "Commentary",
            48,
            "Anything Management Board should know.",
            "Extended for 18 months at the same price.",
        ),
    ),
)
REQUESTS_SHEET = Sheet(
    "Requests",
    (
        Column("no", "No", 6),
        _text("about", "About", 20, "The ref of the row it is about.", "PI05"),
        _choice("change", "Change", 18, "What should change.", REQUESTS),
        _text("proposed", "Proposed", 44, "What it should say instead.", "80% from next year"),
        _text("starts", "From", 16, "From when it should hold.", "April next year"),
        _text("reason", "Reason", 48, "Why it should change.", "Agreed by Cabinet in September."),
    ),
    keys=("no",),
    grows=True,
)
DATA_QUALITY = Sheet(
    "Data quality",
    (
        Column("dimension", "Dimension", 18),
        _choice("met", "Met?", 12, "Whether this holds for the figures here.", MET),
        _text("note", "Note", 72, "What is being done where it does not.", "Checks start in May."),
    ),
    keys=("dimension",),
)
SIGN_OFF = Sheet(
    "Sign-off",
    (
        Column("step", "Step", 16),
        _person("name", "Name", 34, "Who did this.", "A. Officer"),
        _text("job_title", "Job title", 36, "Their job title.", "Partnerships Manager"),
        _date("date", "Date", "The day it was done.", _SIGNED),
        _person(
            "on_behalf_of",
            "On behalf of",
            36,
            "Whose job it is, if someone else signs for them.",
            "Head of Service",
        ),
    ),
    keys=("step",),
)
# The sheets above whose tables stand words of the council's own, a file each in templates/wording.
WORDED = (
    START_HERE.name,
    INDICATORS,
    EARLIER_FIGURES.name,
    MILESTONES.name,
    RISKS,
    CONTRACTS.name,
    REQUESTS_SHEET.name,
    DATA_QUALITY.name,
    SIGN_OFF.name,
    HELP.name,
)


def indicators_sheet(quarter: Quarter) -> Sheet:
    """Return the Indicators sheet for `quarter`; one heading names the year before."""
    last_year = quarter.year.plus(-1)
    return Sheet(
        INDICATORS,
        (
            Column("ref", "Ref", 10),
            Column("title", "Indicator", 44),
            _check(),
            Column("ask", "What to enter", 34),
            Column("target", "Target this quarter", 22),
            *_FIGURE_COLUMNS,
            Column("unit", "Unit", 10),
            Column("good_is", "Good is", 12),
            Column("amber_to", "Amber to", 16),
            Column("how_often", "How often", 13),
            Column("counts_as", "Counts as", 13),
            Column("target_year", "Target this year", 20),
            *(Column(f"q{number}", f"Q{number}", 16) for number in range(1, 5)),
            Column("last_actual", f"{last_year} actual", 16),
            Column("last_commentary", "Last quarter's commentary", 44),
            Column("definition", "Definition", 44),
        ),
    )


_FIGURE_COLUMNS = (
    _figure(
        "actual", "Actual", "What 'What to enter' asks for; if there is none, choose a reason."
    ),
    _choice(
        "provisional",
        "Provisional or final",
        14,
        "Whether the figure may still change; blank means final.",
        (PROVISIONAL, FINAL),
    ),
    _text(
        "commentary",
        "Commentary",
        48,
        "What lies behind the figure; needed when it is off target.",
        "Two caseworkers left in July.",
    ),
    _text(
        "action",
        "Action",
        40,
        "What is being done about it.",
        "Both posts are filled from October.",
    ),
    _person("owner", "Owner", 26, "The job title of who does it.", "Partnerships Manager"),
    _date("by_when", "By when", "When it will be done.", _AHEAD),
    _choice("reason", "Reason if no figure", 26, "Why there is no figure.", REASONS),
    _date("expected_by", "Expected by", "When the figure will be known.", _SOON),
    _figure("forecast", "Forecast for the year", "Where you expect the year to end, if you know."),
    Column(
        "numerator",
        "Numerator",
        13,
        Reads.NUMBER,
        "How many met the measure in the quarter.",
        "171",
        style="figure",
    ),
    Column(
        "denominator",
        "Denominator",
        13,
        Reads.NUMBER,
        "How many there were altogether in the quarter.",
        "190",
        style="figure",
    ),
)


def risks_sheet(scheme: RiskScheme) -> Sheet:
    """Return the Risks sheet for a council's `scheme`: its inputs, and the same before."""
    before = tuple(
        Column(f"{scale.key}_before", f"{scale.heading} before", 18) for scale in scheme.inputs
    )
    return Sheet(
        RISKS,
        (
            Column("ref", "Ref", 10),
            Column("risk", "Risk", 52),
            _check(),
            _CHANGED,
            *(_input(scale) for scale in scheme.inputs),
            Column("score", "Score", 10, checked=False),
            Column("band", "Band", 20, checked=False),
            *before,
            Column("score_before", "Score before", 10),
            Column("band_before", "Band before", 20),
            *_REVIEW_COLUMNS,
        ),
    )


_CHANGED = _choice(
    "changed",
    "Changed?",
    14,
    "Whether the risk has changed; No change finishes the row.",
    (NO_CHANGE, CHANGED, CLOSED),
)
_REVIEW_COLUMNS = (
    _date("last_review", "Last review", "The day it was last reviewed.", _REVIEWED),
    _date("next_review", "Next review", "When it is reviewed next.", _AHEAD),
    _text(
        "reason",
        "Reason for change",
        48,
        "Why the score changed or the risk is closed.",
        "A partner has ended its funding.",
    ),
)


def _input(scale: Scale) -> Column:
    labels = tuple(step_label(step) for step in scale.steps)
    choices = (*labels, NO_IMPACT) if scale.may_be_blank else labels
    help_ = f"{scale.heading} as it is now, where it has changed; what is left empty stays."
    return _choice(scale.key, scale.heading, 18, help_, choices)


def step_label(step: Step) -> str:
    """Return a step of a scale as its list shows it: `III Significant`."""
    return f"{step.code} {step.word}"


def collection_sheets(quarter: Quarter, scheme: RiskScheme | None) -> tuple[Sheet, ...]:
    """Return the sheets that a return of `quarter` may hold, in the contract's order."""
    sheets = (
        indicators_sheet(quarter),
        EARLIER_FIGURES,
        MILESTONES,
        *((risks_sheet(scheme),) if scheme else ()),
        CONTRACTS,
        REQUESTS_SHEET,
        DATA_QUALITY,
        SIGN_OFF,
    )
    last_quarter = 4
    return tuple(
        sheet for sheet in sheets if sheet is not DATA_QUALITY or quarter.number == last_quarter
    )
