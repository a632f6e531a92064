"""The command line: options, printing, exit statuses. The only click; only this prints.

Nothing but click is loaded until a command runs, so that `--help` answers at once.
"""

from __future__ import annotations

import gc
import sys

from plansheet import COLLECTED_EVERY

# Importing these adds their commands.
from plansheet.cli import asking, commands, decisions, history, keeping, ledgers, mail, plans
from plansheet.cli.root import cli, prepare

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
    gc.set_threshold(COLLECTED_EVERY)
    for stream in (sys.stdout, sys.stderr):
        prepare(stream)
    try:
        cli(prog_name="plansheet")
    finally:
        # Python looks through everything once more as it ends: there is nothing to find.
        gc.freeze()
