"""The council-wide workbook: the sheets that Management Board reads, every column declared once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.layout.collection import step_label
from plansheet.layout.columns import Column, Sheet
from plansheet.reconcile.data import DATA_COLUMNS, SHEET_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plansheet.model.periods import Quarter
    from plansheet.model.risks import RiskScheme

_SERVICE = Column("service", "Service", 22)
_REF = Column("ref", "Ref", 9)
_TITLE = Column("title", "Indicator", 38)
_STATES = (
    Column("rated", "Rated", 9, style="number"),
    Column("green", "Green", 9, style="number"),
    Column("amber", "Amber", 9, style="number"),
    Column("red", "Red", 9, style="number"),
    Column("no_target", "No target", 9, style="number"),
    Column("baseline", "Baseline", 11, style="number"),
    Column("not_due", "Not due", 9, style="number"),
    Column("awaited", "Awaited", 10, style="number"),
    Column("not_supplied", "Not supplied", 11, style="number"),
    Column("held", "Held", 8, style="number"),
    Column("data_only", "Data only", 9, style="number"),
    Column("withdrawn", "Withdrawn", 12, style="number"),
)

CONTENTS = Sheet(
    "Contents",
    (
        Column("sheet", "Sheet", 18),
        Column("shows", "What it shows", 84),
        Column("rows", "Rows", 10, style="number"),
    ),
    keys=("sheet",),
    purpose="What each sheet shows.",
)
SUMMARY = Sheet(
    "Summary",
    (
        Column("part", "Part", 18),
        Column("measure", "Measure", 30),
        Column("number", "Number", 9, style="number"),
        Column("before", "Last quarter", 9, style="number"),
        Column("change", "Change", 9, style="change"),
        Column("share", "Share of rated", 9, style="percent"),
        Column("words", "In words", 56),
        Column("green", "Green", 8, style="number"),
        Column("amber", "Amber", 8, style="number"),
        Column("red", "Red", 8, style="number"),
        Column("not_rated", "Not rated", 8, style="number"),
    ),
    keys=("part", "measure"),
    purpose=(
        "What moved, how many indicators are on target, and how many could not be rated, counted "
        "from the sheet Data. A chart of the services stands below the table."
    ),
)
_COMPARED = (
    Column("rating", "Rating", 10),
    Column("actual", "Actual", 13),
    Column("target", "Target", 13),
    Column("target_note", "About the target", 20),
    Column("gap", "Gap", 12),
)
EXCEPTIONS = Sheet(
    "Exceptions",
    (
        _SERVICE,
        _REF,
        _TITLE,
        *_COMPARED,
        Column("direction_quarter", "Since last quarter", 12),
        Column("quarters_off", "Quarters in a row not on target", 10, style="number"),
        Column("cause", "Cause", 34),
        Column("action", "Action", 28),
        Column("owner", "Owner", 16),
        Column("by_when", "By when", 12, style="date"),
        Column("forecast", "Forecast for the year", 11),
    ),
    purpose=(
        "Indicators that are off target or only within tolerance: the gap, why, and what is done."
    ),
)
_KPIS = (
    "KPIs",
    "Key performance indicators: those that support the council's own framework.",
)
_SERVICE_PIS = ("Service PIs", "Service performance indicators: all the others.")


def kpis_sheet(quarters: Sequence[Quarter]) -> Sheet:
    """Return the sheet of key indicators, with a column for each of the quarters of its trend."""
    return _indicators_sheet(*_KPIS, quarters)


def service_pis_sheet(quarters: Sequence[Quarter]) -> Sheet:
    """Return the sheet of all other indicators, in the same columns."""
    return _indicators_sheet(*_SERVICE_PIS, quarters)


def trend_keys(quarters: Sequence[Quarter]) -> tuple[str, ...]:
    """Return the keys of the columns of a trend's quarters."""
    return tuple(f"quarter_{number}" for number in range(1, len(quarters) + 1))


