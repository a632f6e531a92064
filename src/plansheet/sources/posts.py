"""Who a document says holds which post, so that a name can give way to the job title.

A document says so in many ways: in a table of contacts with a column for the job title, under a
heading that is a post (`Head of service`), in a line: `Mary Poppins (MP), Parks Manager`,
`Head of Parks: Mary Poppins`, `MP - Parks Manager`. Only what it says is taken, nothing is guessed:
initials count only where they stand beside a name or a post.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from plansheet.sources.document import Document, SourceTable

ADDRESS = r"(?:Cllr|Dr|Miss|Mr|Mrs|Ms)\.? "
# Written so that no text can be read in two ways: matching stays quick whatever a cell holds.
_WORD = r"[A-Z][a-z]*(?:['\u2019-][A-Z]?[a-z]+|[A-Z][a-z]+)*"
_NAME = re.compile(
    rf"(?:{ADDRESS})?(?:[A-Z]\.? |[A-Z]\.|{_WORD} ){{1,2}}{_WORD}(?<=[a-z])|{ADDRESS}{_WORD}"
)
_INITIALS = re.compile(r"[A-Z]\.? ?[A-Z]\.?(?: ?[A-Z]\.?)?")
# Abbreviations of bodies and posts that look like a person's initials.
_NO_PERSON = frozenset(
    {"CE", "CEO", "CMT", "DCE", "DMT", "EMT", "HR", "ICT", "IT", "LSP", "NA"}
) | {"PI", "PMO", "SLT", "SMT", "TBA", "TBC"}
# Words of posts, and of teams, bodies and firms, each as it begins; those that surnames begin with
# too (Parker, Townsend) stand whole.
_NO_NAME = re.compile(
    r"\b(?:account|acting|action|admin|adult|advi[cs]|agenc|alliance|all\b|allocat|analys|architect"
    r"|area|arts\b|asset|assist|associat|audit|bank\b|benefit|better|board|borough|building|business"
    r"|car\b|care\b|carers?\b|case\b|casework|cemeter|centre|chair|charges\b|charit|chief"
    r"|child(?:ren)?\b|church|citizen|city\b|civic|cleaning|climate|club|college|committee|communi"
    r"|conserv|constab|consult|contract|control|coordinat|co-ordinat|corporat|council|county|crime"
    r"|cultur|custom|data\b|democra|depot|deputy|design|develop|digital|direct|district|econom"
    r"|educat|election|electoral|emergenc|energy|enforce|engineer|environ|equal|estates?\b|events?\b"
    r"|execut|facilit|famil|financ|fire\b|first\b|fleet|forum|foundation|fraud|garden|govern|grants\b"
    r"|green space|ground|group|head\b|health|herit|highway|homes?\b|homeless|house\b|housing|hub\b"
    r"|human|improv|independ|inform|inspect|insur|intervent|job\b|keyworker|land\b|lead\b|leader"
    r"|learning|legal|leisure|liais|librar|licen|limited|link\b|live\b|lives\b|llp\b|local|ltd\b"
    r"|manag|market|media|mental|mind\b|monitor|museum|national|neighbour|network|office|open\b"
    r"|operat|organi|outreach|parish|parking|parks\b|partner|payroll|people|performan|personnel"
    r"|plan\b|plann|plans\b|play\b|plc\b|polic|pool|portfolio|post\b|prevent|princip|probation"
    r"|procure|programme|project|propert|protect|public|qualit|reception|recycl|refuse|regenerat"
    r"|registrar|regulat|research|resident|resource|revenue|review|risk|rivers?\b|rural|safe|scene\b"
    r"|school|scrutin|secretar|section|senior|serv|shared|\w+shire\b|social|society|solicit|sons\b"
    r"|spaces?\b|special|sport|staff\b|step\b|strateg|streets?\b|supervis|support|survey|sustain"
    r"|system|tax\b|tbc|team|technic|tenan|theatre|thriv|tourism|town\b|trading|training|transform"
    r"|transport|treasur|trees?\b|trust|universit|vacan|venue|volunt|waste|water\b|welfare|woodland"
    r"|works?\b|worker|youth)",
    re.IGNORECASE,
)
_POST = re.compile(
    r"\b(?:accountant|administrator|advis[eo]r|analyst|apprentice|assistant|auditor|caseworker"
    r"|chief|clerk|co-?ordinator|consultant|director|engineer|executive|head|inspector|keyworker"
    r"|lawyer|leader|librarian|manager|officer|planner|ranger|registrar|secretary|solicitor"
    r"|supervisor|surveyor|technician|treasurer|warden|worker)\b",
    re.IGNORECASE,
)
# What somebody is in one matter and not by the job: no title to put in place of a name.
_ROLE = re.compile(
    r"\b(?:project|contract|contact|lead|responsible|reporting|reviewing|accountable) "
    r"(?:manager|officer|leader|director|executive|head)\b|\bportfolio\b|\bteam\b|\bofficers\b",
    re.IGNORECASE,
)
_BARE = frozenset(
    ("assistant", "chief", "executive", "head", "lead", "leader", "manager", "officer", "worker")
)
_POST_HEADING = re.compile(r"(?:job |post )?title|post|position|role|designation", re.IGNORECASE)
_LONGEST_POST, _LONGEST_NAME = 80, 60
# What stands between a name, its initials and a post in a line.
_BETWEEN = re.compile(r"(?:\s*[,;:=()\t|]+|\s[-\u2013\u2014](?=\s))+\s*")
_REACHED_AT = re.compile(r"[0-9@]|\b(?:ext|tel|telephone|e-?mail|mobile)\b", re.IGNORECASE)
_BULLET = re.compile(r"^(?:[-*\u2022]|\(?[a-z0-9]{1,2}[.)])\s+", re.IGNORECASE)


@dataclass(slots=True)
class Posts:
    """Job titles by the names of those who hold them, and by their initials, as a document says."""

    by_name: dict[str, str] = field(default_factory=dict)
    _titles: dict[str, set[str]] = field(default_factory=dict)
    _names: dict[str, set[str]] = field(default_factory=dict)

    def learn(self, parts: Iterable[str], *, in_cell: bool = False) -> None:
        """Learn from what stands together: a name, initials and a post, two or all of them.

        In a cell initials count beside a name only: `CAB - Caseworker` names no person.
        """
        said = [part for part in parts if part and not _REACHED_AT.search(part)]
        if len(said) < 2:  # noqa: PLR2004 - nothing stands beside it
            return
        names = [bare_name(part) for part in said if is_name(part)]
        initials = [plain_initials(part) for part in said if is_initials(part)]
        titles = [part for part in said if is_post(part)]
        if max(map(len, (names, initials, titles))) > 1 or (in_cell and not names):
            return
        if len(names) + len(initials) + len(titles) != len(said):
            return
        for title in titles:
            self.by_name.update({each: title for each in names if each not in self.by_name})
            for letters in initials:
                self._titles.setdefault(letters, set()).add(title)
        for letters in initials:
            self._names.setdefault(letters, set()).update(names)

    def of_initials(self, text: str) -> str:
        """Return the post of the one whose initials these are, "" where nobody or two have them."""
        letters = plain_initials(text)
        names = self._names.get(letters, set())
        titles = {self.by_name[name] for name in names if name in self.by_name}
        titles = titles or self._titles.get(letters, set())
        return next(iter(titles)) if len(titles) == 1 and len(names) <= 1 else ""


def posts_in(document: Document) -> Posts:
    """Return which posts the people have that `document` names: its tables go before its lines."""
    posts = Posts()
    for table in document.tables:
        for parts in _of_table(table):
            posts.learn(parts)
    for line in document.lines:
        posts.learn(_parted(line))
    for line in _in_tables(document):
        posts.learn(_parted(line), in_cell=True)
    return posts


def is_name(text: str) -> bool:
    """Return whether words read as the name of a person: `Mary Smith`, `J. Smith`."""
    if len(text) > _LONGEST_NAME:
        return False
    return _NAME.fullmatch(text) is not None and not _NO_NAME.search(text)


def is_initials(text: str) -> bool:
    """Return whether letters read as the initials of a person: `MP`, `M.A.P.`."""
    return _INITIALS.fullmatch(text) is not None and plain_initials(text) not in _NO_PERSON


def is_post(text: str) -> bool:
    """Return whether words are a job title, and not only what somebody is in one matter."""
    if len(text) > _LONGEST_POST or text.casefold() in _BARE or _ROLE.search(text):
        return False
    return _POST.search(text) is not None


def bare_name(text: str) -> str:
    """Return a name without what people are addressed with."""
    return re.sub(rf"^{ADDRESS}", "", text)


def plain_initials(text: str) -> str:
    """Return initials as they are compared: without stops and spaces."""
    return re.sub(r"[. ]", "", text)


def _parted(line: str) -> list[str]:
    return _BETWEEN.split(_BULLET.sub("", line.strip()))


def _of_table(table: SourceTable) -> Iterator[list[str]]:
    """Yield what stands together in a table: a row's name with its post, or with its heading."""
    headings = [column.strip() for column in table.columns]
    titled = [at for at, each in enumerate(headings) if _POST_HEADING.fullmatch(each)]
    initials = [at for at, each in enumerate(headings) if each.casefold() == "initials"]
    for row in table.rows:
        texts = [" ".join(cell.text.split()) for cell in row.cells]
        people = [text for at, text in enumerate(texts) if is_name(text) or at in initials]
        for at in titled:
            yield [*people, texts[at]]
        for heading, text in zip(headings, texts, strict=True):
            if is_name(text) and is_post(heading):
                yield [text, heading]


def _in_tables(document: Document) -> Iterator[str]:
    """Yield the lines of headings and of cells."""
    for table in document.tables:
        yield from table.headings
        for row in table.rows:
            for cell in row.cells:
                yield from cell.text.split("\n")
