"""The commentary that services supplied, beside what is published in its place: pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from plansheet.deciding.matters import label_of
from plansheet.deciding.settle import PUBLICATION
from plansheet.pages import canonical
from plansheet.reconcile.answers import text_of
from plansheet.reconcile.words import INDICATORS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from plansheet.deciding.matters import Standing


@dataclass(frozen=True, slots=True)
class Remarked:
    """One supplied commentary, and what is published in its place.

    `before` is what was published for other words that were supplied before.
    """

    service: str
    name: str
    ref: str
    title: str
    supplied: str
    published: str
    before: str
    sha256: str

    @property
    def label(self) -> str:
        """Return the words by which its row of the workbook is known again."""
        return label_of(self.name, self.ref, self.supplied)


def remarked(standings: Iterable[Standing]) -> tuple[Remarked, ...]:
    """Return every commentary on an indicator that was supplied for a quarter."""
    return tuple(each for standing in standings for each in _remarked(standing))


def _remarked(standing: Standing) -> Iterator[Remarked]:
    returned = standing.settled.returned if standing.settled else None
    for ref, answers in (returned.rows(INDICATORS) if returned else {}).items():
        supplied = text_of(answers, "commentary")
        if returned is None or not canonical(supplied):
            continue
        published = returned.published.get(ref, "")
        earlier = [
            each.value
            for each in standing.decisions
            if (each.row, each.column) == (ref, PUBLICATION) and each.value != published
        ]
        yield Remarked(
            standing.code,
            standing.name,
            ref,
            standing.title(INDICATORS, ref),
            supplied,
            published,
            "" if published else next(reversed(earlier), ""),
            returned.sha256,
        )
