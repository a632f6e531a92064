"""An entry of the log as people read it, and what may stand in it for good."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from plansheet.model.log import Begun, Ended, Entry, named_for_good, without_people
from plansheet.model.records import FileKind, FileRecord

NINE = datetime(2018, 7, 2, 9)  # noqa: DTZ001 - local, as the ledger keeps it
READ = Begun("manager", "read 2018-19-Q1", "0.1", NINE, "2018-19-Q1")


def file(number: int) -> FileRecord:
    return FileRecord(f"{number}" * 64, f"parks {number}.xlsx", 7, FileKind.RETURNED, NINE)


@pytest.mark.parametrize(
    ("ended", "line"),
    [
        (None, "did not end: it was broken off, or is running still"),
        (Ended(NINE, 0, "done"), "done (exit 0)"),
        (Ended(NINE, 1, "1 fix", (file(1),)), "1 fix (exit 1); parks 1.xlsx (111111111111)"),
        (
            Ended(NINE, 0, "done", tuple(map(file, range(5)))),
            (
                "done (exit 0); parks 0.xlsx (000000000000), parks 1.xlsx (111111111111), "
                "parks 2.xlsx (222222222222) and 2 more"
            ),
        ),
    ],
)
def test_an_entry_is_one_line(ended: Ended | None, line: str) -> None:
    told = Entry(1, READ, ended).line
    assert told == f"02/07/2018 09:00 manager, plansheet 0.1: read 2018-19-Q1: {line}"


def test_somebody_whom_the_system_does_not_know_is_told_so() -> None:
    assert Entry(1, replace(READ, who="")).line.startswith("02/07/2018 09:00 (nobody known), ")


def test_an_entry_as_plain_values() -> None:
    begun = replace(READ, services=("parks",))
    broken_off = {
        "number": 3,
        "who": "manager",
        "command": "read 2018-19-Q1",
        "version": "0.1",
        "period": "2018-19-Q1",
        "services": ["parks"],
        "began": "2018-07-02T09:00:00",
        "ended": None,
        "status": None,
        "outcome": "",
        "files": [],
    }
    assert Entry(3, begun).as_json() == broken_off
    assert Entry(3, begun, Ended(NINE, 1, "1 fix", (file(1),))).as_json() == broken_off | {
        "ended": "2018-07-02T09:00:00",
        "status": 1,
        "outcome": "1 fix",
        "files": [{"kind": "returned", "name": "parks 1.xlsx", "sha256": "1" * 64}],
    }


@pytest.mark.parametrize(
    ("period", "service", "is_about"),
    [
        ("", "", True),
        ("2018-19-Q1", "", True),
        ("2018-19", "parks", True),
        ("2018-19-Q2", "", False),
        ("", "housing", False),
    ],
)
def test_an_entry_is_about_its_period_and_its_services(
    period: str, service: str, is_about: object
) -> None:
    named, all_of_them = Entry(1, replace(READ, services=("parks",))), Entry(2, READ)
    assert named.is_about(period, service) == is_about
    assert all_of_them.is_about(period, service) == (period != "2018-19-Q2")


def test_nobody_is_named_in_what_is_kept_for_good() -> None:
    said = "'By A. Person' cannot be used. Ask <a.person@council.example>, or b@c.example/x.xlsx."
    assert without_people(said, ["", "A. Person", "By A. Person"]) == (
        "'***' cannot be used. Ask <***>, or ***/x.xlsx."
    )


def test_each_file_is_named_once() -> None:
    came = replace(file(1), name="2018-07-02 0900 a.person@council.example 7.eml/parks.xlsx")
    kept = replace(came, name="2018-07-02 0900 *** 7.eml/parks.xlsx")
    assert named_for_good([file(2), came, came]) == (file(2), kept)
