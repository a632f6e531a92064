"""A report as one accessible web page: no script, nothing to load, pictures within."""

from __future__ import annotations

import re
from base64 import b64encode
from typing import TYPE_CHECKING

from plansheet.papers.facts import Facts
from plansheet.papers.template import environment

if TYPE_CHECKING:
    from plansheet.excel.look import Look
    from plansheet.papers.facts import Picture
    from plansheet.papers.template import Template
    from plansheet.report.blocks import Report

_NO_FONT_NAME = re.compile(r"[^\w -]")
_FAILURES = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


def web_page(report: Report, template: Template, look: Look) -> bytes:
    """Return a report as an HTML page in UTF-8.

    Raises SettingsError for a template that cannot be used.
    """
    from jinja2 import TemplateError  # noqa: PLC0415 - takes a while to import

    facts = Facts(look, _source).of(report)
    own = {"colours": look.colours, "font": _NO_FONT_NAME.sub("", look.font.name)}
    try:
        text = environment().from_string(template.data.decode("utf-8-sig")).render(facts | own)
    except (TemplateError, *_FAILURES) as error:
        raise template.unusable(error) from error
    return text.encode()


def _source(picture: Picture) -> dict[str, str]:
    """Return a picture as the page holds it: its source and its alt text."""
    kind = "png" if picture.data.startswith(b"\x89PNG") else "jpeg"
    return {
        "source": f"data:image/{kind};base64,{b64encode(picture.data).decode()}",
        "alt": picture.alt,
    }
