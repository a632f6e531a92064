"""How fast plansheet is beside something measured in the same run: python benchmarks/run.py.

Without names it measures everything, which takes up to half an hour, and writes RESULTS.md beside
this file. With names (`run.py starting reading`) it measures only those and prints what it finds.
One that fails is told and left out; the exit status is then 1. `--peer FOLDER` names the virtual
environment that the peer is in; else one is made in `build`, which takes a network once.
"""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from importlib import import_module
from pathlib import Path
from tempfile import gettempdir
from time import perf_counter

from measuring import Sizes, Topic
from results import Failed, as_markdown, machine

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "RESULTS.md"
TOPICS = (
    "generating", "reading", "starting", "quarter", "peer", "many", "together", "compiled",
    "hostile", "plans",
)  # fmt: skip


def main(arguments: list[str]) -> int:
    """Measure what is named, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("topics", nargs="*", metavar="NAME", help=f"of {', '.join(TOPICS)}")
    parser.add_argument("--peer", default="", metavar="FOLDER", help="the peer's environment")
    given = parser.parse_args(arguments)
    if unknown := set(given.topics) - set(TOPICS):
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    # Some make their files as the tests do.
    sys.path.append(str(HERE.parent / "tests"))
    began, before = datetime.now().astimezone(), machine()
    found = [measured(name, Sizes(peer=given.peer)) for name in given.topics or TOPICS]
    text = as_markdown(found, before, began)
    if given.topics:
        print(text)
    else:
        RESULTS.write_text(text, encoding="utf-8", newline="\n")
        print(f"Written: {RESULTS.name}")
    return 1 if any(isinstance(each, Failed) for each in found) else 0


def measured(name: str, sizes: Sizes) -> Topic | Failed:
    """Return what a topic comes to, or why it could not be measured."""
    print(f"{name} ...", file=sys.stderr, flush=True)
    began = perf_counter()
    found: Topic | Failed
    try:
        found = import_module(name).measure(sizes)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one, the others go on
        found = Failed(name, without_paths(f"{type(error).__name__}: {error}"))
    end = found.why if isinstance(found, Failed) else f"{perf_counter() - began:.0f} s"
    print(f"{name}: {end}", file=sys.stderr, flush=True)
    return found


def without_paths(said: str) -> str:
    """Return what is said in one line that names no folder of this computer."""
    for folder in (HERE.parent, Path(gettempdir()), Path.home()):
        said = said.replace(str(folder), folder.name)
    return " ".join(said.split())


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
