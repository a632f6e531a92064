"""Make the README's pictures through LibreOffice: python tools/pictures.py.

Needs soffice, pdftotext and pdftoppm (Debian: libreoffice-calc, poppler-utils).
"""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from simulated import QUARTER, run_simulated

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
RESOLUTION = 80


@dataclass(frozen=True)
class Picture:
    """One picture: its name, the workbook it shows, and words of the page to show."""

    name: str
    workbook: str
    words: str


WANTED = (
    Picture(
        "start-here",
        f"issued/community-partnerships {QUARTER}.xlsx",
        "performance return for Q2 2018/19",
    ),
    Picture(
        "indicators",
        f"issued/community-partnerships {QUARTER}.xlsx",
        "Indicators: Q2 2018/19",
    ),
    Picture("summary", f"Performance Data Collection {QUARTER}.xlsx", "performance in Q2 2018/19"),
    Picture("exceptions", f"Performance Data Collection {QUARTER}.xlsx", "Exceptions: Q2 2018/19"),
)


def main() -> None:
    """Run the demo, print its workbooks to PDF and keep the pages that are wanted."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        root = Path(folder) / "demo"
        run_simulated(root)
        for picture in WANTED:
            source = root / "workbooks" / QUARTER / picture.workbook
            pdf = _printed(source, Path(folder))
            _keep(pdf, _page_with(pdf, picture.words), picture.name)
            print(f"docs/pictures/{picture.name}.png")


def _printed(source: Path, folder: Path) -> Path:
    _run(
        "soffice",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        str(source),
    )
    return folder / f"{source.stem}.pdf"


def _page_with(pdf: Path, words: str) -> int:
    pages = _run("pdftotext", "-layout", str(pdf), "-").split("\f")
    return next(number for number, text in enumerate(pages, start=1) if words in text)


def _keep(pdf: Path, page: int, name: str) -> None:
    only = ("-f", str(page), "-l", str(page), "-r", str(RESOLUTION), "-png", "-singlefile")
    _run("pdftoppm", *only, str(pdf), str(PICTURES / name))


def _run(program: str, *arguments: str) -> str:
    found = shutil.which(program)
    if found is None:
        message = f"{program} is not installed; see the top of this file"
        raise SystemExit(message)
    result = subprocess.run(
        [found, *arguments], capture_output=True, text=True, encoding="utf-8", check=True
    )
    return result.stdout


if __name__ == "__main__":
    main()
