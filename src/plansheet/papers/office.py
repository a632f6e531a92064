"""A Word document as PDF, where LibreOffice is there to make one: tagged, with its bookmarks."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from plansheet.errors import StoreError

_PLACES = (
    Path("C:/Program Files/LibreOffice/program/soffice.exe"),
    Path("C:/Program Files (x86)/LibreOffice/program/soffice.exe"),
    Path("/Applications/LibreOffice.app/Contents/MacOS/soffice"),
)
_LONGEST = 180
_WISHES = {
    "UseTaggedPDF": True,
    "PDFUACompliance": True,
    "ExportBookmarks": True,
    "DisplayPDFDocumentTitle": True,
}
_FILTER = "pdf:writer_pdf_Export:" + json.dumps(
    {name: {"type": "boolean", "value": str(wish).lower()} for name, wish in _WISHES.items()}
)


def office_program() -> Path | None:
    """Return where LibreOffice is on this computer; None where it is not."""
    found = shutil.which("soffice")
    if found:
        return Path(found)
    return next((place for place in _PLACES if place.is_file()), None)


def as_pdf(document: bytes, program: Path) -> bytes:
    """Return a Word document as PDF; StoreError where LibreOffice does not make one.

    It runs with a profile of its own, so that a window of it that is open is left alone.
    """
    with TemporaryDirectory(prefix="plansheet-") as folder:
        source = Path(folder) / "report.docx"
        source.write_bytes(document)
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        to = ("--headless", "--convert-to", _FILTER, "--outdir", folder)
        try:
            subprocess.run(  # noqa: S603 - LibreOffice on a file of our own
                [str(program), profile, *to, str(source)],
                capture_output=True,
                timeout=_LONGEST,
                check=True,
                env=os.environ | {"SOURCE_DATE_EPOCH": "315532800"},
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
            return source.with_suffix(".pdf").read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            message = (
                "LibreOffice did not make a PDF of the report. Open the Word document and save it "
                "as PDF there."
            )
            raise StoreError(message) from error
