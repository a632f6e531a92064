"""The lines of Summary about themes and objectives: what serves each, and its own targets.

The indicators are counted live; projects, risks and the targets of the plans' own measures stand
behind in words.
"""

from __future__ import annotations

import re
from textwrap import shorten
from typing import TYPE_CHECKING

from plansheet.compile.counts import group_cells
from plansheet.pages import Cell
from plansheet.reconcile.themes import themes_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from plansheet.compile.counts import Group
    from plansheet.model.plans import Objective
    from plansheet.reconcile.quarter import CouncilQuarter
    from plansheet.reconcile.themes import Aim, Theme

THEMES, NO_THEME = "Themes", "No theme"
_MOST, _SHORT, _SHORTEST = 6, 60, 40
_THEME = "([Data!theme]=[measure])"
_OBJECTIVE = "([Data!theme]=[part])*([Data!objective]=[measure])"
_NONE = '([Data!theme]="")*(LEN([Data!state])>0)'
# The ref that a measure begins with says enough: the indicator's words stand elsewhere.
_REF = re.compile(r"^\s*([A-Z]{1,5} ?\d+[A-Z]?)\b")


def theme_rows(council: CouncilQuarter, group: Group) -> Iterator[dict[str, Cell]]:
    """Yield a line a theme with a line an objective under it, last what serves none.

    Objectives that nothing serves are only counted: there is nothing to say of each.
    """
    themes = themes_of(council)
    for theme in themes:
        mine = group.of("theme", theme.name)
        objectives = [aim for aim in theme.aims if aim.objective]
        served = [aim for aim in objectives if aim.results or _beside([aim])]
        beside = f"{_beside(_of_itself(theme))}{_unserved(len(objectives) - len(served))}"
        yield _row(THEMES, theme.name, group_cells(_THEME, mine, beside))
        for aim in served:
            its = mine.of("objective", aim.objective)
            cells = group_cells(_OBJECTIVE, its, _beside([aim]))
            yield _row(theme.name, aim.objective, cells)
    if themes:
        others = group.of("theme", "")
        yield _row(THEMES, NO_THEME, group_cells(_NONE, others))


def _row(part: str, measure: str, cells: dict[str, Cell]) -> dict[str, Cell]:
    return {"part": Cell(part), "measure": Cell(measure), **cells}


def _of_itself(theme: Theme) -> list[Aim]:
    """Return what a theme has beside its objectives: they have lines of their own."""
    return [aim for aim in theme.aims if not aim.objective]


def _unserved(objectives: int) -> str:
    if not objectives:
        return ""
    own = "1 objective has" if objectives == 1 else f"{objectives} objectives have"
    return f". {own} no indicator, project or risk"


def _beside(aims: Iterable[Aim]) -> str:
    """Return targets, projects and risks in words: `. Projects: P1 Hub. Risks: CP01 Fire`."""
    aims = list(aims)
    said = {
        "Targets set for it": [
            _target(each) for aim in aims for each in aim.measures if _is_set(each)
        ],
        "Projects": [_short(f"{each.ref} {each.title}") for aim in aims for each in aim.projects],
        "Risks": [_short(f"{each.ref} {each.title}") for aim in aims for each in aim.risks],
    }
    return "".join(f". {kind}: {_some(each)}" for kind, each in said.items() if each)


def _is_set(measure: Objective) -> bool:
    return bool(measure.target.strip(" -\N{EN DASH}"))


def _target(measure: Objective) -> str:
    ref = _REF.match(measure.measure)
    name = ref[1] if ref else _short(measure.measure)
    return f"{name} {shorten(measure.target, _SHORTEST, placeholder='...')}".strip()


def _short(text: str) -> str:
    return shorten(text, _SHORT, placeholder="...")


def _some(found: list[str]) -> str:
    """Return words in a row, where there are many the first of them; several plans say the same."""
    words = list(dict.fromkeys(found))
    more = len(words) - _MOST
    return "; ".join([*words[:_MOST], f"and {more} more"] if more > 0 else words)
