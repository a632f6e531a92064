"""The PDF of a report, where LibreOffice is there; and what is said where it makes none."""

from __future__ import annotations

import shutil
import subprocess
from datetime import datetime
from pathlib import Path

import pytest
from papers.templates import WORD
from reported import asked

from plansheet.errors import StoreError
from plansheet.excel.look import SHIPPED
from plansheet.papers import as_pdf, office, office_program, word_document
from plansheet.report import make_report

MADE = datetime(2018, 9, 30)  # noqa: DTZ001 - a day, of no place
needs_office = pytest.mark.skipif(
    not (shutil.which("soffice") and shutil.which("pdftotext")), reason="needs LibreOffice"
)


@needs_office
def test_the_pdf_has_every_part_tags_and_a_title(tmp_path: Path) -> None:
    report = make_report(asked())
    program = office_program()
    assert program is not None
    data = as_pdf(word_document(report, WORD, MADE, SHIPPED), program)
    path = tmp_path / "report.pdf"
    path.write_bytes(data)
    text = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True
    ).stdout.decode()
    for section in report.sections:
        assert f"{section.number} {section.heading}" in text
    info = subprocess.run(["pdfinfo", str(path)], capture_output=True, check=True).stdout.decode()
    said = {line.partition(":")[0]: line.partition(":")[2].strip() for line in info.splitlines()}
    assert said["Tagged"] == "yes"
    assert said["Title"] == "Performance report: Quarters 1 and 2 of 2018/19: Management Board"
    assert said["Page size"].endswith("(A4)")


@pytest.mark.parametrize("program", ["not-there", "false", "true"])
def test_an_office_that_makes_nothing_is_told(program: str, tmp_path: Path) -> None:
    found = Path(shutil.which(program) or tmp_path / program)
    with pytest.raises(StoreError) as raised:
        as_pdf(b"", found)
    assert str(raised.value) == (
        "LibreOffice did not make a PDF of the report. Open the Word document and save it as PDF "
        "there."
    )


def test_where_libreoffice_is_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = tmp_path / "soffice.exe"
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    monkeypatch.setattr(office, "_PLACES", (known,))
    assert office_program() is None
    known.touch()
    assert office_program() == known
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    assert office_program() == Path("/usr/bin/soffice")
