"""A heat map of risks read from a table: refs where a likelihood and a worst impact meet.

A heat map has no columns of its own that could be declared: it is known by the steps of a scheme
that stand along its edges, the impacts in one line, a likelihood at the start of every other. The
impacts may stand above the map or, as in the source plans, below it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from plansheet.model.typed import clean, phrase
from plansheet.refs import read_ref

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from plansheet.model.plans import HeatMap
    from plansheet.model.risks import RiskScheme, Step
    from plansheet.sources.document import SourceTable

_EDGES = frozenset({"", "likelihood", "impact"})
_PARTS = re.compile(r"[,;\n]|(?:^|\s)(?:and|&)\s")


def read_heat_map(source: SourceTable, schemes: Iterable[RiskScheme]) -> HeatMap | None:
    """Return the refs by likelihood and impact code that a table shows; None where it is no map."""
    lines = [source.columns, *(tuple(cell.text for cell in row.cells) for row in source.rows)]
    found = (_read(lines, scheme) for scheme in schemes)
    return next((shown for shown in found if shown is not None), None)


def legend(source: SourceTable) -> tuple[str, ...]:
    """Return the cells of a heat map that explain a step, `I = Negligible`, in their order."""
    texts = (*source.columns, *(cell.text for row in source.rows for cell in row.cells))
    return tuple(text for text in texts if "=" in text)


def refs_in(text: str) -> tuple[str, ...]:
    """Return the refs in a cell of a heat map: `1, 8, 13`, `CP 08 and CP09`, one a line."""
    parts = (read_ref(part) for part in _PARTS.split(clean(text)))
    return tuple(word for part in parts for word in part.split() if read_ref(word))


def _read(lines: Sequence[tuple[str, ...]], scheme: RiskScheme) -> HeatMap | None:
    edges = ((index, _impacts(line, scheme)) for index, line in enumerate(lines))
    edge, columns = next(((index, found) for index, found in edges if found), (0, None))
    if columns is None:
        return None
    shown: dict[tuple[str, str], tuple[str, ...]] = {}
    for index, line in enumerate(lines):
        texts = {impact.code: line[at] for at, impact in columns.items()}
        step = _likelihood(line[: min(columns)], scheme)
        if index == edge or (step is None and not any(text.strip() for text in texts.values())):
            continue
        if step is None or _is_product(step, line, columns):
            return None
        refs = {(step.code, code): refs_in(text) for code, text in texts.items()}
        shown |= {place: found for place, found in refs.items() if found}
    return shown


def _impacts(line: tuple[str, ...], scheme: RiskScheme) -> dict[int, Step] | None:
    """Return the columns of the impacts where a line names each of the scheme's impacts once."""
    scale = scheme.impacts[0]
    said = {index: text for index, text in enumerate(line) if not _is_edge(text)}
    found = {index: step for index, text in said.items() if (step := scale.step(text))}
    ranks = sorted(step.rank for step in found.values())
    return found if len(found) == len(said) and ranks == [x.rank for x in scale.steps] else None


def _is_edge(text: str) -> bool:
    """Return whether a cell beside the map only names a scale, or explains a step: `I = Low`."""
    return phrase(text) in _EDGES or "=" in text


def _likelihood(cells: tuple[str, ...], scheme: RiskScheme) -> Step | None:
    return next((step for text in cells if (step := scheme.likelihood.step(text))), None)


def _is_product(likelihood: Step, line: tuple[str, ...], columns: dict[int, Step]) -> bool:
    """Return whether a line only shows what the scheme's scores are, and holds no refs."""
    return all(
        line[at].split()[-1:] == [str(likelihood.rank * impact.rank)]
        for at, impact in columns.items()
    )
