"""The headings of every plan table, each declared once: what it fills in, and how else it is said.

Source: contract, "Plan tables"; the other ways of saying are the headings of real service plans.
Case, spaces and punctuation never count, nor does what stands in brackets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from plansheet.layout.scale_headings import SCALE_HEADINGS
from plansheet.model.tables import Table
from plansheet.model.typed import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_MARKS = re.compile(r"[^a-z0-9%£#]+")
_YEAR = re.compile(r"[0-9]{4} ?[-/\u2013] ?[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Heading:
    """One column: its canonical heading, the field it fills in, other ways of saying it."""

    name: str
    field: str
    others: tuple[str, ...] = ()


# Each kind is there once, and is looked up for every column: by itself, not by all its headings.
@dataclass(frozen=True, slots=True, eq=False)
class TableKind:
    """One kind of table: its columns, and the sets of columns of which any one gives it away.

    In a set, `years` stands for a column of a year or quarter, `figures` for one of a year's
    actuals or targets, `impacts` for an input of a risk scheme other than its likelihood.
    """

    table: Table
    headings: tuple[Heading, ...]
    signs: tuple[frozenset[str], ...]

    def heading(self, field: str) -> str:
        """Return the canonical heading of `field`."""
        return next(item.name for item in self.headings if item.field == field)

    @property
    def known(self) -> str:
        """Return its canonical headings for a message."""
        return ", ".join(item.name for item in self.headings)


@lru_cache(maxsize=4096)
def plain(heading: str) -> str:
    """Return a heading as it is compared: `E-mail`, `email` and `E mail (work)` are the same."""
    said = clean(heading).replace("\n", " ").casefold()
    return _MARKS.sub("", _BRACKETS.sub("", said)) or _MARKS.sub("", said)


def field_of(kind: TableKind, column: str) -> str:
    """Return the field that a column of a table of that kind fills in, "" where none."""
    return _fields(kind).get(plain(column), "")


def name_field(kind: TableKind) -> str:
    """Return the field by which people call a row of a table of that kind."""
    return _NAME_FIELDS.get(kind.table, "title")


def kind_of(columns: Iterable[str]) -> TableKind | None:
    """Return the kind of table that a row of headings gives away, None where none.

    Of several, the one that knows most of them. Which scheme risks are scored by is not asked.
    """
    said = [column for column in columns if column]
    found = {id(kind): _signs_in(kind, said) for kind in KINDS}
    fitting = [kind for kind in KINDS if any(signs <= found[id(kind)] for signs in kind.signs)]
    return max(fitting, key=lambda kind: len(found[id(kind)]), default=None)


def _signs_in(kind: TableKind, columns: list[str]) -> set[str]:
    found = {field_of(kind, column) for column in columns} - {""}
    if kind is RISKS:
        inputs = {_SCALES[plain(column)] for column in columns if plain(column) in _SCALES}
        found |= {"likelihood" if key == "likelihood" else "impacts" for key in inputs}
    elif any(_YEAR.search(column) for column in columns):
        found.add("figures" if kind is INDICATORS else "years")
    return found


@cache
def _fields(kind: TableKind) -> dict[str, str]:
    return {plain(said): item.field for item in kind.headings for said in (item.name, *item.others)}


def _any(*sets: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(fields.split()) for fields in sets)


def _kind(table: Table, signs: Iterable[frozenset[str]], *headings: Heading) -> TableKind:
    return TableKind(table, headings, tuple(signs))


_REF = ("Reference", "Ref No", "Ref Number", "Reference number", "No", "ID", "Code")

SERVICE = _kind(
    Table.SERVICE,
    _any("name head", "name email", "head email"),
    Heading("Service", "name", ("Service name", "Name of service", "Section", "Team")),
    Heading(
        "Head of service",
        "head",
        ("Service head", "Section head", "Head", "Responsible head of service", "Service manager"),
    ),
    Heading("E-mail", "email", ("E-mail address", "Mail", "Contact e-mail")),
    Heading("Source data", "source_data", ("Responsible for source data",)),
    Heading("Data entry", "data_entry", ("Responsible for data entry", "Entered by")),
    Heading("Checked by", "checked_by", ("Data checked by", "Checking the data", "Checker")),
    Heading("Deputy", "deputy", ("Deputy head of service", "Stands in")),
    Heading("Committee", "committee", ("Service committee", "Lead committee")),
)
INDICATORS = _kind(
    Table.INDICATORS,
    _any("title figures", "title unit", "title good_is", "title how_often", "title tier"),
    Heading("Ref", "ref", (*_REF, "PI Ref", "PI", "KPI", "PI No", "Indicator ref", "PI code")),
    Heading(
        "Description",
        "title",
        (
            "Indicator",
            "Performance indicator",
            "PI description",
            "Description of indicator",
            "Indicator title",
            "Title",
            "Measure",
            "Performance Indicator or SMART Milestone",
            "Indicator or milestone",
            "PIs",
            "Direction of Travel PIs",
        ),
    ),
    Heading("Tier", "tier", ("KPI or PI", "Kind of indicator", "Indicator type")),
    Heading("Unit", "unit", ("Units", "Unit of measure", "Measured in", "Format")),
    Heading("Good is", "good_is", ("Polarity", "Good performance", "Good performance is")),
    Heading("How often", "how_often", ("Frequency", "Reporting frequency", "Reported")),
    Heading("Counts as", "counts_as", ("Aggregation", "Year to date", "Counted as")),
    Heading("Tolerance", "tolerance", ("Amber tolerance", "Amber to", "Variance allowed")),
    Heading("Owner", "owner", ("Indicator owner", "Lead officer")),
    Heading(
        "Objective",
        "objective",
        ("Strategic objective", "Corporate objective", "Theme", "Supporting objective"),
    ),
    Heading("Definition", "definition", ("PI definition", "How it is measured", "Calculation")),
    Heading("Source system", "source_system", ("Data source", "Source of data", "System")),
    Heading("Available", "available", ("Data available", "Figures available", "Available after")),
    Heading("Supplied by", "supplied_by", ("Data supplied by", "Supplier")),
    Heading("Also reported by", "also_reported_by", ("Reported by", "Shared with")),
    Heading("Publish", "publish", ("Published", "Public or internal")),
    Heading("Formerly", "formerly", ("Former ref", "Previous ref", "Old ref", "Previously")),
)
OBJECTIVES = _kind(
    Table.OBJECTIVES,
    _any("theme objective", "theme measure", "objective measure", "measure target"),
    Heading(
        "Theme",
        "theme",
        (
            "Strategic Plan Priority theme",
            "Corporate Framework Priority theme",
            "Priority theme",
            "Priority",
        ),
    ),
    Heading(
        "Objective",
        "objective",
        ("Strategic Plan objective", "Objectives", "Corporate objectives", "Aim"),
    ),
    Heading("Measure", "measure", ("Measures", "Service contribution to the Corporate Themes")),
    Heading("Target", "target", ("Targets",)),
    Heading("Lead service", "lead_service", ("Lead", "Service", "Lead officer")),
)
PROJECTS = _kind(
    Table.PROJECTS,
    _any("title outcome", "title years", "title manager", "title sponsor"),
    Heading("Ref", "ref", (*_REF, "Project ref", "Project No")),
    Heading("Project", "title", ("Project title", "Project name", "Name of project", "Projects")),
    Heading("Outcome", "outcome", ("Proposed outcome", "Outcomes", "Project outcome")),
    Heading("Manager", "manager", ("Project manager", "Lead", "Lead officer")),
    Heading("Sponsor", "sponsor", ("Project sponsor",)),
    Heading("Funding", "funding", ("Funded by", "Grant", "Source of funding", "Project funding")),
    Heading("Objective", "objective", ("Strategic objective", "Corporate objective", "Theme")),
)
RISKS = _kind(
    Table.RISKS,
    _any("title likelihood", "title printed_score", "title printed_treatment", "title impacts"),
    Heading("Ref", "ref", (*_REF, "Risk Ref", "Risk No", "Risk reference", "Risk ID")),
    Heading("Group", "group", ("Risk group", "Category", "Type of risk")),
    Heading(
        "Risk",
        "title",
        (
            "Risk title",
            "Title of risk",
            "Risk description",
            "Description of risk",
            "Brief description - title of risk",
        ),
    ),
    Heading("Strategic risk", "strategic", ("Strategic risk ref", "Linked strategic risk")),
    Heading("Objective", "objective", ("Strategic objective", "Corporate objective", "Theme")),
    Heading("Score", "printed_score", ("Risk score", "Residual risk score", "Residual score")),
    Heading("Reason", "reason", ("Reason for assessment", "Reason for score")),
    Heading("Requires treatment", "printed_treatment", ("Treatment", "Treatment required")),
    Heading("Last review", "last_review", ("Last review date", "Date of last review", "Reviewed")),
    Heading("Next milestone", "next_milestone", ("Next milestone date", "Next key milestone")),
    Heading("Next review", "next_review", ("Next review date", "Date of next review")),
    Heading("Closed", "closed", ("Date closed", "Closed date")),
)
CONTRACTS = _kind(
    Table.CONTRACTS,
    _any("agreement supplier", "agreement end", "agreement start", "agreement total"),
    Heading("Ref", "ref", (*_REF, "Contract ref", "Contract No")),
    Heading(
        "Agreement",
        "agreement",
        ("Title of Agreement", "Agreement title", "Contract", "Contract title", "Title"),
    ),
    Heading("Service area", "service_area", ("Area", "Service")),
    Heading("Contact", "contact", ("Service contact", "Contact officer", "Contract manager")),
    Heading(
        "Description",
        "description",
        (
            "Description of the goods and / or services being provided",
            "Description of goods and services",
            "Goods and services",
        ),
    ),
    Heading("Supplier", "supplier", ("Supplier name", "Name of supplier", "Contractor")),
    Heading("Sum", "total", ("Contract sum £", "Contract sum", "Sum £", "Value", "Contract value")),
    Heading("Start", "start", ("Start date", "Contract start", "Contract start date")),
    Heading("End", "end", ("End date", "Contract end", "Contract end date", "Expiry date")),
    Heading("Review", "review", ("Review date", "Contract review date")),
    Heading(
        "Extension",
        "extension",
        (
            "Option to extend and length of extension",
            "Option to extend",
            "Length of extension",
            "Extension option",
        ),
    ),
)
BUDGETS = _kind(
    Table.BUDGETS,
    _any("heading years"),
    Heading("Heading", "heading", ("Budget heading", "Budget", "Cost heading", "Cost", "Item")),
)
POSTS = _kind(
    Table.POSTS,
    _any("job_title succession", "job_title risks_and_skills", "job_title options"),
    Heading("Job title", "job_title", ("Post", "Job title of SPOF", "Post title")),
    Heading(
        "Succession", "succession", ("Succession planning", "Succession Planning for this post")
    ),
    Heading("Risks and skills", "risks_and_skills", ("Risks, Skills required", "Risks & skills")),
    Heading("Knowledge and networks", "knowledge_and_networks", ("Knowledge & networks",)),
    Heading("Impact", "impact", ("Impact on service",)),
    Heading("Options", "options", ("Future options for providing the services", "Future options")),
)
SKILLS = _kind(
    Table.SKILLS,
    _any("job_title qualification", "job_title cpd_required"),
    Heading("Job title", "job_title", ("Post", "Post title")),
    Heading("Qualification", "qualification", ("Qualifications", "Qualification required")),
    Heading(
        "CPD required", "cpd_required", ("Continuing Professional Development required?", "CPD")
    ),
)
ACTIONS = _kind(
    Table.ACTIONS,
    _any("action officer", "action by_when", "action steps", "action supporting"),
    Heading("Ref", "ref", (*_REF, "Action ref", "Action No")),
    Heading(
        "Action",
        "action",
        (
            "Actions",
            "Improvement",
            "Activity",
            "Council action",
            "Improvement or change objective",
            "Action and progress update",
            "Action + progress update",
        ),
    ),
    Heading("Steps", "steps", ("Step", "Numbered steps", "Tasks")),
    Heading(
        "Supporting", "supporting", ("Supporting information", "Further information", "Outcomes")
    ),
    Heading(
        "By when",
        "by_when",
        ("Month", "Completion by month", "Deadline", "Timescale", "Due", "Target date"),
    ),
    Heading("Officer", "officer", ("Lead officer", "Responsible officer", "Lead", "Owner")),
)
RATINGS = _kind(
    Table.RATINGS,
    _any("completed on_target", "on_target needs_attention", "needs_attention needs_amendment"),
    Heading("Rated", "rated", ("What is rated",)),
    Heading("Completed", "completed", ("Project completed", "Action completed")),
    Heading("On target", "on_target", ("Project on target", "Action on target")),
    Heading(
        "Needs attention",
        "needs_attention",
        (
            (
                "Project scope/target date requires attention. "
                "Alterations considered by Leadership Team."
            ),
            "Project scope/target date requires attention",
            "Requires attention",
        ),
    ),
    Heading(
        "Needs amendment",
        "needs_amendment",
        (
            "Project requires amendment. Alterations considered by Cabinet.",
            "Project requires amendment",
            "Requires amendment",
        ),
    ),
    Heading("Closed", "closed", ("Project aborted/ closed", "Aborted/ closed", "Project closed")),
)
VERSIONS = _kind(
    Table.VERSIONS,
    _any("version date", "version reason"),
    Heading("Version", "version", ("Version No", "Version number")),
    Heading("Date", "date", ("Date of update", "Date of version")),
    Heading(
        "Reason",
        "reason",
        ("Reason for Update / Significant Changes", "Changes", "Reason for update"),
    ),
    Heading("Made by", "made_by", ("Author", "Updated by", "By")),
)
CHANGES = _kind(
    Table.CHANGES,
    _any("what new", "ref old new", "what starts"),
    Heading("Ref", "ref", _REF),
    Heading("What", "what", ("What changes", "Field", "Column")),
    Heading("Old", "old", ("Old value", "Was", "Changed from")),
    Heading("New", "new", ("New value", "Is now", "Changed to")),
    Heading("From", "starts", ("From quarter", "Starts", "Effective from", "Holds from")),
    Heading("Reason", "reason", ("Reason for change", "Why")),
    Heading("Approved by", "approved_by", ("Approved", "Agreed by")),
)
KINDS: tuple[TableKind, ...] = (
    INDICATORS,
    PROJECTS,
    RISKS,
    CONTRACTS,
    SERVICE,
    OBJECTIVES,
    BUDGETS,
    POSTS,
    SKILLS,
    ACTIONS,
    RATINGS,
    VERSIONS,
    CHANGES,
)
# What a heading fills in where the table has another column for what it fills in elsewhere: beside
# "Council action" the "Actions" are the steps.
ELSE_FIELDS: dict[tuple[Table, str], str] = {(Table.ACTIONS, "actions"): "steps"}
# Headings under which a cell stands for the rows below it that leave it blank, outermost first.
CARRIED: dict[Table, tuple[str, ...]] = {
    Table.OBJECTIVES: ("theme", "objective"),
    Table.INDICATORS: ("objective",),
}
_SCALES = {
    plain(said): key
    for key, others in SCALE_HEADINGS.items()
    for said in (key.replace("_", " "), *others)
}
_NAME_FIELDS = {
    Table.SERVICE: "name",
    Table.CONTRACTS: "agreement",
    Table.OBJECTIVES: "measure",
    Table.BUDGETS: "heading",
    Table.POSTS: "job_title",
    Table.SKILLS: "job_title",
    Table.ACTIONS: "action",
    Table.RATINGS: "rated",
    Table.VERSIONS: "version",
    Table.CHANGES: "what",
}
