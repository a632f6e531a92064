"""Several returns of one service: which of them counts, what is not clear, and what changed.

A return that was first seen in a later reading replaces those before it, and so does a later
message of the same sender. Where nothing tells which is meant, nobody guesses: what the versions
agree on is used, what they differ in is held until a person chooses one. All of it follows from
what is known of the files, never from the order in which they are looked at.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from plansheet.model.dates import spoken_date
from plansheet.model.returns import Answer, Return
from plansheet.model.units import Unit, spoken
from plansheet.problems import Place, problem
from plansheet.reconcile.words import INDICATORS, joined

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from plansheet.model.records import Decision, ReturnRecord
    from plansheet.problems import Problem

# What a decision about a whole file is about, in the place of a sheet's name.
WHOLE_FILE = "Returns"
EMPTY = "(empty)"
_LONGEST = 60
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Standing:
    """Files of a service in their order: those that may count, and those that were replaced.

    One file that may count does; of several, a person has to choose one.
    """

    rivals: tuple[ReturnRecord, ...] = ()
    replaced: tuple[ReturnRecord, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """One cell of a return, whichever file it stands in: its sheet, its row, its column."""

    sheet: str
    label: str
    key: str


@dataclass(frozen=True, slots=True)
class Naming:
    """How cells are called, and their answers shown, to people.

    `headings` are by sheet and key, `figures` the columns that hold a figure in the unit of their
    indicator, `units` those units by ref: of the indicators that the service is asked about now.
    """

    headings: Mapping[tuple[str, str], str]
    figures: frozenset[tuple[str, str]] = frozenset()
    units: Mapping[str, Unit] = field(default_factory=dict)

    def heading(self, spot: Spot) -> str:
        """Return what the column of a cell is called."""
        return self.headings.get((spot.sheet, spot.key), spot.key)

    def is_asked(self, spot: Spot) -> bool:
        """Return whether the row of a cell is asked for still: an indicator that a plan lists."""
        return spot.sheet != INDICATORS or spot.label in self.units

    def shown(self, spot: Spot, answer: Answer | None) -> str:
        """Return an answer as its cell shows it: a figure in its unit, a date as a day."""
        if answer is None:
            return EMPTY
        if isinstance(answer.value, date):
            return spoken_date(answer.value)
        unit = self.units.get(spot.label.partition(" ")[0])
        is_figure = (spot.sheet, spot.key) in self.figures and unit is not None
        if is_figure and unit is not None and isinstance(answer.value, Decimal):
            return spoken(answer.value, unit)
        words = " ".join(answer.entered.split()) or EMPTY
        return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}..."


NO_NAMING = Naming({})


@dataclass(frozen=True, slots=True)
class Versions:
    """The returns of a service that could be used, as `Standing` has their files."""

    rivals: tuple[Return, ...]
    replaced: tuple[Return, ...] = ()

    @property
    def counting(self) -> Return | None:
        """Return the return that counts: of several, what they agree on, the rest held."""
        return together(self.rivals) if self.rivals else None

    @property
    def undecided(self) -> tuple[Spot, ...]:
        """Return the cells that a person has to choose about."""
        return differing(self.rivals)


def standing(records: Sequence[ReturnRecord], decisions: Sequence[Decision] = ()) -> Standing:
    """Return which of a service's usable files count; `decisions` are in their order."""
    placed = sorted(records, key=_place)
    passed = _passed(placed, decisions)
    left = [each for each in placed if each.sha256 not in passed]
    rivals = [each for each in left if not any(_is_later(other, each) for other in left)]
    return Standing(tuple(rivals), tuple(each for each in placed if each not in rivals))


def _place(record: ReturnRecord) -> tuple[int, str, str, str]:
    sent = record.sent_at.isoformat() if record.sent_at else ""
    return record.reading, sent, record.file.casefold(), record.sha256


def _passed(records: Sequence[ReturnRecord], decisions: Sequence[Decision]) -> frozenset[str]:
    """Return the files that were there when a person last chose another one of them."""
    known = {each.sha256 for each in records}
    for decision in reversed(decisions):
        if decision.sheet == WHOLE_FILE and decision.sha256 in known:
            return frozenset(decision.said.split()) - {decision.sha256}
    return frozenset()


def _is_later(one: ReturnRecord, other: ReturnRecord) -> bool:
    """Return whether it is certain that `one` was sent to take the place of `other`."""
    dates = one.sent_at, other.sent_at
    if one.reading == other.reading:
        is_same_sender = bool(_sender(one)) and _sender(one) == _sender(other)
        return is_same_sender and _was_sent_before(*reversed(dates))
    return one.reading > other.reading and not _was_sent_before(*dates)


