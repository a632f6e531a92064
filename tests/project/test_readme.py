"""The README's tour is true: its commands are run and say what it shows.

`PLANSHEET_GOLDEN=write` writes what they say now into the README; a line `...` stands for anything.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

README = Path(__file__).resolve().parents[2] / "README.md"
_BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
_ANYTHING = "..."


def said_by(command: str, folder: Path) -> list[str]:
    program, *arguments = shlex.split(command)
    assert program == "plansheet"
    result = subprocess.run(
        [sys.executable, "-m", "plansheet", *arguments],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUNBUFFERED": "1", "COLUMNS": "100"},
        check=False,
    )
    return result.stdout.splitlines()


def steps(block: str) -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
    return found


def agrees(said: list[str], shown: list[str]) -> bool:
    if _ANYTHING not in shown:
        return said == shown
    pattern = "\n".join(".*" if line == _ANYTHING else re.escape(line) for line in shown)
    return re.fullmatch(pattern, "\n".join(said), re.DOTALL) is not None


def test_the_tour_says_what_the_readme_shows(tmp_path: Path) -> None:
    text = README.read_text(encoding="utf-8")
    rewrites = os.environ.get("PLANSHEET_GOLDEN") == "write"
    for block in _BLOCK.findall(text):
        written = []
        for command, shown in steps(block):
            said = said_by(command, tmp_path)
            is_new = rewrites and _ANYTHING not in shown
            if not is_new:
                assert agrees(said, shown), "\n".join([f"$ {command}", *said])
            written += [f"$ {command}", *(said if is_new else shown)]
        text = text.replace(block, "\n".join(written) + "\n")
    if rewrites:
        README.write_text(text, encoding="utf-8", newline="\n")
