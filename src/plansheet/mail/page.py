"""The words of a message as simple HTML: paragraphs and lists, and nothing in them is obeyed."""

from __future__ import annotations

from functools import cache
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_PAGE = """\
<!DOCTYPE html>
<html lang="en-GB">
<head><meta charset="utf-8"><title>{title}</title></head>
<body style="font-family: Calibri, Arial, sans-serif; font-size: 11pt; color: #1a1a1a">
{words}</body>
</html>
"""


def as_page(title: str, words: str) -> str:
    """Return the plain text of a message as a page: what it looks like, and no more.

    Only paragraphs, line breaks and lists (`- ` and `1. `) are made of it; every other mark stands
    for itself, since texts from plans and returns are among the words.
    """
    return _PAGE.format(title=escape(title), words=_renderer().render(words))


@cache
def _renderer() -> MarkdownIt:
    # Only what is written to somebody needs it.
    from markdown_it import MarkdownIt  # noqa: PLC0415 - loaded when used: commands start at once

    return MarkdownIt("zero", {"breaks": True}).enable(["list", "newline"])
