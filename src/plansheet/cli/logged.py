"""The one place where a command that writes is entered in the log: as it begins, and as it ends."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from plansheet import __version__
from plansheet.errors import LedgerError, PlansheetError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from plansheet.jobs.outcome import Outcome, World
    from plansheet.ledger import Ledger
    from plansheet.model.log import Begun

OUTCOME = "plansheet.outcome"
# What is typed here may be a secret, or words in which a person is named; what was decided, and
# why, is kept with the decision.
PRIVATE = frozenset(
    {"password", "reason", "by", "approved_by", "source", "value", "rehearse_to"}
)  # fmt: skip
_PERIODS = ("period", "starts", "year")
_CODES = ("codes", "code", "receiver", "giver")


@contextmanager
def logged(ledger: Ledger, world: World) -> Iterator[None]:
    """Enter the command that is running in the log for as long as a `with` block lasts.

    One that is killed in it stays in the log without an end.
    """
    context = click.get_current_context()
    number = ledger.log.begin(begun(context, world))
    began = world.seconds()

    def end(status: int, said: str) -> None:
        from plansheet.model.log import Ended, named_for_good, without_people

        ended: datetime = world.now + timedelta(seconds=int(world.seconds() - began))
        words = without_people(said, _private(context))
        files = named_for_good(ledger.named)
        ledger.log.end(number, Ended(ended, status, words, files))

    try:
        yield
    except click.exceptions.Exit as finished:
        end(finished.exit_code, came_to(context.meta[OUTCOME]))
        raise
    except BrokenPipeError:
        # Whoever read the results had seen enough: the work was done.
        end(0, came_to(context.meta[OUTCOME]))
        raise
    except BaseException as error:
        # What stopped the work is what is to be told, not that the log cannot be written either.
        with suppress(LedgerError):
            end(2, _stopped(error))
        raise


def begun(context: click.Context, world: World) -> Begun:
    """Return the command that is running as the log keeps it."""
    from plansheet.model.log import Begun, without_people

    return Begun(
        world.who, without_people(typed(context)), __version__, world.now, *_about(context)
    )


def typed(context: click.Context) -> str:
    """Return what was typed after `plansheet`, what is private as `***`."""
    words = [context.command_path.partition(" ")[2]]
    for param in context.command.params:
        name, value = param.name or "", context.params.get(param.name or "")
        if context.get_parameter_source(name) is not ParameterSource.COMMANDLINE:
            continue
        values = value if isinstance(value, tuple) else (value,)
        for each in values:
            words += [] if isinstance(param, click.Argument) else [param.opts[0]]
            words += [] if each is True else [_quoted(name, str(each))]
    return " ".join(words)


def came_to(outcome: Outcome) -> str:
    """Return what a command came to in a few words: `2 fix, 1 confirm`."""
    from plansheet.problems import Level

    counts = Counter(each.level for each in outcome.problems)
    said = [f"{counts[level]} {level}" for level in Level if counts[level]]
    return ", ".join((*said, "something waits") if outcome.held else said) or "done"


def _quoted(name: str, value: str) -> str:
    if name in PRIVATE:
        return "***"
    return f'"{value}"' if " " in value or not value else value


def _private(context: click.Context) -> list[str]:
    return [str(value) for name, value in context.params.items() if name in PRIVATE and value]


def _about(context: click.Context) -> tuple[str, tuple[str, ...]]:
    """Return which period and which services were named."""
    from plansheet.model.periods import parse_quarter, parse_year

    said = next((context.params[name] for name in _PERIODS if context.params.get(name)), "")
    quarter, year = parse_quarter(str(said)), parse_year(str(said))
    found = (context.params.get(name) for name in _CODES)
    codes = (code for value in found for code in (value if isinstance(value, tuple) else (value,)))
    label = quarter.label if quarter else year.label if year else ""
    return label, tuple(dict.fromkeys(code.casefold() for code in codes if code))


def _stopped(error: BaseException) -> str:
    if isinstance(error, PlansheetError):
        return str(error)
    if isinstance(error, click.ClickException):
        return error.format_message()
    if isinstance(error, KeyboardInterrupt):
        return "stopped by whoever ran it"
    return f"stopped: {getattr(error, 'strerror', None) or type(error).__name__}"
