"""What can be wrong with what is kept: the archive, the ledger, and the way from one to the other.

None of it is for a section head: whoever looks after the council's folder puts it right.
"""

from __future__ import annotations

from plansheet.problems.kinds import Fault, Level

_FIX, _NOTE = Level.FIX, Level.NOTE

_BRING_BACK = (
    "Bring it back from a backup (of the council's folder, of the server, or a file that "
    "'plansheet ledger backup' wrote; see Backups in the README). If there is none, 'plansheet "
    "ledger adopt' goes on with the files that there are."
)

KEEPING_FAULTS: dict[str, Fault] = {
    "archive-missing": Fault(
        _FIX,
        "The ledger names this file as {what}, and the archive does not hold it, so what was read "
        "in it cannot be shown. Bring it back from a backup of the folder archive: the file "
        "{where} and its ending, for example .xlsx.",
    ),
    "archive-changed": Fault(
        _FIX,
        "It holds other bytes than its name says (their sha256 is {found}), so it is not used; it "
        "was {what}. Bring it back from a backup of the folder archive, under the same name.",
    ),
    "archive-shut": Fault(
        _FIX,
        "It could not be read ({why}), so nobody can tell whether it is whole; it was {what}. "
        "Check that you may open it, or bring it back from a backup.",
    ),
    "archive-stray": Fault(
        _NOTE,
        "{names}: not called by a sha256, so plansheet put nothing there, or was broken off as it "
        "did. No figure depends on it. Move it elsewhere, or delete it.",
    ),
    "archive-unknown": Fault(
        _NOTE,
        "{names}: the ledger does not name it. A run that was broken off leaves such a file, and "
        "running the same command again makes that good. Nothing else needs doing.",
    ),
    "ledger-older": Fault(
        _FIX,
        "{names}: collection workbooks of this council that were issued or came back, and the "
        "ledger does not know them, so it is older than the archive: what was issued, read and "
        "decided since is lost. " + _BRING_BACK,
    ),
    "ledger-lost": Fault(
        _FIX,
        "The ledger {name} is missing or empty, and {count} files lie in archive and "
        "workbooks/PERIOD/issued: what was issued, read and decided is lost with it, and workbooks "
        "that are out would not be known. " + _BRING_BACK,
    ),
    "removed-there": Fault(
        _FIX,
        "'{name}' was removed from {period} on {day}, and this file of the archive {holds}, so it "
        "is not gone. Delete this file.",
    ),
    "issue-differs": Fault(
        _FIX,
        "The archived workbook says that its {what} is '{read}', and the ledger has '{held}'. "
        "Returns are compared with it, so one of the two is wrong. Bring the ledger and the "
        "folder archive back from backups of the same day.",
    ),
    "cell-differs": Fault(
        _FIX,
        "The ledger has '{held}' from this cell of the return for {period}, and in the archived "
        "file {read}. The file is as it came, so the ledger is not as it was written. Bring "
        "the ledger back from a backup.",
    ),
    "trace-shut": Fault(
        _FIX,
        "Figures for {period} were read in this file, and it can no longer be opened: {why}. "
        "It was opened when it came, so bring the ledger and the folder archive back from "
        "backups of the same day; where [limits] in plansheet.toml were changed since, raise them.",
    ),
    "trace-locked": Fault(
        _NOTE,
        "Figures for {period} were read in this file, which has a password, so they were not read "
        "again. Write the password into plansheet.toml (returns_password) and run this again.",
    ),
    "ledger-damaged": Fault(
        _FIX,
        "The database is damaged: {said}. Bring it back from a backup.",
    ),
    "ledger-on-share": Fault(
        _NOTE,
        "The ledger lies on a network share ({share}), where SQLite cannot keep two computers from "
        "writing into it at once, which damages it. Give it a place on this computer: take away "
        "the # before [ledger] and path in plansheet.toml, write for example path = "
        "'C:/plansheet/ledger.db' there, and run 'plansheet ledger move'; the share keeps a copy. "
        "For several people, see 'A ledger for a team' in the README.",
    ),
    "ledger-password": Fault(
        _NOTE,
        "The url under [ledger] holds a password, which everybody can read who may read this file. "
        'Take it out of the url, write secret = "keyring" there, and run \'plansheet ledger '
        "remember' once on each computer.",
    ),
}
