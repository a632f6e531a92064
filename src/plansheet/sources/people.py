"""People's names left out of a document: a plan names posts, for people come and go.

Only cells under a heading for a person (officer, manager, sponsor, contact, made by) are looked
at. A name is two or three words with a capital letter of which none is a word of job titles or of
organisations. Where a post stands beside the name the post is kept; what is left out is told by
its place, without the name.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from plansheet.problems import Problem, problem

if TYPE_CHECKING:
    from plansheet.sources.document import Document, SourceCell, SourceTable

_OF_PERSON = re.compile(
    r"\b(?:officer|manager|sponsor|contact|owner|lead|leader|author)\b"
    r"|\b(?:made|approved|agreed|updated) by\b",
    re.IGNORECASE,
)
_NOT_OF_PERSON = re.compile(r"e-?mail|telephone|\bphone\b|lead service", re.IGNORECASE)
_PARTED = re.compile(r"\s*[/;,\n()]\s*")
_JOINED = re.compile(r"\s+(?:&|and)\s+")
_WORD = r"[A-Z][a-z]*(?:['\u2019-]?[A-Z]?[a-z]+)*"
_NAME = re.compile(rf"(?:(?:Cllr|Dr|Miss|Mr|Mrs|Ms)\.? )?(?:[A-Z]\.? |{_WORD} ){{1,2}}{_WORD}")
# Words of posts and of what they belong to, each as it begins; those that surnames begin with too
# (Parker, Townsend) stand whole.
_POSTS = re.compile(
    r"\b(?:account|acting|admin|adult|advi[cs]|agenc|all\b|analys|architect|assist|associat|audit"
    r"|benefit|board|borough|building|business|care\b|carers?\b|case\b|casework|chair|chief"
    r"|child(?:ren)?\b|citizen|city\b|civic|cleaning|climate|committee|communi|consult|contract"
    r"|control|coordinat|co-ordinat|corporat|council|county|crime|cultur|custom|data\b|democra"
    r"|deputy|design|develop|digital|direct|district|econom|educat|election|electoral|emergenc"
    r"|engineer|environ|equal|estates?\b|events?\b|execut|facilit|famil|financ|fire\b|forum|fraud"
    r"|govern|grants\b|group|head\b|health|herit|highway|house\b|housing|human|improv|independ"
    r"|inform|inspect|insur|intervent|job\b|keyworker|land\b|lead\b|leader|learning|legal|leisure"
    r"|liais|librar|licen|local|manag|marketing|media|mental|monitor|museum|national|neighbour"
    r"|network|office|operat|organi|outreach|parish|parking|parks\b|partner|payroll|people"
    r"|performan|personnel|plan\b|plann|plans\b|polic|portfolio|post\b|prevent|princip|procure"
    r"|programme|project|propert|protect|public|qualit|reception|recycl|refuse|regenerat|registrar"
    r"|regulat|research|resource|revenue|review|risk|rural|safe|scrutin|secretar|section|senior"
    r"|serv|shared|social|solicit|special|sport|staff\b|strateg|streets?\b|supervis|support|survey"
    r"|sustain|system|tbc|team|technic|tenan|tourism|town\b|trading|training|transform|transport"
    r"|treasur|trust|vacan|volunt|waste|water\b|welfare|works?\b|worker|youth)",
    re.IGNORECASE,
)


def without_names(document: Document) -> tuple[Document, tuple[Problem, ...]]:
    """Return `document` without the names of people, and a note of every cell that held one."""
    told: list[Problem] = []
    tables = tuple(_without(table, document.file, told) for table in document.tables)
    return replace(document, tables=tables), tuple(told)


def is_name(text: str) -> bool:
    """Return whether words read as the name of a person: `Mary Smith`, `J. Smith`."""
    return _NAME.fullmatch(text) is not None and not _POSTS.search(text)


def _without(table: SourceTable, file: str, told: list[Problem]) -> SourceTable:
    of_person = {
        index
        for index, column in enumerate(table.columns)
        if _OF_PERSON.search(column) and not _NOT_OF_PERSON.search(column)
    }
    rows = []
    for row in table.rows:
        cells = list(row.cells)
        for index in of_person:
            kept = _posts(cells[index])
            if kept != cells[index].text:
                place = table.place(file, cells[index].at)
                said = f"'{kept}'" if kept else "nothing"
                heading = table.columns[index]
                told.append(problem("name-left-out", place, heading=heading, kept=said))
                cells[index] = replace(cells[index], text=kept)
        rows.append(replace(row, cells=tuple(cells)))
    return replace(table, rows=tuple(rows))


def _posts(cell: SourceCell) -> str:
    """Return what a cell says without the names in it; as it is where there are none."""
    parts = [" ".join(part.split()) for part in _PARTED.split(cell.text)]
    kept = [rest for part in parts if (rest := _without_name(part))]
    return cell.text if kept == [part for part in parts if part] else " / ".join(kept)


def _without_name(part: str) -> str:
    """Return the posts in `Mary Smith and Policy Manager`; `Equality and Diversity` is one."""
    said = _JOINED.split(part)
    posts = [each for each in said if not is_name(each)]
    return part if len(posts) == len(said) else " / ".join(posts)
