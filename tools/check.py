"""Run everything that continuous integration runs, in order, and stop at the first failure.

python tools/check.py            all of it
python tools/check.py --quick    without the coverage gates
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# The modules that take values and return values: every branch of theirs is tested.
PURE = (
    "agenda/*",
    "model/*",
    "layout/*",
    "reconcile/*",
    "collect/*",
    "compile/*",
    "correspondence/*",
    "cycle/*",
    "deciding/*",
    "generate/*",
    "check/*",
    "report/*",
    "requests/*",
    "tracing/*",
    "refs.py",
    "planbook.py",
    "queries/*",
    "pages.py",
    "problems/*",
    "errors.py",
)


def main(arguments: list[str]) -> int:
    """Return the exit status of the first step that fails, else 0."""
    for step in _steps(quick="--quick" in arguments):
        print(f"$ {' '.join(step)}", flush=True)
        status = subprocess.run([sys.executable, "-m", *step], cwd=ROOT, check=False).returncode
        if status:
            return status
    return 0


def _steps(*, quick: bool) -> list[list[str]]:
    lint = [
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["mypy"],
        ["mypy", "tests", "tools", "benchmarks"],
    ]
    if quick:
        return [*lint, ["pytest", "-n", "2"]]
    pure = ",".join(f"src/plansheet/{pattern}" for pattern in PURE)
    return [
        *lint,
        ["pytest", "-n", "2", "--cov", "--cov-branch", "--cov-report=", "--cov-fail-under=95"],
        ["coverage", "report", "--fail-under=95"],
        ["coverage", "report", "--fail-under=100", f"--include={pure}"],
    ]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
