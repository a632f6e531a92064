"""A template of a report: its bytes, its name for messages, and how Jinja2 fills it in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from plansheet.errors import SettingsError

if TYPE_CHECKING:
    from jinja2 import Environment


@dataclass(frozen=True, slots=True)
class Template:
    """One template: what it holds, and the file it stands in."""

    data: bytes
    file: str

    def unusable(self, error: Exception) -> SettingsError:
        """Return that the template cannot be used, and what to do."""
        said = " ".join(str(getattr(error, "message", None) or error).split()).rstrip(".")
        line = getattr(error, "lineno", None)
        place = f", line {line}" if line else ""
        return SettingsError(
            f"{self.file}{place}: it cannot be used as the template of a report "
            f"({said or type(error).__name__}). Undo your last change to it, or delete it to have "
            "plansheet's own."
        )


def environment() -> Environment:
    """Return what fills templates in: nothing in them runs, and every text is escaped."""
    from jinja2 import StrictUndefined  # noqa: PLC0415 - takes a while to import
    from jinja2.sandbox import SandboxedEnvironment  # noqa: PLC0415 - loaded when used: commands start at once

    return SandboxedEnvironment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=True
    )