def _indicators_sheet(name: str, purpose: str, quarters: Sequence[Quarter]) -> Sheet:
    shown = zip(trend_keys(quarters), quarters, strict=True)
    return Sheet(
        name,
        (
            _SERVICE,
            _REF,
            _TITLE,
            Column("state", "State", 13),
            *_COMPARED,
            Column("direction_quarter", "Since last quarter", 12),
            Column("direction_year", "Since last year", 12),
            *(Column(f"q{number}", f"Q{number}", 12) for number in range(1, 5)),
            Column("year_to_date", "Year to date", 12),
            Column("target_year", "Target this year", 20),
            Column("forecast", "Forecast for the year", 14),
            Column("how_final", "Provisional or final", 13),
            Column("markers", "Markers", 14),
            Column("trend", "Trend over two years", 22),
            *(Column(key, str(quarter), 12) for key, quarter in shown),
            Column("commentary", "Commentary", 48),
            Column("reason", "Why there is no figure", 34),
            Column("source", "Where the figure came from", 40),
        ),
        purpose=purpose,
    )


SERVICES = Sheet(
    "Services",
    (
        Column("name", "Service", 30),
        Column("code", "Code", 24),
        Column("indicators", "Indicators", 13, style="number"),
        *_STATES,
        Column("share", "Green of those rated", 12, style="percent"),
        Column("words", "In words", 48),
    ),
    keys=("name",),
    purpose="Each service's indicators by state, counted from the sheet Data.",
)
PROJECTS = Sheet(
    "Projects",
    (
        _SERVICE,
        _REF,
        Column("project", "Project", 32),
        Column("milestone", "Milestone", 44),
        Column("due", "Due", 14, style="date"),
        Column("status", "Status", 18),
        Column("done_on", "Done on", 14, style="date"),
        Column("expected", "Now expected", 14, style="date"),
        Column("slippage", "Days late", 10, style="number"),
        Column("commentary", "Commentary", 44),
    ),
    purpose="Project milestones that are due or followed this quarter, and how late they are.",
)
RISKS = Sheet(
    "Risks",
    (
        _SERVICE,
        _REF,
        Column("risk", "Risk", 48),
        Column("scheme", "Scheme", 9),
        Column("answer", "Reviewed", 13),
        Column("score_before", "Score before", 9),
        Column("band_before", "Band before", 20),
        Column("score", "Score now", 9),
        Column("band", "Band now", 20),
        Column("moved", "Moved", 10),
        Column("last_review", "Last review", 14, style="date"),
        Column("next_review", "Next review", 14, style="date"),
        Column("reason", "Reason for change", 40),
    ),
    purpose=(
        "Every risk of the registers: how it was scored before and now, and which way it moved."
    ),
)
CONTRACTS = Sheet(
    "Contracts",
    (
        Column("month", "Month", 16),
        Column("ahead", "What is due", 12),
        _SERVICE,
        _REF,
        Column("agreement", "Agreement", 40),
        Column("supplier", "Supplier", 28),
        Column("total", "Sum", 26),
        Column("end", "End", 14, style="date"),
        Column("review", "Review", 14, style="date"),
        Column("next_step", "What happens next", 18),
        Column("new_end", "New end", 14, style="date"),
        Column("commentary", "Commentary", 40),
    ),
    purpose="Contracts that end or are reviewed within six months, by month, the next day first.",
)
_RETURN_COLUMNS = (
    Column("name", "Service", 30),
    Column("state", "State", 12),
    Column("issue", "Issue", 8, style="number"),
    Column("issued", "Issued", 14, style="date"),
    Column("emailed", "E-mailed", 14, style="date"),
    Column("due", "Due", 14, style="date"),
    Column("received", "Received", 14, style="date"),
    Column("days_late", "Days late", 9, style="number"),
    Column("file", "File", 40),
    Column("asked", "Queries asked", 9, style="number"),
    Column("held", "Values held", 9, style="number"),
    Column("to_fix", "To be corrected", 11, style="number"),
    Column("source_data", "Source data", 26),
    Column("data_entry", "Data entry", 26),
    Column("checked", "Checked", 26),
)
_EXTENSION = Column("extension", "Why it was due later", 40)
QUERIES = Sheet(
    "Queries",
    (
        _SERVICE,
        Column("level", "Kind", 12),
        Column("message", "What is asked", 80),
        Column("refs", "Rows", 24),
        Column("sheet", "Sheet", 16),
        Column("cells", "Cells", 24),
        Column("file", "File", 40),
    ),
    keys=("service",),
    purpose="What is asked of the services about what they returned.",
)
CHANGES = Sheet(
    "Changes",
    (
        _SERVICE,
        Column("ref", "About", 16),
        Column("what", "What", 24),
        Column("old", "Old", 26),
        Column("new", "New", 34),
        Column("starts", "From", 16),
        Column("reason", "Reason", 44),
        Column("decision", "Decision", 40),
        Column("source", "Where it was said", 40),
    ),
    keys=("service",),
    purpose=(
        "What changed: since the last version of this workbook, in plans, by request, in figures "
        "that were restated, from one return to the next, and in cells that were locked."
    ),
)
NOTES = Sheet(
    "Notes",
    (Column("topic", "Topic", 26), Column("note", "Note", 110)),
    keys=("topic",),
    purpose="How the figures were worked out.",
)
_DATA_WIDTH = 14
_DATA_WIDTHS = {
    "council": 28,
    "service": 24,
    "title": 42,
    "entered": 18,
    "target_text": 24,
    "direction_quarter": 20,
    "direction_year": 18,
    "commentary": 48,
    "supplied_by": 24,
    "source_file": 40,
    "theme": 30,
    "objective": 60,
    "sha256": 70,
}
DATA = Sheet(
    "Data",
    (
        *(
            Column(column.name, column.name, _DATA_WIDTHS.get(column.name, _DATA_WIDTH))
            for column in (*DATA_COLUMNS, *SHEET_COLUMNS)
        ),
    ),
    purpose=(
        "Each figure once, as it was entered and as it was compared, with the cell it came from."
    ),
)


