"""The templates that are shipped, for tests of what is made with them."""

from __future__ import annotations

from pathlib import Path

from plansheet.papers import Template

FOLDER = Path(__file__).parents[2] / "templates" / "report"
WORD = Template((FOLDER / "report.docx").read_bytes(), "report.docx")
PAGE = Template((FOLDER / "report.html").read_bytes(), "report.html")