def _was_sent_before(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and other is not None and one < other


def _sender(record: ReturnRecord) -> str:
    if not record.sender:
        return ""
    # It loads what speaks to the network, which a return that lay in the folder needs none of.
    from email.utils import parseaddr  # noqa: PLC0415 - loaded when used: commands start at once

    return (parseaddr(record.sender)[1] or record.sender).strip().casefold()


def differing(returns: Sequence[Return]) -> tuple[Spot, ...]:
    """Return the cells in which returns do not all say the same, in the order of the sheets."""
    if len(returns) == 1:
        return ()
    spots = dict.fromkeys(spot for each in returns for spot in _spots(each))
    return tuple(spot for spot in spots if len({_said(_at(each, spot)) for each in returns}) > 1)


def together(returns: Sequence[Return]) -> Return:
    """Return what returns agree on, under the name of the first; what they differ in is held."""
    first = returns[0]
    if len(returns) == 1:
        return first
    source = f"{_some([each.file for each in sorted(returns, key=_file_of)])}, which differ"
    answers = {
        sheet: {label: dict(row) for label, row in rows.items()}
        for sheet, rows in first.answers.items()
    }
    for spot in differing(returns):
        found = [answer for each in returns if (answer := _at(each, spot))]
        entered = " or ".join(dict.fromkeys(answer.entered for answer in found))
        rows = answers.setdefault(spot.sheet, {})
        held = Answer(None, entered, found[0].cell, held=True, source=source)
        rows.setdefault(spot.label, {})[spot.key] = held
    return replace(first, answers=answers)


def version_problems(
    versions: Versions, naming: Naming, given: Container[tuple[str, str, str]] = ()
) -> tuple[Problem, ...]:
    """Return what is asked of versions that differ, and what changed since the first of them.

    Nothing is asked of the cells in `given`, by sheet, row and heading, whose value a person gave.
    The places name sheets as they were issued.
    """
    return (*_asked(versions, naming, given), *_changes(versions, naming))


def said_in(returns: Sequence[Return], spot: Spot, naming: Naming) -> str:
    """Return what each of several returns says in a cell: `'0.85' in 'b.xlsx' and '0.81' in ...`.

    They are named in the order of their files, where there are many only the first of them.
    """
    named = sorted(returns, key=_file_of)
    return _some([f"'{naming.shown(spot, _at(each, spot))}' in '{each.file}'" for each in named])


def _file_of(returned: Return) -> str:
    return returned.file.casefold()


def left_of(
    spots: Iterable[Spot], naming: Naming, given: Container[tuple[str, str, str]]
) -> tuple[Spot, ...]:
    """Return the cells whose value nobody gave."""
    return tuple(
        spot for spot in spots if (spot.sheet, spot.label, naming.heading(spot)) not in given
    )


def _asked(
    versions: Versions, naming: Naming, given: Container[tuple[str, str, str]]
) -> Iterator[Problem]:
    rivals = versions.rivals
    undecided = left_of(versions.undecided, naming, given)
    if not undecided:
        return
    named = sorted(rivals, key=_file_of)
    yield problem(
        "versions-unclear",
        Place(),
        files=_some([f"'{each.file}'" for each in named]),
        count=cells_of(undecided),
        period=named[0].quarter.label,
        service=named[0].service,
        file=named[0].file,
    )
    for spot in undecided:
        yield problem(
            "versions-differ",
            _place_of(spot, rivals),
            heading=naming.heading(spot),
            said=said_in(rivals, spot, naming),
            key=spot.key,
        )


def cells_of(spots: Sequence[Spot]) -> str:
    """Return how many cells there are, in words."""
    return f"{len(spots)} {'cell' if len(spots) == 1 else 'cells'}"


def _changes(versions: Versions, naming: Naming) -> Iterator[Problem]:
    now = versions.counting
    if now is None or not versions.replaced:
        return
    undecided, first = frozenset(versions.undecided), versions.replaced[0]
    for spot in differing((first, now)):
        new = _at(now, spot)
        if spot in undecided or (new is None and not naming.is_asked(spot)):
            continue
        before = [_at(each, spot) for each in versions.replaced]
        course = dict.fromkeys(naming.shown(spot, each) for each in before)
        is_lost = new is None and any(_says_something(each) for each in before)
        yield problem(
            "gone-since" if is_lost else "changed-since",
            _place_of(spot, (now, first)),
            heading=naming.heading(spot),
            old=", then ".join(course),
            file=first.file,
            new=naming.shown(spot, new),
            key=spot.key,
        )


def _says_something(answer: Answer | None) -> bool:
    """Return whether an answer is used, or may be: `-` and what was refused never were."""
    return answer is not None and (answer.value is not None or answer.held)


def in_version(said: Problem, returned: Return) -> Problem:
    """Return what is said of versions in the cell where it stands in one of them."""
    place = said.place
    answer = _at(returned, Spot(place.sheet, place.label, said.said.get("key", "")))
    return replace(said, place=replace(place, cell=answer.cell)) if answer else said


def _some(words: Sequence[str]) -> str:
    """Return words in a row, where there are many only the first of them."""
    more = len(words) - _MOST_NAMED
    return joined([*words[:_MOST_NAMED], f"{more} more"] if more > 0 else words)


def _spots(returned: Return) -> Iterator[Spot]:
    for sheet, rows in returned.answers.items():
        for label, row in rows.items():
            for key in row:
                yield Spot(sheet, label, key)


def _at(returned: Return, spot: Spot) -> Answer | None:
    return returned.rows(spot.sheet).get(spot.label, {}).get(spot.key)


def _said(answer: Answer | None) -> object:
    """Return what has to be equal for two answers to say the same, however they were typed."""
    if answer is None:
        return None
    kind = type(answer.value).__name__
    return answer.held, kind, answer.entered if answer.value is None else answer.value


def _place_of(spot: Spot, returns: Sequence[Return]) -> Place:
    """Return where a cell stands in the first of the returns that has it."""
    found = (answer for each in returns if (answer := _at(each, spot)))
    return Place(sheet=spot.sheet, cell=next(found).cell, label=spot.label)