def returns_sheet(dimensions: Sequence[str] = (), *, has_extensions: bool = False) -> Sheet:
    """Return the Returns sheet, with a column for each of the dimensions of data quality asked.

    Where a service was given more time, a column after all says why.
    """
    return Sheet(
        "Returns",
        (
            *_RETURN_COLUMNS,
            *(Column(each.lower(), each, 26) for each in dimensions),
            *((_EXTENSION,) if has_extensions else ()),
        ),
        keys=("name",),
        purpose="Which services were asked, what came back and when, and who signed for it.",
    )


def heat_map_sheet(schemes: Sequence[RiskScheme]) -> Sheet:
    """Return the Heat map sheet: a row a likelihood of each scheme, a column a rank of impact.

    A heading names the impact in every scheme, since none is ever turned into another.
    """
    widest = max((len(scale.steps) for scheme in schemes for scale in scheme.impacts), default=0)
    return Sheet(
        "Heat map",
        (
            Column("scheme", "Scheme", 10),
            Column("likelihood", "Likelihood", 20),
            *(
                Column(f"impact_{rank}", f"Impact {_impact(schemes, rank)}", 28)
                for rank in range(1, widest + 1)
            ),
        ),
        keys=("scheme", "likelihood"),
        purpose=(
            "Where the risks that were reviewed stand: likelihood down, impact across, most likely "
            "first, with what that means, the refs of each service, and which moved from where."
        ),
    )


def _impact(schemes: Sequence[RiskScheme], rank: int) -> str:
    """Return what a rank of impact is called, by scheme where there are several."""
    found = {scheme.name: impact_words(scheme, rank) for scheme in schemes}
    named = {name: words for name, words in found.items() if words}
    if len(schemes) == 1:
        return "".join(named.values())
    return ", ".join(f"{words} ({name})" for name, words in named.items())


def impact_words(scheme: RiskScheme, rank: int) -> str:
    """Return what a scheme calls a rank of impact, `III Significant`; "" where it has none."""
    labels = (
        step_label(step) for scale in scheme.impacts for step in scale.steps if step.rank == rank
    )
    return " / ".join(dict.fromkeys(labels))
