"""What was measured as a text in Markdown: goals and whether they are met, then each topic."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from measuring import Topic, Way, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from measuring import Measured

_LIBRARIES = ("plansheet", "XlsxWriter", "openpyxl", "pandas", "click", "python-docx")
_CPU = Path("/proc/cpuinfo")
_TABLE = (
    "| what | takes | beside | takes | ratio (from - to) | goal | |",
    "| --- | ---: | --- | ---: | ---: | --- | --- |",
)
_HOW = """\
Every row compares two things that took turns in one run, round by round, on the same machine: a
busy machine slows both down. The ratio is the median of the rounds' own ratios, with the least and
the greatest behind it; what each takes is the median. One round before them is not counted. Where
the goal says *faster*, the ratio says how many times; elsewhere, how many times as long it takes.

Processes are measured whole, from their start to their end, the way they run where plansheet is
installed: Python keeps what it has compiled, even if this machine's environment says it should
not."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A topic that could not be measured, and why."""

    title: str
    why: str


def machine() -> str:
    """Return what is measured on: computer, system, versions, and how busy it is just now."""
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "not known"
    return (
        f"{_processor()}, {os.cpu_count()} cores; {platform.system()} {platform.release()} "
        f"({platform.machine()}); Python {platform.python_version()}; {libraries}. "
        f"Load average before: {load}."
    )


def _processor() -> str:
    said = _CPU.read_text("utf-8").splitlines() if _CPU.exists() else []
    names = (line.partition(":")[2].strip() for line in said if line.startswith("model name"))
    return next(names, platform.processor() or "a processor that says no name")


def as_markdown(topics: Sequence[Topic | Failed], machine: str, when: datetime) -> str:
    """Return the whole text."""
    done = [topic for topic in topics if isinstance(topic, Topic)]
    lines = [
        "# How fast plansheet is",
        "",
        f"Written by `python benchmarks/run.py`, {when:%d %B %Y, %H:%M}.",
        "",
        machine,
        "",
        _HOW,
        "",
        *_goals([line for topic in done for line in topic.lines if line.goal]),
    ]
    for topic in topics:
        lines += ["", f"## {topic.title}", "", *_body(topic)]
    return "\n".join((*lines, ""))


def _goals(lines: Sequence[Measured]) -> Iterator[str]:
    unmet = [line for line in lines if not line.is_met]
    yield f"**{len(lines) - len(unmet)} of {len(lines)} goals are met.**"
    for line in unmet:
        beside = "" if line.goal and line.goal.way is Way.SECONDS else f" beside {line.beside}"
        yield ""
        missed = f"{line.what}{beside}: {came_to(line)}, goal {line.goal}"
        yield f"- Not met: {missed}. {_sentence(line.why)}"


def came_to(line: Measured) -> str:
    """Return what a measurement came to, in the terms of its goal."""
    if line.goal and line.goal.way is Way.SECONDS:
        return shown(line.ours, line.unit)
    return f"{line.ratios[1]:.2f} x"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _body(topic: Topic | Failed) -> Iterator[str]:
    if isinstance(topic, Failed):
        yield f"**It could not be measured:** {topic.why}"
        return
    yield topic.compared
    yield ""
    yield from _TABLE
    yield from map(row, topic.lines)
    for said in topic.seen:
        yield ""
        yield said


def row(line: Measured) -> str:
    """Return one measurement as a row of the table."""
    least, middle, most = line.ratios
    verdict = {None: "", True: "met", False: "**not met**"}[line.is_met]
    cells = (
        line.what,
        shown(line.ours, line.unit),
        line.beside,
        shown(line.theirs, line.unit),
        f"{middle:.2f} ({least:.2f} - {most:.2f})",
        str(line.goal or ""),
        verdict,
    )
    return f"| {' | '.join(cells)} |"
