"""However plansheet is installed, it finds its templates."""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHOW = (
    "import importlib.resources as r; t = r.files('plansheet.templates');"
    "e = sorted((t / 'examples').iterdir(), key=lambda x: x.name);"
    "print([(x.name, (x / 'plansheet.toml').is_file(),"
    " sorted(p.name for p in (x / 'templates' / 'plans').iterdir())) for x in e],"
    " (t / 'wording' / 'issue.txt').is_file())"
)
PLANS = {
    "cannock-chase": ["community-safety 2015-16.md"],
    "south-cambridgeshire": ["partnerships 2009-12.md", "policy-and-performance 2009-12.md"],
    "three-rivers": [
        "community-partnerships 2018-21.md",
        "community-partnerships 2021-24.md",
        "corporate-services 2018-21.md",
    ],
}
FOUND = f"{[(name, True, plans) for name, plans in PLANS.items()]} True"


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """Return a copy of what an install needs, so that nothing is built inside the repository."""
    folder = tmp_path / "sources"
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("*.egg-info"))
    shutil.copytree(ROOT / "templates", folder / "templates")
    for name in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)
    return folder


def run(*command: str | Path, cwd: Path) -> str:
    result = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout.strip()


def wheel_of(sources: Path, tmp_path: Path) -> Path:
    run(sys.executable, "-m", "build", "--wheel", "--outdir", tmp_path, sources, cwd=tmp_path)
    return next(tmp_path.glob("*.whl"))


@pytest.mark.parametrize("kind", ["wheel", "plain", "editable"])
def test_an_install_finds_the_templates(kind: str, sources: Path, tmp_path: Path) -> None:
    target = tmp_path / "env"
    venv.create(target, with_pip=True, symlinks=sys.platform != "win32")
    scripts = target / ("Scripts" if sys.platform == "win32" else "bin")
    what: list[str | Path] = [sources]
    if kind == "wheel":
        what = [wheel_of(sources, tmp_path)]
    if kind == "editable":
        what = ["-e", sources]
    run(scripts / "python", "-m", "pip", "install", "--quiet", "--no-deps", *what, cwd=tmp_path)
    assert run(scripts / "python", "-c", SHOW, cwd=tmp_path) == FOUND
