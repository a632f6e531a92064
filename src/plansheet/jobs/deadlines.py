"""`extend`: a service is given more time to return its workbook, with the reason."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from plansheet.errors import DecisionError
from plansheet.jobs.outcome import Outcome
from plansheet.model.dates import parse_british_date, spoken_date
from plansheet.model.records import Extension

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from plansheet.jobs.council import Council
    from plansheet.jobs.outcome import World
    from plansheet.model.periods import Quarter

# Nobody is given longer: another year is a slip of the finger.
_LONGEST = timedelta(days=366)
_A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Extending:
    """Until when a service may return a quarter's workbook, as it was typed, why, and by whom."""

    quarter: Quarter
    service: str
    until: str
    reason: str
    by: str = ""


def extend(council: Council, extending: Extending, world: World) -> Outcome:
    """Keep that a service has more time; a day up to the quarter's own takes that back.

    A workbook that is out stays as it is. Raises PeriodError where no plan covers the quarter,
    ServiceError for a service without a plan for it, DecisionError for a day that cannot be meant.
    """
    quarter = extending.quarter
    council.required(quarter)
    code = next(iter(council.wanted([extending.service], quarter)))
    day = _day(extending, council.settings.due(quarter))
    given = Extension(quarter, code, day, extending.reason, extending.by, world.now)
    # Of two who give the same at once the second finds the first one's.
    with nullcontext() if world.dry_run else council.ledger.transaction():
        return _extended(council, given, world)


def _extended(council: Council, given: Extension, world: World) -> Outcome:
    """Keep an extension, unless one that says the same holds already."""
    quarter, code = given.quarter, given.service
    name = council.services(quarter).get(code, code)
    usual, holds = council.settings.due(quarter), council.extension(code, quarter)
    if given.until <= usual and holds is None:
        line = f"{name} has until {spoken_date(usual)} to return {quarter} as it is."
        return Outcome(lines=(f"{line} Nothing was changed.",))
    if holds and given.says_as(holds):
        line = f"{name} has until {spoken_date(holds.until)} to return {quarter} already."
        return Outcome(lines=(f"{line} Nothing was changed.",))
    before = holds.until if holds else usual
    if not world.dry_run:
        council.ledger.extensions.add(given)
    now = max(given.until, usual)
    back = ": the extension is taken back" if given.until <= usual else ""
    line = f"{name} has until {_changed(now, before)} to return {quarter}{back}."
    return Outcome(lines=(line,), notes=tuple(_notes(council, given, now, world)))


def _changed(now: date, before: date) -> str:
    return spoken_date(now) if now == before else f"{spoken_date(now)}, not {spoken_date(before)},"


def _notes(council: Council, given: Extension, now: date, world: World) -> Iterator[str]:
    """Yield what the person who gives an extension should know of it."""
    printed = council.due_as_issued(given.service, given.quarter)
    if council.ledger.newest_issue(given.quarter, given.service) and printed != now:
        yield (
            f"The workbook that is out says {spoken_date(printed)} and stays as it is: tell the "
            "service the new day."
        )
    if given.until < now:
        yield (
            f"{spoken_date(given.until)} is before {spoken_date(now)}, the day of {given.quarter}, "
            "and no service has less time than that."
        )
    if now < world.now.date():
        yield f"{spoken_date(now)} has passed: it only changes how late the return is."


def _day(extending: Extending, usual: date) -> date:
    """Return the day that is meant; DecisionError where it is none that can be."""
    quarter, found = extending.quarter, parse_british_date(extending.until)
    example = f"Write for example {usual + _A_WEEK:%d/%m/%Y}."
    if found is None or found.day is None:
        message = (
            f"'{extending.until}' does not say one day that can be read, day first and with its "
            f"year. {example}"
        )
        raise DecisionError(message)
    end = quarter.last_day
    if found.day <= end:
        message = (
            f"{spoken_date(found.day)} is not after the end of {quarter} ({spoken_date(end)}), so "
            f"nothing could be returned by then. {example}"
        )
        raise DecisionError(message)
    if found.day > end + _LONGEST:
        message = (
            f"{spoken_date(found.day)} is more than a year after the end of {quarter} "
            f"({spoken_date(end)}). Look at the year. {example}"
        )
        raise DecisionError(message)
    return found.day
