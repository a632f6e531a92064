"""Every setting, declared once: the sections of `plansheet.toml` as dataclasses."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from plansheet.model.contacts import Absence
from plansheet.model.indicators import Tolerance
from plansheet.model.periods import FinancialYear, Quarter, working_days_after
from plansheet.model.risks import SHIPPED_SCHEMES
from plansheet.model.units import Unit
from plansheet.model.words import SeparateChecker, parse_tolerance
from plansheet.settings.accounts import Mail, Mailbox
from plansheet.settings.bank_holidays import Nation, bank_holidays
from plansheet.settings.kinds import (
    ABSENCES,
    ADDRESS,
    ADDRESSES,
    CODES,
    DAYS,
    DOMAIN,
    DUE_DATES,
    FILLED,
    LABELS,
    TEXT,
    TEXTS,
    TOLERANCE,
    key,
    one_of,
    whole_number,
)
from plansheet.settings.ledger_place import LedgerPlace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from plansheet.model.risks import RiskScheme


@dataclass(frozen=True, slots=True)
class Council:
    """Who the council is, and who collects its performance data."""

    name: str = field(
        default="Our Council",
        metadata=key(
            FILLED,
            "The council's name, as it stands on workbooks and in messages.",
            "Three Rivers District Council",
        ),
    )
    manager: str = field(
        default="Performance & Projects Manager",
        metadata=key(
            FILLED,
            "The job title of the person who sends the workbooks out and compiles them.",
            "Performance & Projects Manager",
        ),
    )
    email: str = field(
        default="",
        metadata=key(
            ADDRESS,
            "The address that messages come from and workbooks are sent back to.",
            "performance@council.example",
        ),
    )
    domain: str = field(
        default="",
        metadata=key(
            DOMAIN, "What stands after the @ in the council's own addresses.", "council.example"
        ),
    )


@dataclass(frozen=True, slots=True)
class Collection:
    """How a quarter's figures are collected."""

    due_working_days: int = field(
        default=10,
        metadata=key(
            whole_number(1, 120),
            "Workbooks are due back this many working days after the quarter's end.",
            10,
        ),
    )
    bank_holidays: Nation = field(
        default=Nation.ENGLAND,
        metadata=key(
            one_of(Nation),
            'Whose bank holidays are no working days: "England", "Wales", "Scotland", "Northern '
            'Ireland", or "none".',
            Nation.ENGLAND,
        ),
    )
    holidays: tuple[date, ...] = field(
        default=(),
        metadata=key(
            DAYS,
            "Other days that are no working days, such as those between Christmas and New Year "
            "when the offices are shut.",
            (date(2018, 12, 27), date(2018, 12, 28)),
        ),
    )
    due: Mapping[Quarter, date] = field(
        default_factory=dict,
        metadata=key(
            DUE_DATES,
            "Quarters whose workbooks are due on another day.",
            {Quarter(FinancialYear(2018), 2): date(2018, 10, 12)},
        ),
    )
    tolerance: str = field(
        default="5%",
        metadata=key(
            TOLERANCE,
            (
                "How far off target is still amber where the plan does not say: a share of the "
                'target, or points ("5 points").'
            ),
            "5%",
        ),
    )
    separate_checker: SeparateChecker = field(
        default=SeparateChecker.PREFERRED,
        metadata=key(
            one_of(SeparateChecker),
            'Whether someone else must check what was entered: "required", "preferred", "off".',
            SeparateChecker.PREFERRED,
        ),
    )
    password: str = field(
        default="",
        metadata=key(
            TEXT,
            "A password for the locks of the sheets. They guard against accidents; none is needed.",
            "",
        ),
    )
    keep_years: int = field(
        default=6,
        metadata=key(
            whole_number(1, 100),
            (
                "How many years returned workbooks, and the names in them, are kept after the end "
                "of their quarter. Nothing goes by itself: 'plansheet retention' lists what is "
                "older, and removes it with --remove. Figures stay."
            ),
            6,
        ),
    )
    returns_password: str = field(
        default="",
        metadata=key(
            TEXT,
            (
                "The password that returned workbooks and zip files are opened with where people "
                "protect what they send. Whoever may read this file can read it."
            ),
            "",
        ),
    )


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """The most that reading one returned file may cost."""

    seconds: int = field(
        default=20,
        metadata=key(
            whole_number(1, 3600), "The longest that reading one file may take, in seconds.", 20
        ),
    )
    unpacked_mb: int = field(
        default=200,
        metadata=key(
            whole_number(1, 65536),
            "The largest that a file, with all that is packed in it, may unpack to, in megabytes.",
            200,
        ),
    )
    memory_mb: int = field(
        default=512,
        metadata=key(
            whole_number(128, 65536),
            "The most memory that reading may use, in megabytes, where the system can limit it.",
            512,
        ),
    )


