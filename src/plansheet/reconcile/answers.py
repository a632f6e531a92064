"""One answer of a row, as the kind of value it was asked for; held and unusable ones are none."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from plansheet.model.returns import Answers


def text_of(answers: Answers, key: str) -> str:
    """Return what was said in words; a number or a date in such a cell as it was entered."""
    answer = answers.get(key)
    if answer is None or answer.value is None:
        return ""
    return answer.value if isinstance(answer.value, str) else answer.entered


def day_of(answers: Answers, key: str) -> date | None:
    """Return the date that was given, or None."""
    answer = answers.get(key)
    return answer.value if answer and isinstance(answer.value, date) else None


def number_of(answers: Answers, key: str) -> Decimal | None:
    """Return the number that was given, or None."""
    answer = answers.get(key)
    return answer.value if answer and isinstance(answer.value, Decimal) else None
