"""The council's folder: where everything stands in it, and the archive of every file."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from plansheet.errors import StoreError
from plansheet.store.files import (
    Candidate,
    by_name,
    candidates,
    is_folder,
    make_folder,
    passed_over,
    read_whole,
    without_left_over,
    write_whole,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from plansheet.model.periods import Quarter

LONGEST_PATH = 218
_FOLDERS = ("templates/plans", "templates/wording", "templates/report", "workbooks", "archive")
_OPENED_BY = {".xlsx": "Excel", ".xlsm": "Excel", ".docx": "Word"}
_NAMED = re.compile(r"[0-9a-f]{64}(?:\.|$)")
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")


@dataclass(frozen=True, slots=True)
class Store:
    """One council's folder (contract: Folder)."""

    root: Path
    _tidied: list[Path] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def settings_path(self) -> Path:
        """Return the path of the settings file."""
        return self.root / "plansheet.toml"

    @property
    def ledger_path(self) -> Path:
        """Return the path of the ledger."""
        return self.root / "plansheet.db"

    @property
    def plans_folder(self) -> Path:
        """Return the folder of the service plans."""
        return self.root / "templates" / "plans"

    @property
    def drafts_folder(self) -> Path:
        """Return the folder of the plans that are drafts: none of them is in use yet."""
        return self.plans_folder / "drafts"

    @property
    def wording_folder(self) -> Path:
        """Return the folder of the council's own wordings."""
        return self.root / "templates" / "wording"

    @property
    def report_folder(self) -> Path:
        """Return the folder of the council's own report templates."""
        return self.root / "templates" / "report"

    @property
    def style_path(self) -> Path:
        """Return the path of the council's own styles."""
        return self.root / "templates" / "style.toml"

    def is_begun(self) -> bool:
        """Return whether anything of a council is there: settings, a ledger, plans, workbooks."""
        if any(os.path.lexists(path) for path in (self.settings_path, self.ledger_path)):
            return True
        folders = (self.plans_folder, self.root / "workbooks", self.root / "archive")
        return any(not is_folder(path) for folder in folders for path in folder.rglob("*"))

    def plans(self) -> tuple[Path, ...]:
        """Return the files of the plans folder by name; StoreError where there is no folder."""
        try:
            found = [path for path in self.plans_folder.iterdir() if path.is_file()]
        except OSError as error:
            message = (
                f"The plans cannot be read, because the folder {self.plans_folder} cannot be "
                f"opened ({error.strerror}). Give the council's folder with -C, or run "
                "'plansheet init' to start one."
            )
            raise StoreError(message) from error
        names = sorted(found, key=lambda path: by_name(path.name))
        return tuple(path for path in names if not passed_over(path.name))

    def drafts(self) -> tuple[Path, ...]:
        """Return the files of the folder of drafts by name; none where there is no such folder."""
        if not is_folder(self.drafts_folder):
            return ()
        found = (path for path in self.drafts_folder.iterdir() if path.is_file())
        names = sorted(found, key=lambda path: by_name(path.name))
        return tuple(path for path in names if not passed_over(path.name))

    def quarter_folder(self, quarter: Quarter) -> Path:
        """Return the folder of everything of one quarter."""
        return self.root / "workbooks" / quarter.label

    def issued_path(self, service: str, quarter: Quarter) -> Path:
        """Return where a service's collection workbook is issued."""
        folder = self.quarter_folder(quarter) / "issued"
        return _openable(folder / f"{service} {quarter.label}.xlsx")

    def returned_folder(self, quarter: Quarter) -> Path:
        """Return the folder into which people drop what comes back."""
        return self.quarter_folder(quarter) / "returned"

    def queries_path(self, service: str, quarter: Quarter, suffix: str = ".xlsx") -> Path:
        """Return where the queries on a service's return are written."""
        folder = self.quarter_folder(quarter) / "queries"
        return _openable(folder / f"{service} {quarter.label} queries{suffix}")

    def outbox_path(self, quarter: Quarter, name: str) -> Path:
        """Return where the draft message `name` (without its ending) is written."""
        return self.quarter_folder(quarter) / "outbox" / f"{name}.eml"

    def decisions_path(self, quarter: Quarter) -> Path:
        """Return the path of the workbook of decisions."""
        return _openable(self.quarter_folder(quarter) / f"Decisions {quarter.label}.xlsx")

    def compiled_path(self, quarter: Quarter, version: int = 1, *, public: bool = False) -> Path:
        """Return where a version of the council-wide workbook or its public copy is written."""
        mark = f"{' public' if public else ''}{f' v{version}' if version > 1 else ''}"
        name = f"Performance Data Collection {quarter.label}{mark}.xlsx"
        return _openable(self.quarter_folder(quarter) / name)

    def reports_folder(self, quarter: Quarter) -> Path:
        """Return the folder of the reports."""
        return self.quarter_folder(quarter) / "reports"

    def report_path(self, quarter: Quarter, name: str, version: int, suffix: str) -> Path:
        """Return where a version of the report called `name` is written, in one of its forms."""
        mark = f" v{version}" if version > 1 else ""
        return _openable(self.reports_folder(quarter) / f"{name}{mark}{suffix}")

    def shown(self, path: Path) -> str:
        """Return `path` as people see it: from the council's folder, with forward slashes."""
        whole, root = path.absolute(), self.root.absolute()
        return whole.relative_to(root).as_posix() if whole.is_relative_to(root) else str(whole)

    def archive(self, data: bytes, suffix: str) -> str:
        """Keep `data` for good and return its sha256; bytes that are there already stay as is."""
        sha256 = hashlib.sha256(data).hexdigest()
        if self._archived_path(sha256) is None:
            ending = suffix.casefold()
            name = sha256 + (ending if _SUFFIX.fullmatch(ending) else "")
            folder = self.root / "archive"
            self._tidy(folder)
            write_whole(folder / sha256[:2] / name, data, by=folder)
        return sha256

    def _tidy(self, folder: Path) -> None:
        """Take away what a run left of a file when it was killed, the first time only.

        Nothing may ever hold the same bytes again: what is in a workbook has an id of its own.
        """
        if not self._tidied:
            without_left_over(folder)
            self._tidied.append(folder)

    def archived(self, sha256: str) -> bytes:
        """Return the archived bytes of `sha256`; StoreError where they are gone or not the same."""
        path = self._archived_path(sha256)
        if path is None:
            message = (
                f"The file {sha256[:12]}... is missing from the archive folder. Bring the folder "
                "'archive' back from a backup and run this again."
            )
            raise StoreError(message)
        data = read_whole(path)
        if hashlib.sha256(data).hexdigest() != sha256:
            message = (
                f"The file {self.shown(path)} has been changed since it was archived, so it is "
                "not used. Bring it back from a backup and run this again."
            )
            raise StoreError(message)
        return data

    def archived_at(self, sha256: str) -> str:
        """Return where the archive keeps `sha256`, as people see it; "" where it does not."""
        path = self._archived_path(sha256)
        return self.shown(path) if path else ""

    def issued_files(self) -> tuple[Path, ...]:
        """Return every workbook that lies where workbooks are issued, of all quarters."""
        found = (self.root / "workbooks").glob("*/issued/*.xlsx")
        return tuple(sorted(path for path in found if not passed_over(path.name)))

    def archived_files(self) -> tuple[str, ...]:
        """Return the sha256 of every file in the archive."""
        found = (self.root / "archive").glob("??/*")
        return tuple(sorted({path.name[:64] for path in found if _NAMED.match(path.name)}))

    def archive_paths(self) -> tuple[Path, ...]:
        """Return every file there is in the archive, whatever it is called."""
        found = (self.root / "archive").rglob("*")
        return tuple(sorted(path for path in found if not is_folder(path)))

    def discard(self, sha256: str) -> bool:
        """Take a file out of the archive for good; False where it is not there.

        Only ever for what somebody wants removed. Raises StoreError where the file is in use.
        """
        path = self._archived_path(sha256)
        if path is None:
            return False
        try:
            path.unlink()
        except OSError as error:
            message = (
                f"The file {self.shown(path)} could not be removed: {error.strerror}. Close it "
                "and run this again."
            )
            raise StoreError(message) from error
        return True

    def _archived_path(self, sha256: str) -> Path | None:
        if not re.fullmatch(r"[0-9a-f]{64}", sha256):
            return None
        found = (self.root / "archive" / sha256[:2]).glob(f"{sha256}*")
        return next((path for path in sorted(found) if path.is_file()), None)

    def returned(self, quarter: Quarter, paths: Sequence[Path] = ()) -> tuple[Candidate, ...]:
        """Return what may be a return, in the order of names compared without case.

        From `paths`, files or folders, else from the quarter's folder of returned files; folders
        are looked into all the way down. What lies in a folder is named from there. StoreError
        where one of `paths` is not there.
        """
        if not paths:
            folder = self.returned_folder(quarter)
            paths = (folder,) if is_folder(folder, follow=True) else ()
        found: dict[Path, Candidate] = {}
        for path in paths:
            for candidate in candidates(path):
                found.setdefault(candidate.path.absolute(), candidate)
        return tuple(sorted(found.values(), key=lambda candidate: by_name(candidate.name)))

    def missing(self, files: Mapping[str, bytes]) -> tuple[str, ...]:
        """Return which of `files`, by their paths in the folder, are not there yet."""
        return tuple(name for name in files if not os.path.lexists(self.root / name))

    def create(self, files: Mapping[str, bytes]) -> tuple[str, ...]:
        """Write those of `files` that are missing, make the folders, and return what was written.

        Nothing that is there already is touched.
        """
        written = self.missing(files)
        for folder in _FOLDERS:
            make_folder(self.root / folder)
        for name in written:
            write_whole(self.root / name, files[name])
        return written


def _openable(path: Path) -> Path:
    """Return `path`, unless Excel or Word could not open it there."""
    length = len(str(path.absolute()))
    program = _OPENED_BY.get(path.suffix)
    if program is None or length <= LONGEST_PATH:
        return path
    message = (
        f"'{path.name}' would stand at a path of {length} characters, and {program} opens none of "
        f"more than {LONGEST_PATH}. Move the council's folder to a place with a shorter path."
    )
    raise StoreError(message)
