"""A whole report, written down as text and held against a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reported import asked, written

from plansheet.report import make_report

if TYPE_CHECKING:
    from collections.abc import Callable


def test_everything_that_a_report_says(golden: Callable[[str, str], None]) -> None:
    report = make_report(asked(header={"Report of": "Head of Governance"}))
    golden("report.txt", written(report))
