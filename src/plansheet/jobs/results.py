"""`reconcile`, `data` and `status`: a quarter as it stands, service by service."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING

from plansheet.correspondence.course import course_of
from plansheet.jobs.ledgers import place_problems
from plansheet.jobs.outcome import Outcome, as_json
from plansheet.jobs.quarters import whole_quarter
from plansheet.jobs.standings import standings
from plansheet.model.dates import spoken_date
from plansheet.reconcile.data import DATA_COLUMNS, data_dictionary, data_rows
from plansheet.reconcile.results import summary
from plansheet.reconcile.wording import spoken_figure, spoken_goal
from plansheet.reconcile.words import joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from plansheet.correspondence.called_for import Standing
    from plansheet.jobs.council import Council
    from plansheet.model.periods import Quarter
    from plansheet.model.ratings import Result
    from plansheet.problems import Problem
    from plansheet.reconcile.quarter import ServiceQuarter

_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?%?")
_LIKE_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - the wide forms start formulas too
_RATINGS = ("green", "amber", "red")


def reconcile_quarter(council: Council, quarter: Quarter, today: date) -> Outcome:
    """Compare the quarter's figures with their targets: every indicator with its state.

    Raises PeriodError where no plan covers the quarter.
    """
    whole = whole_quarter(council, quarter, today)
    results = [each for service in whole.services for each in service.results if each.counted]
    counts = summary(results)
    problems = (
        *_unusable(council, quarter),
        *(each for service in whole.services for each in service.problems),
    )
    return Outcome(
        document={
            "period": quarter.label,
            "rows": data_rows(results, whole.council, quarter),
            "summary": counts,
            "problems": as_json(problems),
        },
        lines=(*(_result_line(result) for result in results), "", *_counted(counts)),
        problems=problems,
        held=any(service.returned and service.returned.held for service in whole.services),
    )


def _unusable(council: Council, quarter: Quarter) -> tuple[Problem, ...]:
    return council.unusable(quarter, council.wanted((), quarter))


def _result_line(result: Result) -> str:
    unit = result.indicator.unit
    name = f"{result.service} {result.indicator.ref}"
    if result.rating is None:
        return f"{name}: {result.state}"
    actual = spoken_figure(result.actual, unit) or "not done"
    return f"{name}: {result.rating} ({actual} against {spoken_goal(result.goal, unit)})"


def _counted(counts: Mapping[str, int]) -> Iterator[str]:
    states = {key: number for key, number in counts.items() if key not in _RATINGS}
    ratings = ", ".join(f"{counts[key]} {key}" for key in _RATINGS)
    yield f"{counts['rated']} of {sum(states.values())} rated: {ratings}."
    others = ", ".join(
        f"{number} {key.replace('_', ' ')}"
        for key, number in states.items()
        if number and key != "rated"
    )
    if others:
        yield f"Not rated: {others}."


def quarter_data(council: Council, quarter: Quarter, today: date, form: str) -> str:
    """Return the quarter's tidy rows as the text of a `csv` or a `json` file.

    In CSV, text that begins like a formula has an apostrophe before it, so that no spreadsheet
    that opens the file runs anything. Raises PeriodError where no plan covers the quarter.
    """
    whole = whole_quarter(council, quarter, today)
    results = [result for service in whole.services for result in service.results]
    rows = data_rows(results, whole.council, quarter)
    if form == "json":
        return json.dumps(rows, indent=2) + "\n"
    return _csv([column.name for column in DATA_COLUMNS], rows)


def dictionary(form: str) -> str:
    """Return what each column of the data means, as the text of a `csv` or a `json` file."""
    rows = data_dictionary()
    if form == "json":
        return json.dumps(rows, indent=2) + "\n"
    flat = [{**row, "words": "; ".join(row["words"])} for row in rows]
    return _csv(list(flat[0]), flat)


def _csv(names: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _harmless(str(text)) for name, text in row.items()} for row in rows)
    return stream.getvalue()


def _harmless(text: str) -> str:
    if text.startswith(_LIKE_A_FORMULA) and not _PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def quarter_status(council: Council, quarter: Quarter, today: date) -> Outcome:
    """Return how far each service has come.

    Raises PeriodError where no plan covers the quarter.
    """
    whole = whole_quarter(council, quarter, today)
    found = list(standings(council, whole, today))
    return Outcome(
        document={
            "period": quarter.label,
            "due": whole.due.isoformat(),
            "services": [_state(each) for each in found],
        },
        lines=(
            f"{quarter}, due {spoken_date(whole.due)}",
            *(line for each in found for line in _state_lines(each)),
        ),
        problems=(*_unusable(council, quarter), *place_problems(council.store, council.settings)),
    )


def _state(standing: Standing) -> dict[str, object]:
    service = standing.service
    return {
        "service": service.plan.code,
        "state": service.state,
        "issued": _text(service.issued),
        "emailed": _text(service.emailed),
        "received": _text(service.received),
        "days_late": service.days_late,
        "held": service.returned.held if service.returned else 0,
        "course": {what: day.isoformat() for what, day in course_of(standing).items()},
    }


def _state_lines(standing: Standing) -> Iterator[str]:
    """Yield how far a service has come, and below that its course with dates."""
    waits = " A file waits for you to accept it." if standing.is_held_whole else ""
    unreached = " A message came back: correct the address." if standing.is_out_of_reach else ""
    said = f"{waits}{unreached}"
    yield f"{_state_line(standing.service)}{'.' if said else ''}{said}"
    course = course_of(standing).items()
    if course:
        yield "    " + ", ".join(f"{what} {spoken_date(day)}" for what, day in course)


def _state_line(service: ServiceQuarter) -> str:
    parts = [service.state]
    if service.received:
        parts.append(f"received {spoken_date(service.received)}")
    if service.extension:
        parts.append(service.extension.words)
    if service.days_late:
        parts.append(f"{service.days_late} {'day' if service.days_late == 1 else 'days'} late")
    if service.returned and service.returned.held:
        parts.append(f"{service.returned.held} held")
    if any(each.code == "versions-unclear" for each in service.problems):
        parts.append("versions to choose from")
    unsigned = (each for each in service.problems if each.code == "signoff-missing")
    if steps := [each.place.label for each in unsigned]:
        parts.append(f"not signed: {joined(steps)}")
    waiting = sum(not each.is_settled for each in service.requests)
    if waiting:
        parts.append(f"{waiting} {'request' if waiting == 1 else 'requests'} to decide")
    return f"{service.plan.service.name}: {', '.join(parts)}"


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
