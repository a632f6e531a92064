"""Checks of the ratings that a plan's own report counts: against their sum and against the rows.

Source: domain, "counts and % of each rating" of a priority delivery plan report.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from plansheet.model.tables import Table
from plansheet.model.typed import phrase
from plansheet.model.units import EXACT, HUNDRED, plain
from plansheet.problems import Place, Problem, problem
from plansheet.reconcile.words import STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plansheet.check.case import Case
    from plansheet.model.plans import RatingCount

_COUNT = re.compile(r"(?P<count>[0-9]+)(?: ?\(?(?P<share>[0-9]+(?:\.[0-9]+)?) ?%\)?)?")
_ACTIONS = re.compile(r"\b(?:action|project)s?\b", re.IGNORECASE)
# A rating that a row reports, as the reading of plans keeps it: `Q2 Rating: Project on target`.
_REPORTED = re.compile(
    r"^(?P<over>[^:\n]*\brating\b[^:\n]*): *(?P<rating>\S.*)$", re.IGNORECASE | re.MULTILINE
)
# What tells a rating's name; "scope/target date requires attention" is no "on target".
_COMPLETED, _ON_TARGET, _ATTENTION, _AMENDMENT, _CLOSED = STATUSES
_TELLING = {
    "complet": _COMPLETED,
    "attention": _ATTENTION,
    "amend": _AMENDMENT,
    "abort": _CLOSED,
    "close": _CLOSED,
    "on target": _ON_TARGET,
}
_HALF, _TENTH = Decimal("0.5"), Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Counted:
    """What a row of the ratings counts under each rating, and the shares beside the counts."""

    place: Place
    row: RatingCount
    counts: dict[str, int]
    shares: dict[str, Decimal]

    @property
    def total(self) -> int:
        """Return how many are counted under any rating."""
        return sum(self.counts.values())

    @property
    def is_of_actions(self) -> bool:
        """Return whether it counts actions or projects, and not indicators."""
        return bool(_ACTIONS.search(self.row.rated))


def wrong_shares(case: Case) -> Iterator[Problem]:
    """A printed percentage that is not its count's share of the whole, to the printed digits."""
    for counted in printed_counts(case):
        for status, share in counted.shares.items():
            count, total = counted.counts[status], counted.total
            made = EXACT.divide(EXACT.multiply(Decimal(count), HUNDRED), Decimal(total or 1))
            off = abs(EXACT.subtract(made, share))
            if off > _HALF.scaleb(int(share.as_tuple().exponent)):
                yield problem(
                    "rating-share-wrong",
                    counted.place,
                    share=f"{share}%",
                    rating=status,
                    count=count,
                    total=total,
                    made=f"{plain(made.quantize(_TENTH))}%",
                )


def wrong_counts(case: Case) -> Iterator[Problem]:
    """A printed count that is not the number of actions whose last rating is that one.

    Where a row's rating is a sign and not a word, only the sizes of the groups can be compared.
    """
    reported = Counter(filter(None, (_last_rating(each.supporting) for each in case.plan.actions)))
    for counted in printed_counts(case):
        if not reported or not counted.is_of_actions:
            continue
        printed = {status: count for status, count in counted.counts.items() if count}
        if set(reported) <= set(STATUSES):
            agrees = printed == dict(reported)
        else:
            agrees = sorted(printed.values()) == sorted(reported.values())
        if not agrees:
            yield problem(
                "rating-count-wrong",
                counted.place,
                printed=_said(printed),
                rows=_said(dict(reported)),
            )


def printed_counts(case: Case) -> Iterator[Counted]:
    """Yield the rows of the ratings that count something."""
    for index, row in enumerate(case.plan.ratings):
        said = (row.completed, row.on_target, row.needs_attention, row.needs_amendment, row.closed)
        found = {
            status: match
            for status, text in zip(STATUSES, said, strict=True)
            if (match := _COUNT.fullmatch(" ".join(text.split())))
        }
        counts = {status: int(match["count"]) for status, match in found.items()}
        shares = {
            status: Decimal(match["share"]) for status, match in found.items() if match["share"]
        }
        if counts:
            place = case.place(Table.RATINGS, index, row.rated)
            yield Counted(place, row, counts, shares)


def reported_ratings(supporting: str) -> tuple[tuple[str, str], ...]:
    """Return the ratings that an action reports: over what each stands, and what it says.

    What it says is the name of its status where it has one, else its words or its sign.
    """
    found = ((match["over"], match["rating"].strip()) for match in _REPORTED.finditer(supporting))
    return tuple((over.strip(), _named(said)) for over, said in found)


def _named(said: str) -> str:
    named = (status for words, status in _TELLING.items() if words in phrase(said))
    return next(named, said)


def _last_rating(supporting: str) -> str:
    """Return the last rating that an action reports, "" where it reports none."""
    ratings = reported_ratings(supporting)
    return ratings[-1][1] if ratings else ""


def _said(counts: dict[str, int]) -> str:
    """Return counts in words: `2 On target, 1 Completed`."""
    return ", ".join(f"{count} {rating}" for rating, count in counts.items()) or "none"
