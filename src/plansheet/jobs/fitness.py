"""Which workers of a cluster are fit for the work: those with the same plansheet as here."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pkgutil import resolve_name
from time import monotonic
from typing import TYPE_CHECKING, Any

from plansheet import __version__
from plansheet.errors import ClusterError
from plansheet.jobs.far import made_with

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from distributed import Client

_ANSWER_SECONDS = 10.0
_MOST_NAMED = 3
_OTHERWISE = "or leave --scheduler out to do the work on this computer"
_INSTALL = (
    f'Install there what is here, pip install "plansheet[cluster]=={__version__}", and start it '
    "again"
)
_LOOK = "Look at what it wrote, and start it again"


@dataclass(frozen=True, slots=True)
class Fitness:
    """The addresses of the workers that are used, and what is to be said of the others."""

    usable: tuple[str, ...]
    notes: tuple[str, ...]

    @classmethod
    def of(cls, client: Client, address: str) -> Fitness:
        """Ask the scheduler at an address and each of its workers what they have.

        Raises ClusterError where the scheduler is not fit, or no worker is.
        """
        if fault := _fault_of_scheduler(client):
            message = f"The scheduler at {address} cannot be used: {fault}, {_OTHERWISE}."
            raise ClusterError(message)
        workers = tuple(sorted(client.scheduler_info()["workers"]))
        if not workers:
            message = (
                f"The scheduler at {address} has no workers. Start one on each computer that is "
                f"to work, with 'dask worker {address}', {_OTHERWISE}."
            )
            raise ClusterError(message)
        faults = _faults(client, workers)
        usable = tuple(worker for worker in workers if worker not in faults)
        if not usable:
            said = " ".join(_said(faults)).removesuffix(".")
            message = f"No worker of the cluster can be used. {said}, {_OTHERWISE}."
            raise ClusterError(message)
        return cls(usable, tuple(_said(faults)))


def _fault_of_scheduler(client: Client) -> str:
    try:
        there = client.run_on_scheduler(resolve_name, "plansheet:__version__")
    except Exception as error:  # noqa: BLE001 - what it lacks it says in many ways
        return _why(error)
    return "" if there == __version__ else _other("plansheet", there, __version__)


def _faults(client: Client, workers: Iterable[str]) -> dict[str, str]:
    """Return what keeps workers from being used, by their addresses."""
    # What is asked first needs no plansheet there: the next question is a function of its own.
    versions = _asked(client, workers, resolve_name, "plansheet:__version__")
    faults = {
        worker: _why(there) if isinstance(there, BaseException) else _other("plansheet", there)
        for worker, there in versions.items()
        if there != __version__
    }
    here = made_with()
    others = [worker for worker in workers if worker not in faults]
    for worker, there in _asked(client, others, made_with).items():
        if isinstance(there, BaseException):
            faults[worker] = _why(there)
        elif differing := [name for name, found in here.items() if there[name] != found]:
            name = differing[0]
            faults[worker] = _other(name, there[name], here[name])
    return faults


def _asked(
    client: Client, workers: Iterable[str], function: Callable[..., Any], *arguments: object
) -> dict[str, Any]:
    """Return what each worker answers, or what it raises, within some seconds for all of them."""
    futures = {
        # Ahead of what others have asked for: it is short.
        worker: client.submit(function, *arguments, workers=[worker], priority=1, pure=False)
        for worker in workers
    }
    until = monotonic() + _ANSWER_SECONDS
    answers: dict[str, Any] = {}
    for worker, future in futures.items():
        try:
            answers[worker] = future.result(timeout=max(until - monotonic(), 0.1))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what is wrong there
            answers[worker] = error
    return answers


def _other(name: str, there: object, here: str = __version__) -> str:
    return f"{name} {there} is there, and {here} here. {_INSTALL}"


def _why(error: BaseException) -> str:
    if isinstance(error, ModuleNotFoundError):
        return f"plansheet is not installed there. {_INSTALL}"
    if isinstance(error, TimeoutError):
        return f"it did not answer within {_ANSWER_SECONDS:.0f} seconds. {_LOOK}"
    return f"it could not be asked ({type(error).__name__}). {_LOOK}"


def _said(faults: Mapping[str, str]) -> Iterable[str]:
    """Yield a sentence for what keeps workers from being used, the same about several at once."""
    workers = defaultdict(list)
    for worker, fault in faults.items():
        workers[fault].append(worker)
    for fault, which in workers.items():
        more = len(which) - _MOST_NAMED
        listed = ", ".join(which[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
        yield f"Not used: {listed}: {fault}."
