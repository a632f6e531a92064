"""Make the small real files of tests/data/returns, one fault each: python tests/make_returns.py.

Each file stands in the folder of what is to become of it, beside a text of what was made of it;
both are to be looked at before they are kept. The workbooks they are returns of are kept too
(`issued`), so that they fit whatever workbooks look like later. LibreOffice makes three of them;
without it those stay as they are.
"""

from __future__ import annotations

import shutil
import subprocess
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from filled_returns import (
    BLANK_ROWS,
    ENTITIES,
    FAR,
    INDICATORS,
    ISSUED,
    answering,
    as_text_of_strangers,
    bomb,
    changed,
    copy_a_sheet,
    filled,
    html_mail,
    in_actual,
    insert,
    lose_properties,
    lose_sheet,
    lower_the_target,
    numbers,
    other_workbook,
    rename,
    sort_rows,
    strangers_formulas,
    unlock,
    with_parts,
    without,
    word,
)
from mails import automatic_reply, exchange, shared
from strangers import (
    e_mail,
    encrypted,
    locked_xls,
    locked_zip,
    outlook,
    strict,
    with_macros,
    xlsb,
    zipped,
)
from town import HOUSING_ANSWERS, PARKS_ANSWERS, Q1, Q2, Town, identity, new_town, rows_of

from plansheet.excel.read import read_book
from plansheet.jobs.council import opened, quarter_of
from plansheet.model.records import Issue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


DATA = Path(__file__).parent / "data" / "returns"
FOLDERS = ("accepted", "held", "rejected", "skipped")


def council_of_data(folder: Path) -> Town:
    """Return a council that has issued the workbooks of `issued`, as if it had made them."""
    town = new_town(folder)
    with opened(town.root) as council:
        for path in sorted(ISSUED.glob("*.xlsx")):
            data = path.read_bytes()
            sha256 = council.store.archive(data, ".xlsx")
            council.ledger.add_issue(issue_in(data, sha256))
    town.later(7)
    return town


def issue_in(data: bytes, sha256: str) -> Issue:
    """Return the record of an issued workbook, by what it says of itself."""
    said = {
        name.removeprefix("plansheet_"): value for name, value in read_book(data).properties.items()
    }
    return Issue(
        issue_id=said["issue_id"],
        service=said["service"],
        quarter=quarter_of(said["period"]),
        number=int(said["issue"]),
        sha256=sha256,
        content_sha256=said["content_sha256"],
        layout=said["layout"],
        plan_file=f"{said['service']} 2018-21.md",
        plan_sha256="0" * 64,
        made=datetime(2018, 7, 2, 9),  # noqa: DTZ001 - a council's calendar is local
    )


def told(town: Town, path: Path) -> str:
    """Return what becomes of a file, in lines: its status and counts, then each problem's place."""
    outcome = town.read(Q1, path)
    lines: list[str] = []
    for entry in rows_of(outcome, "returns"):
        service = f" ({entry['service']})" if entry["service"] else ""
        counts = f": {entry['values']} values, {entry['held']} held"
        lines.append(f"{entry['file']}: {entry['status']}{service}{counts}")
        lines += [_problem(problem) for problem in entry["problems"]]
    return "\n".join(lines) + "\n"


def _problem(problem: Mapping[str, str]) -> str:
    place = [problem[key] for key in ("sheet", "cell", "label") if problem[key]]
    return f"    {problem['level']} {problem['code']}{': ' if place else ''}{' '.join(place)}"


NO_FIGURE = {"Actual": None, "Reason if no figure": "Waiting for a partner"}

