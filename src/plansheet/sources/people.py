"""People's names taken out of a document: a plan names posts, for people come and go.

A name becomes the job title that the document gives, wherever it stands in a table. Any other is
looked for only under a heading for a person (officer, manager, sponsor, contact, made by): two or
three words with a capital letter of which none is a word of job titles or of organisations. It is
left out there and wherever else it stands, and told by its place, without the name; a post beside
it is kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from plansheet.problems import Problem, problem
from plansheet.sources.posts import (
    ADDRESS,
    bare_name,
    is_initials,
    is_name,
    posts_in,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plansheet.problems import Place
    from plansheet.sources.document import Document, SourceTable
    from plansheet.sources.posts import Posts

LEFT_OUT = "[name left out]"
_OF_PERSON = re.compile(
    r"\b(?:officer|manager|sponsor|contact|owner|lead|leader|author|deputy)\b|\bhead of\b"
    r"|\b(?:made|approved|agreed|updated|checked|entered) by\b|^(?:full )?name$|^initials$|^by$",
    re.IGNORECASE,
)
_NOT_OF_PERSON = re.compile(r"e-?mail|telephone|\bphone\b|lead service", re.IGNORECASE)
# Columns in which initials without a meaning can only be somebody's.
_OF_INITIALS = re.compile(r"\bby$|\bauthor\b|^initials$", re.IGNORECASE)
# Columns of the bodies that a council works with: who stands there is no officer.
_OF_BODY = re.compile(r"supplier|contractor|partner|service area|agreement", re.IGNORECASE)
_ADDRESSED = re.compile(
    r"\b(?:Cllr|Miss|Mr|Mrs|Ms)\.? (?:[A-Z]\.? ?)?[A-Z][a-z'\u2019-]+(?: [A-Z][a-z'\u2019-]+)?"
)
_PARTED = re.compile(r"\s*[/;,\n()]\s*")
_JOINED = re.compile(r"\s+(?:&|and)\s+")


@dataclass(slots=True)
class _People:
    """Whom a document names: the posts it gives, its bodies, and what takes each name's place."""

    posts: Posts
    bodies: frozenset[str]
    titles: dict[str, str] = field(default_factory=dict)

    def is_person(self, text: str) -> bool:
        """Return whether words are somebody's name."""
        return is_name(text) and text not in self.bodies

    def post(self, text: str, heading: str) -> str:
        """Return the post of the one named under `heading`, "" for none; other words as they are.

        Initials that nothing explains are somebody's where only a person can stand.
        """
        if title := self.posts.by_name.get(bare_name(text)):
            return title
        if self.is_person(text):
            return ""
        title = self.posts.of_initials(text) if is_initials(text) else ""
        return title if title or (is_initials(text) and _OF_INITIALS.search(heading)) else text

    def elsewhere(self, text: str) -> str:
        """Return a text in which names have given way to posts, or to the mark of their absence."""
        titles = self.titles
        for name in sorted(filter(text.__contains__, titles), key=len, reverse=True):
            said = rf"(?:{ADDRESS})?(?<!\w){re.escape(name)}(?!\w)"
            # "Mary Poppins, Parks Manager" names the post already.
            again = rf"(?:,? \(?{re.escape(titles[name])}\)?)?"
            text = re.sub(said + again, titles[name].replace("\\", r"\\"), text)
        return _ADDRESSED.sub(lambda found: LEFT_OUT if is_name(found[0]) else found[0], text)


def without_names(
    document: Document, told: tuple[Problem, ...] = ()
) -> tuple[Document, tuple[Problem, ...]]:
    """Return `document` without the names of people, and what there is to say of it.

    That is `told`, what reading it came to, without the names too, and a note of every cell that
    held one.
    """
    people = _People(posts_in(document), frozenset(_bodies(document)))
    people.titles = people.posts.by_name | dict.fromkeys(_unknown(document, people), LEFT_OUT)
    found = [
        replace(
            each,
            place=replace(each.place, sheet=people.elsewhere(each.place.sheet)),
            message=people.elsewhere(each.message),
        )
        for each in told
    ]
    tables = tuple(_without(table, document.file, people, found) for table in document.tables)
    title = people.elsewhere(document.title)
    return replace(document, title=title, tables=tables), tuple(found)


def _bodies(document: Document) -> Iterator[str]:
    """Yield what stands under a heading for a body and under none for a person."""
    for table in document.tables:
        for index, column in enumerate(table.columns):
            if _OF_BODY.search(column) and not _OF_PERSON.search(column):
                yield from (" ".join(row.cells[index].text.split()) for row in table.rows)


def _unknown(document: Document, people: _People) -> Iterator[str]:
    """Yield the names under headings for a person to whom the document gives no post."""
    for table in document.tables:
        for index in _of_person(table):
            for row in table.rows:
                for part in _parts(row.cells[index].text):
                    for each in _JOINED.split(part):
                        if people.is_person(each) and bare_name(each) not in people.posts.by_name:
                            yield bare_name(each)


def _of_person(table: SourceTable) -> list[int]:
    """Return the columns that are for a person."""
    return [
        index
        for index, column in enumerate(table.columns)
        if _OF_PERSON.search(column.strip()) and not _NOT_OF_PERSON.search(column)
    ]


def _without(table: SourceTable, file: str, people: _People, told: list[Problem]) -> SourceTable:
    table = replace(table, headings=tuple(people.elsewhere(each) for each in table.headings))
    of_person = _of_person(table)
    rows = []
    for row in table.rows:
        cells = list(row.cells)
        for index, cell in enumerate(cells):
            heading = table.columns[index]
            is_own = index in of_person
            text = _posts(cell.text, heading, people) if is_own else people.elsewhere(cell.text)
            if text != cell.text:
                left = LEFT_OUT in text or (is_own and _leaves_out(cell.text, heading, people))
                told.append(_note(table.place(file, cell.at), heading, text, left=left))
                cells[index] = replace(cell, text=text)
        rows.append(replace(row, cells=tuple(cells)))
    return replace(table, rows=tuple(rows))


def _posts(text: str, heading: str, people: _People) -> str:
    """Return what a cell for a person says with posts for names; as it is where none is named."""
    parts = _parts(text)
    kept = [rest for part in parts if (rest := _post(part, heading, people))]
    return people.elsewhere(text) if kept == parts else " / ".join(dict.fromkeys(kept))


def _post(part: str, heading: str, people: _People) -> str:
    """Return the posts in `Mary Smith and Policy Manager`; `Equality and Diversity` is one."""
    said = _JOINED.split(part)
    posts = [people.post(each, heading) for each in said]
    return part if posts == said else " / ".join(filter(None, posts))


def _leaves_out(text: str, heading: str, people: _People) -> bool:
    """Return whether a cell for a person names somebody whose post nothing gives."""
    each = (name for part in _parts(text) for name in _JOINED.split(part))
    return any(not people.post(name, heading) for name in each)


def _parts(text: str) -> list[str]:
    parts = (" ".join(part.split()) for part in _PARTED.split(text))
    return [part for part in parts if part]


def _note(place: Place, heading: str, kept: str, *, left: bool) -> Problem:
    """Return what is told of a cell in which somebody was named."""
    if not left:
        return problem("name-as-post", place, heading=heading)
    said = "the rest" if LEFT_OUT in kept else f"'{kept}'" if kept else "nothing"
    return problem("name-left-out", place, heading=heading, kept=said)
