"""The command line itself: its streams, its options, and what becomes of what stops the work."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import click

from plansheet import __version__
from plansheet.errors import PlansheetError
from plansheet.model.names import visible


def prepare(stream: object) -> None:
    """Keep a console that cannot print a character from ending the run."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is None:
        return
    if getattr(stream, "isatty", bool)():
        reconfigure(errors="replace")
    else:
        reconfigure(encoding="utf-8", errors="replace", newline="\n")


def as_called(text: str) -> str:
    """Return a message whose commands are for the council's folder that this one was given.

    So each can be typed as it is read, wherever the folder is.
    """
    root = click.get_current_context().find_root()
    if root.obj is None or str(root.obj) == "." or not isinstance(root.command, click.Group):
        return text
    names = "|".join(root.command.commands)
    called = f'plansheet -C "{root.obj}" '
    return re.sub(rf"\bplansheet (?=(?:{names})\b)", lambda _: called, text)


class _Stopped(click.ClickException):
    """What stopped the work, told in one sentence."""

    exit_code = 2

    def show(self, file: object = None) -> None:  # noqa: ARG002 - the shape that click calls
        """Tell it where messages go."""
        click.echo(visible(f"plansheet: {self.message}", "\n"), err=True)


class _Command(click.Command):
    """A command, which takes a period as people type it: `Q1 2018/19` without quotes too."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the words that were typed."""
        takes_period = any(each.metavar == "PERIOD" for each in self.params)
        return super().parse_args(ctx, _periods_joined(args) if takes_period else args)


def _periods_joined(words: list[str]) -> list[str]:
    """Return words with each quarter that stands in two of them in one."""
    from plansheet.model.periods import parse_quarter

    found: list[str] = []
    for word in words:
        both = f"{found[-1]} {word}" if found else ""
        if both and parse_quarter(both) and not parse_quarter(found[-1]):
            found[-1] = both
        else:
            found.append(word)
    return found


class _Group(click.Group):
    """Commands under one name."""

    command_class = _Command


class _Commands(_Group):
    """The commands, and the one place that turns what stops the work into a sentence."""

    group_class = _Group

    def invoke(self, ctx: click.Context) -> object:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except PlansheetError as error:
            raise _Stopped(as_called(str(error))) from error
        except BrokenPipeError:
            # Whoever read the results has seen enough; what is left goes nowhere, quietly.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)
        except KeyboardInterrupt as error:
            message = "stopped. What was done so far is kept; run the command again to go on."
            raise _Stopped(message) from error
        except OSError as error:
            place = f" at '{error.filename}'" if error.filename else ""
            message = f"the computer could not go on{place}: {error.strerror or error}."
            raise _Stopped(message) from error


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example: plansheet -C three-rivers generate 2018-19-Q2",
)
@click.option(
    "-C",
    "folder",
    metavar="DIR",
    default=".",
    type=click.Path(path_type=Path),
    help="The council's folder (default: here).",
)
@click.version_option(__version__, prog_name="plansheet")
@click.pass_context
def cli(context: click.Context, folder: Path) -> None:
    """Collect a council's performance data each quarter.

    From service plans, plansheet makes locked workbooks for section heads, reads what they send
    back, compares it with the targets and compiles the council-wide spreadsheet.
    """
    context.obj = folder
