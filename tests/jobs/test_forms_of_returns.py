"""`read`: every form that a return arrives in, and what becomes of each file in the records."""

from __future__ import annotations

import hashlib
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from strangers import (
    SENT,
    e_mail,
    encrypted,
    locked_zip,
    outlook,
    strict,
    with_macros,
    xlsb,
    zipped,
)
from town import (
    HOUSING_ANSWERS,
    PARKS_ANSWERS,
    Q1,
    Town,
    codes_of,
    new_town,
    rows_of,
    statuses,
)

from plansheet.excel.read import read_book
from plansheet.jobs.council import opened, quarter_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from town import Answers

    from plansheet.model.records import ReturnRecord

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """Return the council with the workbooks of the first quarter issued."""
    found = new_town(tmp_path)
    found.generate()
    found.later(7)
    return found


def filled(town: Town, service: str = "parks") -> bytes:
    """Return a filled-in workbook, which lies nowhere yet."""
    path = town.answer(PARKS_ANSWERS if service == "parks" else HOUSING_ANSWERS, service)
    data = path.read_bytes()
    path.unlink()
    return data


def records(town: Town) -> tuple[ReturnRecord, ...]:
    with opened(town.root, read_only=True) as council:
        return council.ledger.returns(quarter_of(Q1))


def archived(town: Town, data: bytes) -> list[str]:
    sha256 = hashlib.sha256(data).hexdigest()
    return [path.name for path in (town.root / "archive" / sha256[:2]).glob(f"{sha256}*")]


FORMS: dict[str, tuple[Callable[[bytes], bytes], list[str]]] = {
    "strict.xlsx": (strict, []),
    "with macros.xlsm": (with_macros, ["macros"]),
    "binary.xlsb": (lambda data: xlsb(read_book(data)), ["old-format"]),
    "called otherwise.pdf": (lambda data: data, []),
}


@pytest.mark.parametrize("name", FORMS)
def test_a_return_says_the_same_in_every_form(town: Town, name: str) -> None:
    form, codes = FORMS[name]
    town.drop(name, form(filled(town)))
    outcome = town.read()
    (entry,) = rows_of(outcome, "returns")
    assert (outcome.status, codes_of(outcome)) == (0, codes)
    assert (entry["file"], entry["status"], entry["values"]) == (name, "accepted", 11)
    assert {ref: town.figures()[ref]["actual"] for ref in ("PK01", "PK02")} == {
        "PK01": "0.81",
        "PK02": "210",
    }


@pytest.mark.parametrize("ending", ["xls", "ods", "xlsx"])
def test_a_return_says_the_same_when_libreoffice_has_saved_it(
    town: Town, resaved: Callable[[bytes, str], bytes], ending: str
) -> None:
    town.drop(f"parks.{ending}", resaved(filled(town), ending))
    outcome = town.read()
    (entry,) = rows_of(outcome, "returns")
    assert (entry["status"], entry["values"]) == ("accepted", 11)
    assert codes_of(outcome) == ([] if ending == "xlsx" else ["old-format"])
    assert town.figures()["PK01"]["actual"] == "0.81"


@pytest.mark.parametrize("ending", ["xls", "xlsx"])
def test_merged_cells_are_known_when_libreoffice_has_saved_them(
    town: Town, resaved: Callable[[bytes, str], bytes], ending: str
) -> None:
    book = load_workbook(BytesIO(filled(town)))
    book["Indicators"].merge_cells("F7:F8")
    merged = BytesIO()
    book.save(merged)
    town.drop(f"parks.{ending}", resaved(merged.getvalue(), ending))
    said = [each for each in town.read().problems if each.code == "cells-merged"]
    assert [(each.place.cell, each.place.label) for each in said] == [
        ("F7", "PK01"),
        ("F8", "PK02"),
    ]
    assert town.figures()["PK01"]["actual"] == ""


def test_how_an_old_format_was_read_is_said(town: Town) -> None:
    town.drop("parks.xlsb", xlsb(read_book(filled(town))))
    (said,) = town.read().problems
    assert (said.level, said.place.file) == ("note", "parks.xlsb")
    assert said.message == (
        "This file is saved as an Excel binary workbook (.xlsb), which tells what its cells say "
        "but not their formats, formulas or locks. It is read all the same, each figure in the "
        "format that its cell was sent out with. Next time an Excel workbook (.xlsx) is better."
    )


