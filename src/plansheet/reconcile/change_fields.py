"""What a dated change can change, field by field: how its new words are read and its old shown.

Source: contract, Plan tables, `Changes`; the words are those of the plan's own columns.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from plansheet.model.indicator_words import (
    COUNTS_AS,
    HOW_OFTEN,
    PUBLISH,
    UNITS,
    code_of,
    codes_in,
    parse_available,
    parse_good_is,
    tier_word,
    word,
)
from plansheet.model.indicators import CountsAs, GoodIs, HowOften, Indicator, Way
from plansheet.model.periods import FinancialYear, parse_year
from plansheet.model.targets import TargetKind, parse_actual, parse_target
from plansheet.model.units import Unit
from plansheet.model.words import PI, is_address, parse_tolerance

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from plansheet.model.plans import Change, Service

Made: TypeAlias = "Indicator | None"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing about an indicator that can change: `make` returns None for words it can't read.

    `example` is an accepted value, for a message; `show` gives what the plan says now.
    """

    name: str
    example: str
    make: Callable[[Indicator, str, FinancialYear], Made]
    show: Callable[[Indicator, FinancialYear], str]


@dataclass(frozen=True, slots=True)
class ServiceField:
    """One thing about the service itself that can change, by its field of `Service`."""

    name: str
    example: str
    field: str


def field_and_year(change: Change) -> tuple[str, FinancialYear]:
    """Return what a change is of, plainly, and for which year: `2019/20 Target`, else its own."""
    what = " ".join(change.what.casefold().split())
    first, _, rest = what.partition(" ")
    year = parse_year(first)
    return (rest, year) if year and rest else (what, change.starts.year)


def field_named(what: str) -> Field | None:
    """Return the field of an indicator called `what`, plainly written, or None."""
    return _FIELDS.get(what)


def service_field_named(what: str) -> ServiceField | None:
    """Return the field of the service called `what`, plainly written, or None."""
    return _SERVICE_FIELDS.get(what)


def changed_service(service: Service, field: ServiceField, new: str) -> Service | None:
    """Return the service with a field changed; None for a name left blank or no address."""
    if field.field == "name" and not new:
        return None
    if field.field == "email" and not is_address(new):
        return None
    return replace(service, **{field.field: new})


def new_indicator(ref: str, title: str) -> Indicator:
    """Return an indicator that a change brings in, as it is until more is said of it.

    Nobody has said which way is good, so nothing is: it is data only until a change says so.
    """
    return Indicator(
        ref=ref,
        title=title,
        tier=PI,
        unit=Unit.NUMBER,
        good_is=GoodIs(Way.NONE),
        how_often=HowOften.QUARTERLY,
        counts_as=CountsAs.LATEST,
        inferred=("Tier", "Unit", "Good is", "How often", "Counts as"),
    )


def _title(indicator: Indicator, new: str, _year: FinancialYear) -> Made:
    return replace(indicator, title=new) if new else None


def _definition(indicator: Indicator, new: str, _year: FinancialYear) -> Made:
    return replace(indicator, definition=new) if new else None


def _tier(indicator: Indicator, new: str, _year: FinancialYear) -> Made:
    return _stated(replace(indicator, tier=tier_word(new)), "Tier") if new else None


def _unit(indicator: Indicator, new: str, _year: FinancialYear) -> Made:
    """Read everything that is written in the unit again in the new one."""
    unit = UNITS.get(word(new))
    if unit is None:
        return None
    tolerance, good_is = indicator.tolerance, indicator.good_is
    return _stated(
        replace(
            indicator,
            unit=unit,
            tolerance=parse_tolerance(tolerance.text, unit) if tolerance else None,
            good_is=parse_good_is(str(good_is), unit) or good_is,
            actuals={y: parse_actual(each.text, unit, y) for y, each in indicator.actuals.items()},
            targets={y: parse_target(each.text, unit, y) for y, each in indicator.targets.items()},
        ),
        "Unit",
    )


def _target(indicator: Indicator, new: str, year: FinancialYear) -> Made:
    target = parse_target(new, indicator.unit, year)
    return replace(indicator, targets={**indicator.targets, year: target})


def _actual(indicator: Indicator, new: str, year: FinancialYear) -> Made:
    actual = parse_actual(new, indicator.unit, year)
    return replace(indicator, actuals={**indicator.actuals, year: actual})


def _tolerance(indicator: Indicator, new: str, _year: FinancialYear) -> Made:
    tolerance = parse_tolerance(new, indicator.unit)
    return replace(indicator, tolerance=tolerance) if tolerance else None


def _good_is(indicator: Indicator, new: str, _year: FinancialYear) -> Made:
    good_is = parse_good_is(new, indicator.unit)
    return _stated(replace(indicator, good_is=good_is), "Good is") if good_is else None


def _how_often(indicator: Indicator, new: str, _year: FinancialYear) -> Made:
    found = HOW_OFTEN.get(word(new))
    return _stated(replace(indicator, how_often=found), "How often") if found else None


def _counts_as(indicator: Indicator, new: str, _year: FinancialYear) -> Made:
    found = COUNTS_AS.get(word(new))
    return _stated(replace(indicator, counts_as=found), "Counts as") if found else None


