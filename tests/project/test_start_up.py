"""`--help` answers at once: it loads none of the libraries that the work itself needs."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

HEAVY = ("pandas", "openpyxl", "xlsxwriter", "sqlite3", "rich", "jinja2", "holidays", "psycopg")
COUNT = (
    "import sys, contextlib, io\n"
    "from plansheet.cli import cli\n"
    "with contextlib.redirect_stdout(io.StringIO()):\n"
    "    try: cli.main(sys.argv[1:])\n"
    "    except SystemExit: pass\n"
    f"print([name for name in {HEAVY!r} if name in sys.modules])\n"
)


@pytest.mark.parametrize("arguments", [["--help"], ["read", "--help"], ["--version"]])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    # Where coverage is measured, it would load what it needs itself.
    env = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    result = subprocess.run(
        [sys.executable, "-c", COUNT, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        env=env,
    )
    assert result.stdout.strip() == "[]"


def test_settings_are_read_without_the_calendar_of_bank_holidays() -> None:
    read = (
        "import sys\n"
        "from plansheet.settings import parse_settings\n"
        "parse_settings('')\n"
        "print('holidays' in sys.modules)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", read], capture_output=True, text=True, encoding="utf-8", check=True
    )
    assert result.stdout.strip() == "False"