def test_what_a_format_does_not_tell_is_not_taken_for_a_change(town: Town) -> None:
    """A target typed over is seen in a binary workbook; its formulas are not missed."""

    def lower_the_target(book: object) -> None:
        for row in book["Indicators"].iter_rows():  # type: ignore[index]
            if row[0].value == "PK01":
                next(cell for cell in row if cell.value == 0.8).value = 0.5

    path = town.answer(PARKS_ANSWERS, change=lower_the_target)
    data = path.read_bytes()
    path.unlink()
    town.drop("parks.xlsb", xlsb(read_book(data)))
    assert codes_of(town.read()) == ["old-format", "locked-changed"]


def test_a_figure_in_an_old_format_is_read_in_the_format_of_its_own_cell(town: Town) -> None:
    """0.81 in the percentage cell is 81%, and 81 there is what it would be in .xlsx."""
    answers: Answers = {**PARKS_ANSWERS, "Indicators": {"PK01": {"Actual": 81}}}
    path = town.answer(answers)
    data = path.read_bytes()
    path.unlink()
    town.drop("parks.xlsb", xlsb(read_book(data)))
    codes = codes_of(town.read())
    assert "implausible" in codes
    assert "percent-unclear" not in codes


def test_the_workbooks_of_a_zip_are_files_of_their_own(town: Town) -> None:
    parks, housing = filled(town), filled(town, "housing")
    data = zipped(
        [
            ("__MACOSX/._parks.xlsx", b"\0\5\x16\7"),
            (".DS_Store", b"\0\0\0\1Bud1"),
            ("~$parks.xlsx", b"\6Parks"),
            ("returns/parks.xlsx", parks),
            ("returns/housing.xlsx", housing),
            ("notes.pdf", b"%PDF-1.7"),
        ]
    )
    town.drop("all of them.zip", data)
    outcome = town.read()
    assert statuses(outcome) == {
        "all of them.zip/notes.pdf": "rejected",
        "all of them.zip/returns/housing.xlsx": "accepted",
        "all of them.zip/returns/parks.xlsx": "accepted",
    }
    assert (outcome.status, codes_of(outcome)) == (1, ["not-a-workbook"])
    assert archived(town, data) == [f"{hashlib.sha256(data).hexdigest()}.zip"]
    assert archived(town, parks) == [f"{hashlib.sha256(parks).hexdigest()}.xlsx"]
    assert town.figures()["PK01"]["source_file"] == "all of them.zip/returns/parks.xlsx"
    assert town.read().document == outcome.document


def test_a_zip_without_a_workbook_is_one_file(town: Town) -> None:
    town.drop("scans.zip", zipped([("a.png", PNG), ("b.png", PNG)]))
    outcome = town.read()
    assert statuses(outcome) == {"scans.zip": "rejected"}
    assert outcome.problems[0].message == (
        "This is not a workbook that can be read: it is a zip file with no workbook in it, only "
        "'a.png', 'b.png'. Open the collection workbook in Excel, fill it in there, and send that "
        "file itself, saved as an Excel workbook (.xlsx)."
    )


def test_the_same_bytes_alone_and_in_a_zip_are_a_duplicate(town: Town) -> None:
    parks = filled(town)
    town.drop("parks.xlsx", parks)
    town.drop("again.zip", zipped([("copy of parks.xlsx", parks)]))
    for _ in range(2):
        assert statuses(town.read()) == {
            "again.zip/copy of parks.xlsx": "duplicate",
            "parks.xlsx": "accepted",
        }


@pytest.mark.parametrize(
    ("name", "pack"), [("our return.eml", e_mail), ("our return.msg", outlook)]
)
def test_an_e_mail_brings_its_sender_and_its_date(
    town: Town, name: str, pack: Callable[..., bytes]
) -> None:
    town.drop(name, pack("Here it is.", ("our figures.xlsx", filled(town)), ("logo.png", PNG)))
    outcome = town.read()
    assert statuses(outcome) == {f"{name}/our figures.xlsx": "accepted"}
    assert [(each.code, each.message) for each in outcome.problems] == [
        (
            "came-with",
            (
                "With this workbook came 'logo.png', which is not read. Look there if anything is "
                "missing here."
            ),
        )
    ]
    (record,) = records(town)
    assert "head.of.parks@council.example" in record.sender
    assert record.sent_at == SENT
    (course,) = [each for each in rows_of(town.status(), "services") if each["service"] == "parks"]
    assert course["received"] == "2018-07-05"


def test_a_date_that_has_not_come_yet_is_not_when_a_return_was_received(town: Town) -> None:
    ahead = datetime(2019, 1, 1)  # noqa: DTZ001 - a council's calendar is local
    town.drop("a.eml", e_mail("Here it is.", ("a.xlsx", filled(town)), sent=ahead))
    town.read()
    (record,) = records(town)
    assert (record.sent_at, record.received_at) == (None, record.read_at), "a clock was wrong"


