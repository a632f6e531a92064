"""Files that came back, looked at ahead of their turn by whoever does that for one command."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from plansheet.errors import StoreError
from plansheet.jobs.looking import Arrival, Sent, look_at, put_away
from plansheet.store import StoreRefusal, passed_over, read_candidate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from plansheet.jobs.council import Council
    from plansheet.jobs.crews import Crews
    from plansheet.jobs.looking import Desk, LookedAt
    from plansheet.model.periods import Quarter
    from plansheet.store import Candidate

# What is larger is opened when its turn comes: many such ahead of theirs would fill the memory.
_USUAL_FILE = 1024 * 1024


@contextmanager
def looking_ahead(
    council: Council, desk: Callable[[], Desk], crews: Crews, candidates: Sequence[Candidate]
) -> Iterator[Iterator[LookedAt | None]]:
    """Give what was seen of each file in order, None where that has to wait its turn."""
    if not crews.is_far:
        with crews.crew(look_at, desk, len(candidates)) as crew:
            yield crew.ahead(candidates, _arrival)
        return
    # No path goes to another computer: the folder is not there, and its system may be another. Nor
    # does what is long for a large council: this goes with every batch.
    far = replace(desk(), store=None, issues={})
    post = Post(council, far.quarter)
    with crews.crew(
        look_at, lambda: far, len(candidates), supply=post.supplied, rest=put_away
    ) as crew:
        yield crew.ahead(candidates, post.arrival)


def _arrival(candidate: Candidate) -> Arrival | None:
    """Return what may be a return like others, None where it has to wait its turn."""
    if passed_over(candidate.name):
        return None
    data = read_candidate(candidate.path, _USUAL_FILE)
    return None if isinstance(data, StoreRefusal) else Arrival(data)


class Post:
    """Sends along the workbook that a file is most likely a return of.

    What a file is, is known once it is opened, which is not done here. So this is a guess that
    saves sending it twice, and no more: another workbook is asked for by the id of its issue.
    """

    def __init__(self, council: Council, quarter: Quarter) -> None:
        """Take the council whose archive it is sent from."""
        self._council = council
        self._quarter = quarter
        issues = council.ledger.issues(quarter)
        self._issues = {each.issue_id: each.sha256 for each in issues}
        self._newest = {each.service.casefold(): each.issue_id for each in issues}

    def arrival(self, candidate: Candidate) -> Arrival | None:
        """Return a file with the workbook that it is most likely a return of."""
        arrival = _arrival(candidate)
        if arrival is None:
            return None
        issue_id = self._known(arrival.data) or self._called(candidate.name)
        # What is wrong with the archive is told when the turn of a return of that one comes.
        with suppress(StoreError):
            return self.supplied(arrival, issue_id) or arrival
        return arrival

    def supplied(self, arrival: Arrival, issue_id: str) -> Arrival | None:
        """Return a file with the workbook of an issue; None where it is none of the quarter.

        Raises StoreError where the workbook is gone or not the same.
        """
        sha256 = self._issues.get(issue_id)
        if sha256 is None:
            return None
        return replace(arrival, sent=Sent(issue_id, sha256, self._council.store.archived(sha256)))

    def _known(self, data: bytes) -> str:
        """Return the issue that those bytes turned out to be a return of when they were read."""
        sha256 = hashlib.sha256(data).hexdigest()
        record = self._council.ledger.return_of(self._quarter, sha256)
        return record.issue_id if record else ""

    def _called(self, name: str) -> str:
        """Return the newest issue of the service that a file is called after."""
        last = name.casefold().rpartition("/")[2]
        words = last.partition(f" {self._quarter.label.casefold()}")[0].split()
        return self._newest.get(words[-1], "") if words else ""