def _owner(indicator: Indicator, new: str, _year: FinancialYear) -> Made:
    return replace(indicator, owner=new)


def _objective(indicator: Indicator, new: str, _year: FinancialYear) -> Made:
    return replace(indicator, objective=new)


def _source_system(indicator: Indicator, new: str, _year: FinancialYear) -> Made:
    return replace(indicator, source_system=new)


def _available(indicator: Indicator, new: str, _year: FinancialYear) -> Made:
    weeks = parse_available(new) if new else 0
    return None if weeks is None else replace(indicator, available_weeks=weeks)


def _supplier(indicator: Indicator, new: str, _year: FinancialYear) -> Made:
    return replace(indicator, supplied_by=code_of(new))


def _also(indicator: Indicator, new: str, _year: FinancialYear) -> Made:
    return replace(indicator, also_reported_by=codes_in(new, ""))


def _publish(indicator: Indicator, new: str, _year: FinancialYear) -> Made:
    public = PUBLISH.get(word(new)) if new else None
    return None if public is None else replace(indicator, public=public)


def _stated(indicator: Indicator, heading: str) -> Indicator:
    """Return an indicator that says something of itself which had only been inferred."""
    rest = tuple(each for each in indicator.inferred if each != heading)
    return replace(indicator, inferred=rest)


def _target_text(indicator: Indicator, year: FinancialYear) -> str:
    target = indicator.targets.get(year)
    return target.text if target else ""


def _actual_text(indicator: Indicator, year: FinancialYear) -> str:
    actual = indicator.actuals.get(year)
    return actual.text if actual else ""


def _weeks_text(indicator: Indicator, _year: FinancialYear) -> str:
    return f"{indicator.available_weeks} weeks" if indicator.available_weeks else ""


_TITLE = Field("Title", "Visits to parks", _title, lambda found, _: found.title)
_GOOD_IS = Field("Good is", "lower", _good_is, lambda found, _: str(found.good_is))
_FIELDS: Mapping[str, Field] = {
    "title": _TITLE,
    "description": _TITLE,
    "definition": Field(
        "Definition", "Cases closed in the quarter", _definition, lambda found, _: found.definition
    ),
    "tier": Field("Tier", "KPI", _tier, lambda found, _: found.tier),
    "unit": Field("Unit", "%", _unit, lambda found, _: str(found.unit)),
    "good is": _GOOD_IS,
    "polarity": _GOOD_IS,
    "how often": Field("How often", "quarterly", _how_often, lambda found, _: str(found.how_often)),
    "counts as": Field(
        "Counts as", "cumulative", _counts_as, lambda found, _: str(found.counts_as)
    ),
    "tolerance": Field(
        "Tolerance", "5 points", _tolerance, lambda found, _: str(found.tolerance or "")
    ),
    "owner": Field("Owner", "Partnerships Manager", _owner, lambda found, _: found.owner),
    "objective": Field("Objective", "1.1.1", _objective, lambda found, _: found.objective),
    "source system": Field(
        "Source system", "Case log", _source_system, lambda found, _: found.source_system
    ),
    "available": Field("Available", "6 weeks", _available, _weeks_text),
    "supplied by": Field(
        "Supplied by", "corporate-services", _supplier, lambda found, _: found.supplied_by
    ),
    "also reported by": Field(
        "Also reported by",
        "corporate-services",
        _also,
        lambda found, _: ", ".join(found.also_reported_by),
    ),
    "publish": Field(
        "Publish", "internal", _publish, lambda found, _: "public" if found.public else "internal"
    ),
    "target": Field("Target", "79%", _target, _target_text),
    "actual": Field("Actual", "78%", _actual, _actual_text),
}
_NAME = ServiceField("Name", "Community Safety", "name")
_HEAD = ServiceField("Head of service", "Head of Community Safety", "head")
_SERVICE_FIELDS: Mapping[str, ServiceField] = {
    "name": _NAME,
    "service": _NAME,
    "head": _HEAD,
    "head of service": _HEAD,
    "owner": _HEAD,
    "e-mail": ServiceField("E-mail", "head.of.service@council.example", "email"),
    "email": ServiceField("E-mail", "head.of.service@council.example", "email"),
    "source data": ServiceField("Source data", "Data Officer", "source_data"),
    "data entry": ServiceField("Data entry", "Data Officer", "data_entry"),
    "checked by": ServiceField("Checked by", "Policy Manager", "checked_by"),
    "deputy": ServiceField("Deputy", "Deputy Head of Service", "deputy"),
    "committee": ServiceField("Committee", "Policy and Resources", "committee"),
}
FIELD_NAMES = tuple(dict.fromkeys(field.name for field in _FIELDS.values()))
SERVICE_FIELD_NAMES = tuple(dict.fromkeys(field.name for field in _SERVICE_FIELDS.values()))
BY_YEAR = frozenset({"Target", "Actual"})


def is_unclear(indicator: Indicator, field: Field, year: FinancialYear) -> bool:
    """Return whether a changed target is none of the kinds that can be read."""
    target = indicator.targets.get(year)
    return field.name == "Target" and target is not None and target.kind is TargetKind.UNPARSED