MADE: dict[str, Callable[[], bytes]] = {
    # Read in full, whatever was done to it.
    "accepted/clean.xlsx": filled,
    "accepted/ratio.xlsx": lambda: filled(answers=HOUSING_ANSWERS, service="housing"),
    "accepted/no figure, with a reason.xlsx": lambda: filled(
        answers={**PARKS_ANSWERS, "Indicators": {"PK01": NO_FIGURE, "PK02": {"Actual": 210}}}
    ),
    "accepted/macros.xlsm": lambda: with_macros(filled()),
    "accepted/strict.xlsx": lambda: strict(filled()),
    "accepted/binary.xlsb": lambda: xlsb(read_book(filled())),
    "accepted/a workbook called a picture.png": filled,
    "accepted/zip of two.zip": lambda: zipped(
        [
            ("parks.xlsx", filled()),
            ("housing.xlsx", filled(answers=HOUSING_ANSWERS, service="housing")),
        ]
    ),
    "accepted/attached.eml": lambda: e_mail("Here it is.", ("parks.xlsx", filled())),
    "accepted/attached.msg": lambda: outlook("Here it is.", ("our figures for Q1.xlsx", filled())),
    "accepted/sheet renamed.xlsx": lambda: filled(rename),
    "accepted/rows inserted.xlsx": lambda: filled(insert),
    "accepted/rows sorted.xlsx": lambda: filled(sort_rows),
    "accepted/sheet copied.xlsx": lambda: filled(copy_a_sheet),
    "accepted/locks removed.xlsx": lambda: filled(unlock),
    "accepted/target changed.xlsx": lambda: filled(lower_the_target),
    "accepted/identity sheet lost.xlsx": lambda: filled(lose_sheet),
    "accepted/properties lost.xlsx": lambda: filled(lose_properties),
    "accepted/percentage as text.xlsx": lambda: answering("81%"),
    "accepted/blanks of every kind.xlsx": lambda: answering("\u00a0\u200b210\u2009", ref="PK02"),
    "accepted/words for a figure.xlsx": lambda: answering("a few", ref="PK02"),
    "accepted/error cell.xlsx": lambda: in_actual('<c r="PLACE" t="e"><v>#REF!</v></c>'),
    "accepted/formula.xlsx": lambda: in_actual('<c r="PLACE"><f>1-0.19</f><v>0.81</v></c>'),
    "accepted/formula never calculated.xlsx": lambda: in_actual('<c r="PLACE"><f>1-0.19</f></c>'),
    "accepted/number too large.xlsx": lambda: in_actual('<c r="PLACE"><v>1e309</v></c>'),
    "accepted/not a number at all.xlsx": lambda: in_actual('<c r="PLACE"><v>NaN</v></c>'),
    "accepted/shared text out of range.xlsx": lambda: in_actual(
        '<c r="PLACE" t="s"><v>-9999</v></c>'
    ),
    "accepted/formulas of strangers.xlsx": lambda: filled(strangers_formulas),
    "accepted/formulas as text.xlsx": lambda: filled(as_text_of_strangers),
    "accepted/a cell at the far end.xlsx": lambda: changed(
        INDICATORS, "</sheetData>", f"{FAR}</sheetData>"
    ),
    "accepted/dimensions that lie.xlsx": lambda: changed(
        INDICATORS, "<dimension ", '<dimension x="A1:XFD1048576" '
    ),
    "accepted/blank styled rows.xlsx": lambda: changed(
        INDICATORS, "</sheetData>", f"{BLANK_ROWS}</sheetData>"
    ),
    "accepted/whole sheet merged.xlsx": lambda: changed(
        INDICATORS,
        "</sheetData>",
        '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
    ),
    "accepted/evil number format.xlsx": lambda: changed(
        "xl/styles.xml",
        "<numFmts",
        f'<numFmts x="{"[" * 3000}"',
    ),
    # Something in it waits for a person.
    "held/0.79 as text.xlsx": lambda: answering("0.79"),
    "held/figure with two readings.xlsx": lambda: answering("1.234,5", ref="PK02"),
    "held/nil.xlsx": lambda: answering("nil", ref="PK02"),
    "held/American date.xlsx": lambda: answering("04/13/2018", "By when"),
    "held/unknown issue.xlsx": lambda: filled(identity("issue_id", "of-another-folder")),
    # Turned away, each with its sentence.
    "rejected/cut short.xlsx": lambda: filled()[:5000],
    "rejected/empty.xlsx": lambda: b"",
    "rejected/only noughts.xlsx": lambda: bytes(2048),
    "rejected/PDF.xlsx": lambda: b"%PDF-1.7\n%\xe2\xe3\n",
    "rejected/picture.xlsx": lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "rejected/from a phone.heic": lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
    "rejected/numbers.numbers": numbers,
    "rejected/word.docx": word,
    "rejected/table.csv": lambda: b"Ref,Actual\r\nPK01,81%\r\nPK02,210\r\n",
    "rejected/web page.xls": lambda: b"<html><table><tr><td>PK01</td></tr></table></html>",
    "rejected/link.url": lambda: (
        b"[InternetShortcut]\r\nURL=https://council.example/parks.xlsx\r\n"
    ),
    "rejected/note.txt": lambda: b"PK01 is 81% and PK02 is 210 this quarter.\n",
    "rejected/XML of 2003.xml": lambda: (
        b'<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
    ),
    "rejected/password.xlsx": lambda: encrypted(filled(), "nobody knows"),
    "rejected/password.xls": locked_xls,
    "rejected/password.zip": lambda: locked_zip("parks.xlsx", filled(), b"nobody knows"),
    "rejected/scans.zip": lambda: zipped([("1.pdf", b"%PDF-1.7"), ("2.pdf", b"%PDF-1.4")]),
    "rejected/empty.zip": lambda: zipped([]),
    "rejected/figures in the text.eml": lambda: e_mail("PK01 is 81%, PK02 is 210."),
    "rejected/link in an e-mail.eml": html_mail,
    "rejected/link to the cloud.eml": shared,
    "skipped/undeliverable.eml": exchange,
    "skipped/away.eml": automatic_reply,
    "held/from somebody else.eml": lambda: e_mail("Here it is.", ("parks.xlsx", filled())).replace(
        b"head.of.parks@", b"somebody.else@"
    ),
    "rejected/somebody else's workbook.xlsx": other_workbook,
    "rejected/another council.xlsx": lambda: filled(identity("council", "Another Council")),
    "rejected/another service.xlsx": lambda: filled(identity("service", "leisure")),
    "rejected/another quarter.xlsx": lambda: filled(
        period=Q2, answers={"Sign-off": PARKS_ANSWERS["Sign-off"]}
    ),
    "accepted/identity lost.xlsx": lambda: filled(lose_sheet, lose_properties),
    "rejected/part twice.xlsx": lambda: with_parts(("xl/workbook.xml", b"<workbook/>")),
    "rejected/part twice but for case.xlsx": lambda: with_parts(("XL/Workbook.XML", b"<a/>")),
    "rejected/part missing.xlsx": lambda: without(INDICATORS),
    "rejected/entities that grow.xlsx": lambda: changed(
        INDICATORS, "<worksheet", f"<!DOCTYPE worksheet [{ENTITIES}]><worksheet"
    ),
    "rejected/entity from outside.xlsx": lambda: changed(
        INDICATORS,
        "<worksheet",
        '<!DOCTYPE worksheet [<!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet',
    ),
    "rejected/bomb.zip": bomb,
    "rejected/names that lead elsewhere.zip": lambda: zipped(
        [("../../../../tmp/evil.xlsx", b"PK\x03\x04"), ("a\x1b[2J\n\u202exslx.exe", b"MZ")]
    ),
}
BY_LIBREOFFICE = {
    "accepted/saved by LibreOffice.xlsx": "xlsx",
    "accepted/saved by LibreOffice.xls": "xls",
    "accepted/saved by LibreOffice.ods": "ods",
}


