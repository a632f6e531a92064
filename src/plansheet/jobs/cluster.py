"""Pure work on values shared with the computers of a Dask cluster; the only module that uses Dask.

It is handed out as to processes beside this one (see `working`), and as little depends on it: what
the cluster has not answered when its turn comes is done by whoever asked. What is sent twice, since
a computer was lost, is done twice there and told once.
"""

from __future__ import annotations

import logging
import pickle
import re
import warnings
from collections import deque
from contextlib import contextmanager, suppress
from itertools import islice
from math import ceil
from threading import Event
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from plansheet.errors import ClusterError, PlansheetError
from plansheet.jobs.far import Fate, Order, done
from plansheet.jobs.fitness import Fitness

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import TracebackType

    from distributed import Client, Future

Item = TypeVar("Item")
Given = TypeVar("Given")
Common = TypeVar("Common")
Result = TypeVar("Result")

_ADDRESS = re.compile(r"(?:tcp|tls)://(?:[^\s:/\[\]]+|\[[0-9a-fA-F:.%]+\]):\d{1,5}")
_CONNECT_SECONDS = 5.0
_LEAVE_SECONDS = 2.0
_FETCH_SECONDS = 20.0
# Whoever asked waits so long for a batch whose turn has come before doing it meanwhile.
_PATIENCE = 5.0
# So many batches for each worker where there is enough to do, so that all of them end together.
_ROUNDS = 4
_MOST_ITEMS = 8
_MOST_BYTES = 1024 * 1024
# So many batches for each worker are sent ahead: enough that none of them waits, and few enough
# that what is done and not yet told fills no memory.
_AHEAD = 3
_MOST_BATCHES = 64


@contextmanager
def cluster_at(address: str) -> Iterator[Cluster]:
    """Give the cluster whose scheduler has that address; with the block its work ends.

    Raises ClusterError where it cannot be reached, or nobody there can do the work.
    """
    client = _connected(address)
    cluster = None
    try:
        cluster = Cluster(address, client, Fitness.of(client, address))
        yield cluster
    finally:
        if cluster is not None:
            cluster.is_over = True
        # Whoever leaves takes along what was asked for: the scheduler has it forgotten everywhere.
        with suppress(Exception):
            client.close(timeout=_LEAVE_SECONDS)


def _connected(address: str) -> Client:
    """Return a connection to the scheduler at an address."""
    if not _ADDRESS.fullmatch(address):
        message = (
            f"'{address}' is no address of a scheduler. Write it as the scheduler says it when it "
            "starts, for example --scheduler tcp://10.0.0.5:8786."
        )
        raise ClusterError(message)
    try:
        from distributed import Client  # noqa: PLC0415 - nobody else needs what it loads
    except ImportError as error:
        message = (
            "Working with a cluster needs more than is installed here. Install it with "
            'pip install "plansheet[cluster]", or leave --scheduler out to do the work on this '
            "computer."
        )
        raise ClusterError(message) from error
    _quiet()
    try:
        return Client(address, timeout=_CONNECT_SECONDS, set_as_default=False, name="plansheet")
    except (OSError, ValueError, RuntimeError) as error:
        message = (
            f"No scheduler answers at '{address}'. Look at the address; start one there with "
            "'dask scheduler' if none is running; or leave --scheduler out to do the work on this "
            "computer."
        )
        raise ClusterError(message) from error


