"""Make the README's pictures through LibreOffice: python tools/pictures.py.

python tools/pictures.py --all FOLDER makes pictures of every sheet of every workbook of the example
plans instead, the four quarters of each plan's first year, to be looked at: one PNG a page, called
`EXAMPLE CODE PERIOD NN SHEET P.png` by the sheet's number and the page's. Of each page of each
report it makes one too, called `EXAMPLE NAME P.png`.

Needs soffice, pdftotext and pdftoppm (Debian: libreoffice-calc, libreoffice-writer and
poppler-utils).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from openpyxl import load_workbook
from simulated import QUARTER, examples, run_simulated, whole_years, write_reports

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
RESOLUTION = 80


@dataclass(frozen=True)
class Picture:
    """One picture: its name, the workbook or document it shows, and words of the page to show."""

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
        "Actual*",
    ),
    Picture("risks", f"issued/community-partnerships {QUARTER}.xlsx", "Risks: Q2 2018/19"),
    Picture("summary", f"Performance Data Collection {QUARTER}.xlsx", "performance in Q2 2018/19"),
    Picture("report", f"reports/resources {QUARTER} report.docx", "Indicators that are not rated"),
    Picture("exceptions", f"Performance Data Collection {QUARTER}.xlsx", "Exceptions: Q2 2018/19"),
)


def main(arguments: list[str]) -> None:
    """Make the pictures that are asked for, and say which were made."""
    match arguments:
        case []:
            _of_the_readme()
        case ["--all", folder]:
            _of_every_sheet(Path(folder))
        case _:
            message = "Write: python tools/pictures.py, or python tools/pictures.py --all FOLDER"
            raise SystemExit(message)


def _of_the_readme() -> None:
    """Run the demo, print its workbooks to PDF and keep the pages that are wanted."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        root = Path(folder) / "demo"
        run_simulated(root)
        write_reports(root)
        for picture in WANTED:
            source = root / "workbooks" / QUARTER / picture.workbook
            pdf = _printed(Path(folder), source)[source]
            _keep(pdf, _page_with(pdf, picture.words), PICTURES / picture.name)
            print(f"docs/pictures/{picture.name}.png")


def _of_every_sheet(target: Path) -> None:
    """Make the workbooks and reports of all examples, and a picture of each of their pages."""
    target.mkdir(parents=True, exist_ok=True)
    for example in examples():
        with TemporaryDirectory() as folder:
            root = Path(folder) / "council"
            whole_years(root, example)
            write_reports(root)
            issued = sorted(root.glob("workbooks/*/issued/*.xlsx"))
            for source, pdf in _printed(Path(folder), *issued).items():
                for page, name in enumerate(_sheets_of_pages(source, pdf), start=1):
                    _keep(pdf, page, target / f"{example} {source.stem} {name}")
                    print(f"{example} {source.stem} {name}.png")
            for pdf in sorted(root.glob("workbooks/*/reports/*.pdf")):
                for page, _ in enumerate(_texts(pdf), start=1):
                    _keep(pdf, page, target / f"{example} {pdf.stem} {page}")
                    print(f"{example} {pdf.stem} {page}.png")


def _sheets_of_pages(source: Path, pdf: Path) -> Iterator[str]:
    """Yield for each page of a PDF the number and name of its sheet, and its page within it.

    Sheets are printed in their order, and each begins with its title.
    """
    workbook = load_workbook(source)
    sheets = [sheet for sheet in workbook if sheet.sheet_state == "visible"]
    titles = [str(sheet["A1"].value) for sheet in sheets]
    at, page = 0, 0
    for text in _texts(pdf):
        lines = {line.strip() for line in text.splitlines()}
        begins = at + 1 < len(titles) and titles[at + 1] in lines
        at, page = (at + 1, 1) if begins else (at, page + 1)
        yield f"{at + 1:02d} {sheets[at].title} {page}"


def _printed(folder: Path, *sources: Path) -> dict[Path, Path]:
    """Return the PDF of each workbook."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    to = ("--headless", "--convert-to", "pdf", "--outdir", str(folder))
    _run("soffice", profile, *to, *(str(source) for source in sources))
    return {source: folder / f"{source.stem}.pdf" for source in sources}


def _texts(pdf: Path) -> list[str]:
    """Return the text of each page."""
    return _run("pdftotext", "-layout", str(pdf), "-").split("\f")[:-1]


def _page_with(pdf: Path, words: str) -> int:
    return next(number for number, text in enumerate(_texts(pdf), start=1) if words in text)


def _keep(pdf: Path, page: int, target: Path) -> None:
    only = ("-f", str(page), "-l", str(page), "-r", str(RESOLUTION), "-png", "-singlefile")
    _run("pdftoppm", *only, str(pdf), str(target))


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
    main(sys.argv[1:])
