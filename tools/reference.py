"""Write docs/commands.md and docs/data.md from the commands and the columns of the data themselves.

python tools/reference.py            write them
python tools/reference.py --check    only say whether they are up to date
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from plansheet.cli import cli
from plansheet.reconcile.data import data_dictionary

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCS = Path(__file__).resolve().parent.parent / "docs"
OPENING = """\
# Commands

Written from the program itself by `tools/reference.py`; `plansheet COMMAND --help` says the same.

PERIOD is a quarter: `2018-19-Q2`. `2018/19 Q2`, `Q2 2018/19` and `2018-19Q2` are read too.

Exit status: 0 done; 1 done, and a file was rejected, something must be put right or a value waits
for a person; 2 wrong usage, or the work could not go on. Results go to standard output, messages
to standard error; with `--json` there is one document and nothing else.
"""


DATA = """\
# The data

Written from the program itself by `tools/reference.py`; `plansheet data --dictionary`
prints the same, as CSV or with `--format json` as JSON.

`plansheet data PERIOD` prints a row an indicator, every indicator of the quarter's plans once,
whatever its state. The sheet Data of the compiled workbook holds the same rows and columns, and
the sha256 of each file. The names of the columns stay as they are: a new one comes at the end.
Figures are plain decimal numbers, percentages are fractions (0.79 is 79%), dates are written
year-month-day. In CSV an apostrophe stands before text that a spreadsheet would take for a formula.

"""


def reference() -> str:
    """Return the text of the reference."""
    return "\n".join((OPENING, *(line for command in _sections() for line in command)))


def data() -> str:
    """Return the text of the data dictionary."""
    columns = data_dictionary()
    headings = [name.capitalize() for name in columns[0]]
    lines = [headings, ["---"] * len(headings)]
    for column in columns:
        told = {**column, "column": f"`{column['column']}`"}
        told["words"] = ", ".join(f"`{word}`" for word in column["words"])
        lines.append([str(words) for words in told.values()])
    return DATA + "".join(f"| {' | '.join(line)} |\n" for line in lines)


def commands(
    command: click.Command = cli, path: tuple[str, ...] = ("plansheet",)
) -> Iterator[tuple[str, click.Command]]:
    """Yield every command and group with what is typed to run it, the program itself first."""
    yield " ".join(path), command
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from commands(inner, (*path, name))


def _sections() -> Iterator[list[str]]:
    for name, command in commands():
        context = click.Context(command, info_name=name)
        usage = " ".join((name, *command.collect_usage_pieces(context)))
        lines = [f"## {name}", "", f"`{usage}`", "", _paragraphs(command.help or ""), ""]
        lines += _options(command)
        example = (command.epilog or "").removeprefix("Example: ")
        yield [*lines, "```", example, "```", ""]


def _paragraphs(help_: str) -> str:
    return "\n\n".join(" ".join(part.split()) for part in help_.split("\n\n"))


def _options(command: click.Command) -> list[str]:
    options = [each for each in command.params if isinstance(each, click.Option)]
    lines = [f"- {_spelt(each)}: {_said(each)}" for each in options]
    return [*lines, ""] if lines else []


def _spelt(option: click.Option) -> str:
    names = ", ".join(f"`{name}`" for name in option.opts)
    if option.is_flag:
        return names
    if isinstance(option.type, click.Choice):
        return f"{names} `{'|'.join(option.type.choices)}`"
    return f"{names} `{option.metavar}`"


def _said(option: click.Option) -> str:
    default = f" Default: `{option.default}`." if option.show_default else ""
    return f"{option.help}{default}"


def main(arguments: list[str]) -> int:
    """Write the pages; with `--check` return 1 where one is not up to date."""
    pages = {DOCS / "commands.md": reference(), DOCS / "data.md": data()}
    if "--check" in arguments:
        return int(any(_is_stale(path, text) for path, text in pages.items()))
    DOCS.mkdir(exist_ok=True)
    for path, text in pages.items():
        path.write_text(text, encoding="utf-8", newline="\n")
    return 0


def _is_stale(path: Path, text: str) -> bool:
    return not path.is_file() or path.read_text(encoding="utf-8") != text


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