def _quiet() -> None:
    """Keep what Dask says of its own inside from the console: what matters is said by plansheet."""
    for name in ("distributed", "distributed.client", "distributed.gc", "tornado", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    warnings.filterwarnings("ignore", module=r"distributed(\.|$)")


class Cluster:
    """The computers that do work for one command, and what is to be said of them afterwards."""

    is_far = True

    def __init__(self, address: str, client: Client, fitness: Fitness) -> None:
        """Take the scheduler's address, the connection to it, and which workers are fit."""
        self._address = address
        self._client = client
        self._fitness = fitness
        self.is_over = False
        self._is_lost = False
        self._failed = 0
        self._late = 0

    @property
    def workers(self) -> int:
        """Return how many of its computers do work."""
        return len(self._fitness.usable)

    @property
    def is_lost(self) -> bool:
        """Return whether the scheduler is gone; once it is, nothing more is sent to it."""
        self._is_lost = self._is_lost or self._client.status != "running"
        return self._is_lost

    def crew(
        self,
        work: Callable[[Common, Given], Result],
        common: Callable[[], Common],
        _count: int = 0,
        *,
        supply: Callable[[Given, str], Given | None] | None = None,
        rest: Callable[[], None] | None = None,
    ) -> FarCrew[Common, Given, Result]:
        """Return who does one kind of work, whatever there is of it.

        `supply` adds what an item turned out to lack, by its name, None where there is no such
        thing; `rest` is done by each worker once it has had nothing to do for some seconds.
        """
        return FarCrew(self, pickle.dumps(Order(work, common(), rest)), supply)

    def submit(self, function: Callable[..., Any], *arguments: object) -> Future[Any]:
        """Have one of the workers call a function."""
        return self._client.submit(
            function,
            *arguments,
            workers=list(self._fitness.usable),
            # Two commands may ask for the same, and one of them change its mind.
            pure=False,
        )

    def has_failed(self, count: int) -> None:
        """Count items that the cluster gave up."""
        self._failed += 0 if self.is_over or self.is_lost else count

    def is_late(self) -> None:
        """Count an item that was not waited for."""
        self._late += 1

    def notes(self) -> tuple[str, ...]:
        """Return what is to be said of the cluster once the work is done."""
        said = list(self._fitness.notes)
        # Something may be sent to a scheduler before it is seen that it is gone.
        if self._is_lost or (self._failed and self.is_lost):
            said.append(
                f"The scheduler at {self._address} went away, so what it had not done was done on "
                "this computer. Nothing is missing."
            )
            return tuple(said)
        if self._failed:
            said.append(
                f"The cluster gave up {_files(self._failed)}; done on this computer instead. "
                "Nothing is missing; what its workers wrote says why."
            )
        if self._late:
            said.append(
                f"The cluster had not answered about {_files(self._late)} in time; done on this "
                "computer instead. Nothing is missing; it may be busy."
            )
        return tuple(said)


def _files(count: int) -> str:
    return f"{count} file{'' if count == 1 else 's'}"


class _Batch(Generic[Given, Result]):
    """Items that are sent together: what is sent of each, and what has come of it so far."""

    def __init__(self) -> None:
        self.given: list[Given | None] = []
        self.packed: list[bytes] = []
        self.found: dict[int, Result] = {}
        self.is_answered = Event()
        self.future: Future[Any] | None = None
        self.rounds = 0
        self.is_dropped = False

    def add(self, given: Given | None) -> None:
        """Add an item, None where it is not to be sent."""
        self.given.append(given)
        self.packed.append(b"" if given is None else pickle.dumps(given))

    def is_full(self, size: int) -> bool:
        """Return whether no more is to be sent with it."""
        return len(self.given) >= size or sum(map(len, self.packed)) >= _MOST_BYTES

    def to_send(self) -> list[int]:
        """Return which of its items are to be sent."""
        return [number for number, packed in enumerate(self.packed) if packed]


class FarCrew(Generic[Common, Given, Result]):
    """Those of a cluster that do one kind of work ahead; as `Crew` is of processes here."""

    def __init__(
        self, cluster: Cluster, order: bytes, supply: Callable[[Given, str], Given | None] | None
    ) -> None:
        """Take the cluster, the packed order, and what adds what an item lacks."""
        self._cluster = cluster
        self._order = order
        self._supply = supply
        self.workers = cluster.workers

    def __enter__(self) -> Self:
        """Return itself; nothing is sent before something is asked for."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Do nothing: what is not done yet ends with the connection to the cluster."""

    def ahead(
        self, items: Sequence[Item], prepared: Callable[[Item], Given | None]
    ) -> Iterator[Result | None]:
        """Yield for each item in order what the cluster made of it, None where it has not.

        `prepared` gives what is sent of an item, None where it is not to be sent. It is called in
        the order of the items, for some batches of them before the first one's turn.
        """
        batches = self._batches(items, prepared)
        waiting = deque(islice(batches, min(self.workers * _AHEAD, _MOST_BATCHES)))
        while waiting:
            yield from self._results(waiting.popleft())
            waiting.extend(islice(batches, 1))

    def _results(self, batch: _Batch[Given, Result]) -> Iterator[Result | None]:
        """Yield what has come of each item of a batch."""
        if batch.to_send():
            batch.is_answered.wait(_PATIENCE)
        for number, packed in enumerate(batch.packed):
            result = batch.found.get(number)
            if packed and result is None and not batch.is_answered.is_set():
                self._cluster.is_late()
            yield result
        if batch.future is not None and not batch.is_answered.is_set():
            batch.is_dropped = True
            with suppress(Exception):
                batch.future.cancel()

    def _batches(
        self, items: Sequence[Item], prepared: Callable[[Item], Given | None]
    ) -> Iterator[_Batch[Given, Result]]:
        """Yield batches as they are sent, each when it is asked for."""
        size = min(ceil(len(items) / (self.workers * _ROUNDS)), _MOST_ITEMS)
        batch: _Batch[Given, Result] = _Batch()
        for item in items:
            batch.add(None if self._cluster.is_lost else prepared(item))
            if batch.is_full(size):
                self._send(batch, batch.to_send())
                yield batch
                batch = _Batch()
        if batch.given:
            self._send(batch, batch.to_send())
            yield batch

    def _send(self, batch: _Batch[Given, Result], numbers: list[int]) -> None:
        """Send those items of a batch, and have what comes of them noted when it does."""
        if not numbers or self._cluster.is_lost:
            batch.is_answered.set()
            return
        batch.rounds += 1
        try:
            packed = [batch.packed[number] for number in numbers]
            batch.future = self._cluster.submit(done, self._order, packed)
            batch.future.add_done_callback(lambda future: self._answered(batch, numbers, future))
        except Exception:  # noqa: BLE001 - a connection that breaks just now raises anything
            self._cluster.has_failed(len(numbers))
            batch.is_answered.set()

    def _answered(
        self, batch: _Batch[Given, Result], numbers: list[int], future: Future[Any]
    ) -> None:
        """Note what came of items; what lacks something is sent once more, with it."""
        if self._cluster.is_over or batch.is_dropped:
            return
        lacking = []
        try:
            answers = future.result(timeout=_FETCH_SECONDS)
            for number, (fate, value) in zip(numbers, answers, strict=True):
                if fate is Fate.DONE:
                    batch.found[number] = value
                elif fate is Fate.LACKING and self._is_supplied(batch, number, value):
                    lacking.append(number)
        except BaseException:  # noqa: BLE001 - one that was cancelled is no Exception
            self._cluster.has_failed(len(numbers))
        self._send(batch, lacking)

    def _is_supplied(self, batch: _Batch[Given, Result], number: int, name: str) -> bool:
        """Add what an item lacks, and return whether it was to be had and not sent before."""
        given = batch.given[number]
        if self._supply is None or given is None or batch.rounds > 1:
            return False
        try:
            supplied = self._supply(given, name)
        except PlansheetError:
            # Whoever asked meets it when the item's turn comes.
            return False
        if supplied is not None:
            batch.packed[number] = pickle.dumps(supplied)
        return supplied is not None
