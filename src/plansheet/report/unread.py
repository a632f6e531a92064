"""What of a report services supplied in their own words, and somebody reads before it goes out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from plansheet.reconcile.public import unedited
from plansheet.report.exceptions import HEADINGS

if TYPE_CHECKING:
    from plansheet.reconcile.projects import MilestoneResult
    from plansheet.reconcile.quarter import ServiceQuarter
    from plansheet.report.asked import Asked


def texts_to_read(asked: Asked) -> int:
    """Return how many texts a report prints in the very words in which services supplied them."""
    services = tuple(_printed(each, asked) for each in asked.council.services)
    return unedited(replace(asked.council, services=services))


def _printed(service: ServiceQuarter, asked: Asked) -> ServiceQuarter:
    """Return a service's quarter with what a report prints words of: exceptions and milestones.

    A milestone has the words of the last quarter in which it was reported.
    """
    milestones: dict[str, MilestoneResult] = {
        each.milestone.ref: each
        for council in asked.quarters
        for earlier in council.services
        if earlier.plan.code == service.plan.code
        for each in earlier.milestones
    }
    return replace(
        service,
        results=tuple(each for each in service.results if each.rating in HEADINGS),
        milestones=tuple(milestones.values()),
    )