def issue_again() -> None:
    """Issue the workbooks anew, with the ids that they have had from the first day."""
    with TemporaryDirectory() as folder:
        town = new_town(Path(folder))
        town.generate(Q1)
        town.generate(Q2)
        for service, period in (("parks", Q1), ("housing", Q1), ("parks", Q2)):
            shutil.copy(town.issued(service, period), ISSUED)


def saved_by_libreoffice(ending: str) -> bytes:
    """Return a return that LibreOffice has saved."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "parks.xlsx").write_bytes(filled())
        office = shutil.which("soffice") or "soffice"
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [
            office,
            profile,
            "--headless",
            "--convert-to",
            ending,
            "--outdir",
            str(folder / "out"),
        ]
        subprocess.run([*command, folder / "parks.xlsx"], check=True, capture_output=True)
        return (folder / "out" / f"parks.{ending}").read_bytes()


def main() -> None:
    """Make the issued workbooks, the returns, and what is made of each."""
    for name in ("issued", *FOLDERS):
        (DATA / name).mkdir(parents=True, exist_ok=True)
    issue_again()
    for name, make in MADE.items():
        (DATA / name).write_bytes(make())
    if shutil.which("soffice"):
        for name, ending in BY_LIBREOFFICE.items():
            (DATA / name).write_bytes(saved_by_libreoffice(ending))
    for path in returns_of_data():
        with TemporaryDirectory() as folder:
            text = told(council_of_data(Path(folder)), path)
        Path(f"{path}.txt").write_text(text, encoding="utf-8", newline="\n")


def returns_of_data() -> list[Path]:
    """Return the files, each of which has its text beside it."""
    texts = {f"{path}.txt" for path in DATA.rglob("*")}
    found = (path for folder in FOLDERS for path in sorted((DATA / folder).iterdir()))
    return [path for path in found if str(path) not in texts]


if __name__ == "__main__":
    main()
