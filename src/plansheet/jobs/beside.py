"""A file that was read beside the other versions of its service's return: which of them counts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from plansheet.jobs.quarters import placed
from plansheet.jobs.reading import Counted
from plansheet.jobs.recent import Recent
from plansheet.jobs.settled import with_decisions
from plansheet.jobs.versions import naming_of, standing_of, versions_of
from plansheet.model.records import Status
from plansheet.problems import Place, Problem, problem
from plansheet.reconcile.versions import in_version, version_problems
from plansheet.reconcile.words import joined

if TYPE_CHECKING:
    from plansheet.deciding.settle import Settled
    from plansheet.jobs.council import Council
    from plansheet.jobs.reading import Received
    from plansheet.model.periods import Quarter
    from plansheet.model.plans import Plan
    from plansheet.model.returns import Return
    from plansheet.reconcile.versions import Versions


# Versions of one service come close together: their names are alike.
_MOST_KNOWN = 64


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a service's versions: which may count, what that comes to, what is said.

    `held` is what they agree on where it is not clear which of them counts, else None.
    """

    rivals: tuple[Return, ...]
    replaced: frozenset[str]
    held: Settled | None
    said: tuple[Problem, ...]


class Beside:
    """The versions of each service's return in a quarter, once every file has been read."""

    def __init__(self, council: Council, quarter: Quarter) -> None:
        """Take the council and the quarter that was read."""
        self._council = council
        self._quarter = quarter
        self._known: Recent[str, _Known] = Recent(_MOST_KNOWN)

    def seen(self, found: Received) -> Received:
        """Return a file with what is to be said of it as one of several versions.

        One that was replaced says by what; one that counts, what it changes; one of several of
        which nobody can tell which is meant is held in what they differ in.
        """
        plan = self._council.plan_for(found.service, self._quarter)
        if found.counted is None or plan is None:
            return found
        known = self._known.of(plan.code, lambda: self._versions(plan))
        if found.sha256 in known.replaced:
            files = joined([f"'{each.file}'" for each in known.rivals])
            counts = "counts" if len(known.rivals) == 1 else "count"
            note = problem("replaced", Place(file=found.name), files=files, counts=counts)
            # It was read, and nothing waits in it.
            past = Counted(found.counted.as_read, 0, found.counted.as_read)
            return replace(found, status=Status.ACCEPTED, counted=past, problems=(note,))
        mine = next((each for each in known.rivals if each.sha256 == found.sha256), None)
        return found if mine is None else _among(found, mine, known)

    def _versions(self, plan: Plan) -> _Known:
        ledger = self._council.ledger
        stands = standing_of(ledger, plan.code, self._quarter)
        versions = versions_of(ledger, stands)
        held = self._held(versions)
        naming = naming_of(self._council, plan, self._quarter)
        given = held.given if held else ()
        return _Known(
            versions.rivals,
            frozenset(each.sha256 for each in stands.replaced),
            held,
            version_problems(versions, naming, given),
        )

    def _held(self, versions: Versions) -> Settled | None:
        """Return what the versions agree on, as it was decided, where they differ in anything."""
        together = versions.counting
        if together is None or not versions.undecided:
            return None
        return with_decisions(self._council, together)


def _among(found: Received, mine: Return, known: _Known) -> Received:
    """Return a file that counts, or may count, beside the others that may."""
    said = placed([in_version(each, mine) for each in known.said], mine)
    found = replace(found, problems=(*found.problems, *said))
    if known.held is None:
        return found
    together = known.held.returned
    status = Status.HELD if together.held else Status.ACCEPTED
    counted = Counted(together.values, together.held, together.values)
    return replace(found, status=status, counted=counted)
