"""Someone at LibreOffice: opens a workbook, presses keys, saves it. Run by a Python that has `uno`.

    python typist.py WORKBOOK STEPS.json FOLDER PASSWORD

STEPS.json is a list of steps, `{"do": "type", "sheet": ..., "cell": ..., "text": ...}` or
`{"do": "tab", "sheet": ..., "cell": ..., "times": ...}`. What came of each is printed as JSON; the
workbook is saved in FOLDER as typed.xlsx and typed.ods, the latter once more as from-ods.xlsx, and
with PASSWORD to open it as locked.xls and locked.xlsx.
Keys go to the window as from a keyboard: unlike a program's own calls, they pass by nothing.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, TypeAlias
from uuid import uuid4

import uno
from com.sun.star.awt import KeyEvent
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

# What LibreOffice hands out has no types.
Uno: TypeAlias = Any
ENTER, ESCAPE, TAB, DELETE = 1280, 1281, 1282, 1286
PATIENCE = 60
XLSX, XLS, ODS = "Calc MS Excel 2007 XML", "MS Excel 97", "calc8"


class Office:
    """LibreOffice without a screen, with a profile of its own, that answers on a pipe."""

    def __init__(self, folder: Path) -> None:
        pipe = f"typist{uuid4().hex[:12]}"
        program = shutil.which("soffice") or "soffice"
        self.process = subprocess.Popen(
            [
                program,
                f"-env:UserInstallation={(folder / 'typist').as_uri()}",
                "--headless",
                "--norestore",
                "--nologo",
                f"--accept=pipe,name={pipe};urp;",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.context = self._connected(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        self.desktop = self._service("com.sun.star.frame.Desktop")
        self.toolkit = self._service("com.sun.star.awt.Toolkit")
        self.dispatcher = self._service("com.sun.star.frame.DispatchHelper")

    def _connected(self, address: str) -> Uno:
        here = uno.getComponentContext()
        resolver = here.ServiceManager.createInstanceWithContext(
            "com.sun.star.bridge.UnoUrlResolver", here
        )
        for _ in range(PATIENCE * 4):
            try:
                return resolver.resolve(address)
            except NoConnectException:
                time.sleep(0.25)
        self.process.kill()
        message = "LibreOffice did not answer"
        raise SystemExit(message)

    def _service(self, name: str) -> Uno:
        return self.context.ServiceManager.createInstanceWithContext(name, self.context)

    def open(self, path: Path) -> Uno:
        """Return the workbook at `path`, opened as by a double click."""
        return self.desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, ())

    def close(self) -> None:
        """Leave LibreOffice, and wait until it is gone."""
        self.desktop.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()


class Typist:
    """Hands on the keyboard of one open workbook."""

    def __init__(self, office: Office, document: Uno) -> None:
        self.office = office
        self.document = document
        self.view = document.CurrentController
        self.window = self.view.Frame.ComponentWindow

    def step(self, step: dict[str, Any]) -> dict[str, Any]:
        """Do one step and return what came of it."""
        sheet = self.document.Sheets.getByName(step["sheet"])
        cell = sheet.getCellRangeByName(step["cell"])
        self._go(sheet, step["cell"])
        if step["do"] == "tab":
            return {"places": [self._tabbed() for _ in range(step["times"])]}
        before = cell.Formula
        if step["text"]:
            # After a word Delete drops how LibreOffice proposes to go on: as a heading does that
            # begins with it. After a figure it would drop the sign that a percentage has by itself.
            is_word = step["text"][-1].isalpha()
            self._press(*step["text"], *([DELETE] if is_word else []), ENTER)
        else:
            self._press(DELETE)
        # What was refused is still being typed: leave it.
        self._press(ESCAPE, ESCAPE)
        return {
            "before": before,
            "after": cell.Formula,
            "locked": cell.CellProtection.IsLocked,
            "protected": sheet.isProtected(),
        }

    def _go(self, sheet: Uno, cell: str) -> None:
        # A cell that is selected, not gone to, is one that Tab never leaves.
        self.view.setActiveSheet(sheet)
        frame, point = self.view.Frame, _property("ToPoint", cell)
        self.office.dispatcher.executeDispatch(frame, ".uno:GoToCell", "", 0, (point,))
        self.office.toolkit.processEventsToIdle()

    def _tabbed(self) -> str:
        self._press(TAB)
        return str(self.view.Selection.AbsoluteName).rpartition(".")[2].replace("$", "")

    def _press(self, *keys: str | int) -> None:
        for key in keys:
            event = KeyEvent()
            event.Source = self.window
            event.KeyCode = key if isinstance(key, int) else 0
            event.KeyChar = uno.Char("\0" if isinstance(key, int) else key)
            self.office.toolkit.keyPress(event)
            self.office.toolkit.keyRelease(event)
        self.office.toolkit.processEventsToIdle()

    def save(self, path: Path, kind: str, password: str = "") -> None:
        """Save a copy as another kind of file, with a password to open it where one is given."""
        said = {"FilterName": kind, **({"Password": password} if password else {})}
        properties = tuple(_property(name, value) for name, value in said.items())
        self.document.storeToURL(path.as_uri(), properties)


def _property(name: str, value: str) -> PropertyValue:
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def main(workbook: Path, steps: Path, folder: Path, password: str) -> None:
    """Do the steps, print what came of each, and save the workbook."""
    office = Office(folder)
    try:
        document = office.open(workbook)
        typist = Typist(office, document)
        asked = json.loads(steps.read_text(encoding="utf-8"))
        done = [typist.step(step) for step in asked]
        typist.save(folder / "typed.xlsx", XLSX)
        typist.save(folder / "typed.ods", ODS)
        typist.save(folder / "locked.xlsx", XLSX, password)
        typist.save(folder / "locked.xls", XLS, password)
        document.dispose()
        again = office.open(folder / "typed.ods")
        Typist(office, again).save(folder / "from-ods.xlsx", XLSX)
        again.dispose()
    finally:
        office.close()
    sys.stdout.write(json.dumps(done))


if __name__ == "__main__":
    book, steps, folder = (Path(each).resolve() for each in sys.argv[1:4])
    main(book, steps, folder, sys.argv[4])
