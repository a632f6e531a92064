"""The reference by which a message is known again: `[2018-19-Q2 corporate-services]`.

Owns how it is written and how it is found in what a reply makes of a subject.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plansheet.model.periods import parse_quarter
from plansheet.model.words import is_service_code

if TYPE_CHECKING:
    from plansheet.model.periods import Quarter

# Where it stands beside the subject, for mail programs that leave headers alone.
REFERENCE_HEADER = "X-Plansheet-Reference"

_WRITTEN = re.compile(r"\[\s*(\d{4}-\d{2}-Q[1-4])\s+([a-z0-9-]+)\s*\]", re.IGNORECASE)
# Signs that mail programs put in the place of a hyphen.
_HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))


@dataclass(frozen=True, slots=True)
class Reference:
    """What a message is about: a quarter, and a service by its code."""

    period: Quarter
    service: str

    def __str__(self) -> str:
        """Return it as subjects have it: `[2018-19-Q2 corporate-services]`."""
        return f"[{self.period.label} {self.service}]"


def find_reference(text: str) -> Reference | None:
    """Return the first reference in a text, whatever stands around it; None where there is none.

    Replies put `Re:` and banners like `[EXTERNAL]` before it; mail programs fold it, write it in
    capitals, and put other signs in the place of its hyphens and spaces.
    """
    plain = unicodedata.normalize("NFKC", text).translate(_HYPHENS)
    for found in _WRITTEN.finditer(plain):
        period, service = parse_quarter(found[1]), found[2].casefold()
        if period is not None and is_service_code(service):
            return Reference(period, service)
    return None