def test_an_e_mail_without_a_workbook_keeps_what_it_says(town: Town) -> None:
    town.drop("phone.eml", e_mail("PK01 is 79% this quarter.\n\nSorry, no time."))
    outcome = town.read()
    assert statuses(outcome) == {"phone.eml": "rejected"}
    assert [(each.code, each.level) for each in outcome.problems] == [
        ("not-a-workbook", "rejected"),
        ("mail-text", "note"),
    ]
    assert outcome.problems[1].message == (
        "The e-mail from Head of Parks <head.of.parks@council.example> says: 'PK01 is 79% this "
        "quarter. Sorry, no time.'. Nothing in it is used as a figure; ask for the workbook."
    )
    assert records(town)[0].problems == outcome.problems


def test_a_protected_workbook_is_opened_with_the_password_given(town: Town) -> None:
    town.drop("parks.xlsx", encrypted(filled(town), "a secret"))
    outcome = town.read()
    assert (outcome.status, statuses(outcome)) == (1, {"parks.xlsx": "rejected"})
    assert [(each.code, each.message) for each in outcome.problems] == [
        (
            "encrypted",
            (
                "Nothing in this file can be read: it is protected with a password, and none was "
                "given. Open it in Excel, take the password out (File, Info, Protect Workbook, "
                "Encrypt with Password), save it and send it again; or give the password with the "
                "option --password."
            ),
        )
    ]
    wrong = town.read(password="not this")
    assert codes_of(wrong) == ["encrypted"]
    assert "not this" not in str(wrong)
    right = town.read(password="a secret")
    assert (right.status, statuses(right)) == (0, {"parks.xlsx": "accepted"})
    assert "a secret" not in str(right)
    assert not any(b"a secret" in data for data in town.snapshot().values())


@pytest.mark.parametrize("key", ["password", "returns_password"])
def test_a_protected_workbook_is_opened_with_a_password_of_the_settings(
    town: Town, key: str
) -> None:
    path = town.root / "plansheet.toml"
    text = path.read_text(encoding="utf-8")
    assert f'\n{key} = ""' in text
    path.write_text(text.replace(f'\n{key} = ""', f'\n{key} = "our own"'), encoding="utf-8")
    town.drop("parks.xlsx", encrypted(filled(town), "our own"))
    assert statuses(town.read()) == {"parks.xlsx": "accepted"}


def test_what_follows_a_bomb_in_the_same_zip_has_no_allowance_left(town: Town) -> None:
    path = town.root / "plansheet.toml"
    text = path.read_text(encoding="utf-8").replace("unpacked_mb = 200", "unpacked_mb = 1")
    path.write_text(text, encoding="utf-8")
    parks = filled(town)
    bomb = zipped([("[Content_Types].xml", b"<Types/>"), ("_rels/.rels", b" " * 3_000_000)])
    town.drop("all.zip", zipped([("a.xlsx", bomb), ("b.xlsx", parks)]))
    town.drop("parks.xlsx", filled(town, "housing"))
    outcome = town.read()
    assert statuses(outcome) == {
        "all.zip/a.xlsx": "rejected",
        "all.zip/b.xlsx": "rejected",
        "parks.xlsx": "accepted",
    }
    assert codes_of(outcome) == ["limits", "limits"]
    assert "what arrived with it unpacks to more" in outcome.problems[1].message


def test_what_follows_a_file_that_took_all_the_time_has_none_left(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plansheet.jobs.arrival.time.monotonic", iter(range(0, 10**6, 30)).__next__)
    data = zipped([("a.xlsx", filled(town)), ("b.xlsx", filled(town, "housing"))])
    town.drop("all.zip", data)
    outcome = town.read()
    assert codes_of(outcome) == ["limits", "limits"]
    assert "longer than 20 seconds" in outcome.problems[0].message


def test_many_papers_beside_a_workbook_are_counted(town: Town) -> None:
    papers = [(f"{number}.png", PNG) for number in range(7)]
    town.drop("a.eml", e_mail("All we have.", ("a.xlsx", filled(town)), *papers))
    assert (
        town.read()
        .problems[0]
        .message.startswith(
            "With this workbook came '0.png', '1.png', '2.png', '3.png', '4.png' and 2 more, which "
            "are not read."
        )
    )


def test_what_is_locked_inside_a_zip_is_told_and_the_rest_is_read(town: Town) -> None:
    town.drop("parks.zip", locked_zip("parks.xlsx", filled(town), b"parks"))
    for _ in range(2):
        assert statuses(town.read()) == {"parks.zip/parks.xlsx": "rejected"}
    assert records(town) == ()
    assert statuses(town.read(password="parks")) == {"parks.zip/parks.xlsx": "accepted"}
