"""Rebuild the example quarter in workbooks/ that visitors open: python tools/example.py."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from simulated import QUARTER, run_simulated

ROOT = Path(__file__).resolve().parent.parent
KEPT = ("issued", "returned")


def main() -> None:
    """Run the demo and keep one quarter: what was issued, what came back, what was compiled."""
    target = ROOT / "workbooks" / QUARTER
    shutil.rmtree(target, ignore_errors=True)
    with TemporaryDirectory() as folder:
        run_simulated(Path(folder))
        made = Path(folder) / "workbooks" / QUARTER
        for name in KEPT:
            shutil.copytree(made / name, target / name)
        for path in made.glob("*.xlsx"):
            shutil.copy(path, target)
    for path in sorted(target.rglob("*.xlsx")):
        print(path.relative_to(ROOT).as_posix())


if __name__ == "__main__":
    main()