@dataclass(frozen=True, slots=True)
class Contact:
    """Who is written to about one service; what is filled in goes before what its plan says."""

    email: str = field(
        default="",
        metadata=key(ADDRESS, "Where the workbook is sent.", "parks.manager@council.example"),
    )
    deputy: str = field(
        default="",
        metadata=key(
            TEXT,
            "Who stands in while the person above is away: a job title, or an address, which is "
            "then written to.",
            "deputy.parks@council.example",
        ),
    )
    absences: tuple[Absence, ...] = field(
        default=(),
        metadata=key(
            ABSENCES,
            "When the person above is away, first and last day.",
            (Absence(date(2018, 10, 1), date(2018, 10, 12)),),
        ),
    )
    head: str = field(
        default="",
        metadata=key(
            ADDRESS,
            "The head of service, who gets a copy from the second time that a return is chased.",
            "head.of.parks@council.example",
        ),
    )
    copies: tuple[str, ...] = field(
        default=(),
        metadata=key(ADDRESSES, "Who else gets every message.", ("data.team@council.example",)),
    )


class Part(StrEnum):
    """Which part of a meeting a report is for: before the public, or without it."""

    PUBLIC = "public"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class Committee:
    """Whom a report is made for, what it is about, and what stands at its top."""

    title: str = field(
        default="",
        metadata=key(
            FILLED, "What the committee is called.", "Community Safety Scrutiny Committee"
        ),
    )
    services: tuple[str, ...] = field(
        default=(),
        metadata=key(
            CODES,
            "The services it looks after, by the codes of their plans; none named are all.",
            ("community-partnerships",),
        ),
    )
    themes: tuple[str, ...] = field(
        default=(),
        metadata=key(
            TEXTS,
            (
                "The themes it looks after, as the plans' tables Objectives call them, with or "
                "without the number before them: only their indicators, and the actions of "
                "services that have one. None named are all."
            ),
            ("Safer communities",),
        ),
    )
    meetings: Mapping[Quarter, date] = field(
        default_factory=dict,
        metadata=key(
            DUE_DATES,
            "On which day it meets about a quarter.",
            {Quarter(FinancialYear(2018), 2): date(2018, 12, 3)},
        ),
    )
    header: Mapping[str, str] = field(
        default_factory=dict,
        metadata=key(
            LABELS,
            "What else stands at the top of a report: your own labels and words. Write posts, "
            "not names.",
            {"Report of": "Head of Governance", "Wards affected": "All", "Key decision": "No"},
        ),
    )
    part: Part = field(
        default=Part.PUBLIC,
        metadata=key(
            one_of(Part),
            '"public": indicators that plans mark Publish: internal are left out of its reports. '
            '"internal": they are in.',
            Part.PUBLIC,
        ),
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that `plansheet.toml` says, with the default wherever it says nothing.

    `days_off` gives the bank holidays of a nation in a calendar year.
    """

    council: Council = field(default_factory=Council)
    collection: Collection = field(default_factory=Collection)
    limits: ReadingLimits = field(default_factory=ReadingLimits)
    mail: Mail = field(default_factory=Mail)
    mailbox: Mailbox = field(default_factory=Mailbox)
    contacts: Mapping[str, Contact] = field(default_factory=dict)
    committees: Mapping[str, Committee] = field(default_factory=dict)
    risk_schemes: tuple[RiskScheme, ...] = ()
    ledger: LedgerPlace = field(default_factory=LedgerPlace)
    days_off: Callable[[Nation, int], frozenset[date]] = field(
        default=bank_holidays, repr=False, compare=False
    )

    @property
    def schemes(self) -> tuple[RiskScheme, ...]:
        """Return the shipped schemes, replaced where declared anew, then the council's own."""
        declared = {scheme.name: scheme for scheme in self.risk_schemes}
        shipped = [declared.pop(scheme.name, scheme) for scheme in SHIPPED_SCHEMES]
        return (*shipped, *declared.values())

    @property
    def tolerance(self) -> Tolerance:
        """Return the council's tolerance as it is for a percentage."""
        return self.tolerance_for(Unit.PERCENT)

    def tolerance_for(self, unit: Unit) -> Tolerance:
        """Return the council's tolerance for indicators in `unit`; 0 days for dates.

        Points are in the unit's own terms, so `5 points` is 0.05 of a percentage and 5 of a count.
        A date has no tolerance unless its plan gives one (contract: Ratings, worked).
        """
        found = parse_tolerance(self.collection.tolerance, unit)
        return found or Tolerance(Decimal(0), relative=False, text="0 days")

    def due(self, quarter: Quarter) -> date:
        """Return the day on which the workbooks of `quarter` are due back.

        It is the one that is set for the quarter, else so many working days after its end.
        """
        given = self.collection
        if quarter in given.due:
            return given.due[quarter]
        # However many working days are set, they are over by the end of the year after.
        years = range(quarter.last_day.year, quarter.last_day.year + 2)
        public = (self.days_off(given.bank_holidays, year) for year in years)
        off = frozenset(given.holidays).union(*public)
        return working_days_after(quarter.last_day, given.due_working_days, off)

    def contact(self, service: str) -> Contact:
        """Return what the settings say of a service's contact; an empty one where nothing."""
        return self.contacts.get(service, Contact())
