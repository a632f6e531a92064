"""Who does the work of one command beside this process: processes here, or a cluster."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from plansheet.jobs.working import Crew, workers_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from plansheet.jobs.cluster import Cluster, FarCrew
    from plansheet.jobs.outcome import World

Common = TypeVar("Common")
Given = TypeVar("Given")
Result = TypeVar("Result")

Crews: TypeAlias = "AtHome | Cluster"
AnyCrew: TypeAlias = "Crew[Common, Given, Result] | FarCrew[Common, Given, Result]"


@contextmanager
def crews_of(world: World) -> Iterator[Crews]:
    """Give who does the work of one command; ClusterError where that is a cluster and it cannot."""
    if not world.scheduler:
        yield AtHome(world.workers)
        return
    from plansheet.jobs.cluster import cluster_at  # noqa: PLC0415 - few have a cluster

    with cluster_at(world.scheduler) as cluster:
        yield cluster


class AtHome:
    """Processes of this computer, as many as pay."""

    is_far = False

    def __init__(self, most: int | None) -> None:
        """Take how many may work at once, with this one; None for as many as there are cores."""
        self._most = most

    def crew(
        self,
        work: Callable[[Common, Given], Result],
        common: Callable[[], Common],
        count: int,
        *,
        supply: Callable[[Given, str], Given | None] | None = None,  # noqa: ARG002 - the shape: all is here
        rest: Callable[[], None] | None = None,  # noqa: ARG002 - the shape: they end with the work
    ) -> Crew[Common, Given, Result]:
        """Return who does one kind of work of which there is so much."""
        workers = workers_for(count, self._most)
        return Crew(work, common() if workers else None, workers)

    def notes(self) -> tuple[str, ...]:
        """Return what is to be said of them once the work is done."""
        return ()
