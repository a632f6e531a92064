"""The floors: imports point down only, each library stays where it belongs, and it is checked."""

from __future__ import annotations

import configparser
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            sys.executable,
            "-c",
            (
                "import sys; sys.path.insert(0, 'src');"
                "from importlinter.cli import lint_imports; sys.exit(lint_imports('setup.cfg'))"
            ),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture
def seeded(tmp_path: Path) -> Path:
    """Return a copy of the sources to plant a violation in."""
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("*.egg-info"))
    shutil.copy(ROOT / "setup.cfg", tmp_path)
    return tmp_path


def test_imports_point_down_only() -> None:
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("model/units.py", "import plansheet.store", "Imports point down only"),
        ("collect/tables.py", "import plansheet.generate", "Imports point down only"),
        (
            "compile/counts.py",
            "import pandas",
            "Nothing that is installed loads pandas, which the tests count with",
        ),
        (
            "generate/book.py",
            "import xlsxwriter",
            "The file format, the command line and the database each stay on their own floor",
        ),
        (
            "jobs/board.py",
            "import smtplib",
            "Only mail talks to mail servers, to what keeps passwords, and makes pages",
        ),
        ("jobs/issue.py", "import distributed", "One module talks to a cluster"),
    ],
)
def test_a_seeded_violation_is_found(seeded: Path, module: str, line: str, contract: str) -> None:
    path = seeded / "src" / "plansheet" / module
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")
    result = lint_imports(seeded)
    assert result.returncode != 0
    assert f"{contract} BROKEN" in result.stdout


def test_every_folder_of_code_is_installed_and_on_a_floor() -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    source = ROOT / "src"
    folders = {
        ".".join(path.parent.relative_to(source).parts) for path in source.rglob("__init__.py")
    }
    listed = set(config["options"]["packages"].split())
    assert listed == folders | {"plansheet.templates"}
    floors = config["importlinter:contract:floors"]["layers"].replace("|", " ").split()
    top = {
        f"plansheet.{path.stem}"
        for path in (source / "plansheet").iterdir()
        if path.name not in {"__init__.py", "__main__.py", "py.typed", "__pycache__"}
    }
    assert set(floors) == top
