"""What is asked of a report: the quarters in scope, for whom, and the council's own texts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from plansheet.model.dates import spoken_date
from plansheet.model.ratings import Rating
from plansheet.reconcile.words import joined
from plansheet.report.actions import action_lines
from plansheet.report.counts import action_counts, council_counts, share

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from plansheet.model.periods import Quarter
    from plansheet.reconcile.quarter import CouncilQuarter

_WHOLE_YEAR = 4


class Text(StrEnum):
    """The texts of a report that are the council's own, by the names of their files."""

    QUESTIONS = "questions"
    PURPOSE = "purpose"
    RECOMMENDATIONS = "recommendations"
    IMPLICATIONS = "implications"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is made of.

    `quarters` are those of the year so far, within the report's scope, the first one first.
    `header` holds the labels and texts of the header block, `texts` the council's own words,
    filled in. `internal` says that rows which are not public are in it. `everywhere` are the same
    quarters of the whole council: what another service reported before it moved is looked up there.
    """

    quarters: tuple[CouncilQuarter, ...]
    audience: str
    meeting: date | None = None
    header: Mapping[str, str] | None = None
    internal: bool = False
    texts: Mapping[Text, str] | None = None
    everywhere: tuple[CouncilQuarter, ...] = ()

    @property
    def council(self) -> CouncilQuarter:
        """Return the quarter that is reported."""
        return self.quarters[-1]

    @property
    def quarter(self) -> Quarter:
        """Return which quarter is reported."""
        return self.council.quarter

    def text(self, which: Text) -> str:
        """Return a text as it is filled in; "" where the council has none."""
        return (self.texts or {}).get(which, "")


def spoken_quarters(quarter: Quarter) -> str:
    """Return the quarters that a report is about: `Quarters 1 and 2 of 2015/16`."""
    numbers = [str(each.number) for each in quarter.so_far]
    if len(numbers) == _WHOLE_YEAR:
        return f"Quarters 1 to 4 of {quarter.year}"
    return f"Quarter{'s' if len(numbers) > 1 else ''} {joined(numbers)} of {quarter.year}"


def facts_of(asked: Asked) -> dict[str, object]:
    """Return the names that the council's texts may use, with what they say this time."""
    indicators = council_counts(asked.council)
    actions = action_counts(action_lines(asked.quarters))
    names = [each.plan.service.name for each in asked.council.services]
    return {
        "council": asked.council.council,
        "audience": asked.audience,
        "quarter": str(asked.quarter),
        "quarters": spoken_quarters(asked.quarter),
        "year": str(asked.quarter.year),
        "meeting": spoken_date(asked.meeting) if asked.meeting else "",
        "services": joined(names) if names else "",
        "indicators": indicators.all,
        "rated": indicators.rated,
        **{rating.lower(): indicators.of_rating(rating) for rating in Rating},
        "green_share": share(indicators.of_rating(Rating.GREEN), indicators.rated),
        "actions": actions.all,
        "actions_rated": actions.rated,
        "on_course": actions.on_course,
        "on_course_share": share(actions.on_course, actions.rated),
    }
