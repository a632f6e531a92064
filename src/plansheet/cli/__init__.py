"""The command line: options, printing, exit statuses. The only click; only this prints.

Nothing but click is loaded until a command runs, so that `--help` answers at once.
"""

from __future__ import annotations

import gc
import sys

# Importing these adds their commands.
from plansheet.cli import asking, commands, decisions, history, keeping, ledgers, mail, plans
from plansheet.cli.root import cli, prepare

_SELDOM = 100_000

__all__ = [
    "asking",
    "cli",
    "commands",
    "decisions",
    "history",
    "keeping",
    "ledgers",
    "mail",
    "main",
    "plans",
]


def main() -> None:
    """Run the command line on the streams of a terminal or a pipe."""
    # A command makes hundreds of thousands of values that it needs to its end, and then is gone:
    # looking through them for what could go takes an eighth of the time of `compile`.
    gc.set_threshold(_SELDOM)
    for stream in (sys.stdout, sys.stderr):
        prepare(stream)
    try:
        cli(prog_name="plansheet")
    finally:
        # Python looks through everything once more as it ends: there is nothing to find.
        gc.freeze()
