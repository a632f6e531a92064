"""Themes and objectives: which indicators, projects and risks serve each, and their own measures.

A row of a plan names the objective that it serves by its number (`1.1.1`), by its words, or by its
theme; an indicator also serves the objective under which the plan lists it as a measure. Themes of
several plans are the same where their words are, whatever number or letter stands before them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from plansheet.model.typed import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from plansheet.model.plans import Objective, Project
    from plansheet.model.ratings import Result
    from plansheet.model.risks import Risk
    from plansheet.reconcile.quarter import CouncilQuarter, ServiceQuarter

# A theme and an objective as a plan has them.
_Aimed: TypeAlias = "tuple[str, str]"
# What numbers a theme or an objective: `2.`, `A.`, `B(ii)`, `2.3.1`; a letter alone is an article.
_NUMBER = re.compile(
    r"^\s*(\d+(?:\.\d+)*[.)]?|[A-Z](?:[.)]|[.(][0-9ivx]+\)?)(?:[.(][0-9ivx]+\)?)*)\s+(?=\S)"
)
_REF = re.compile(r"^\s*([A-Z]{1,5} ?\d+[A-Z]?)\b")


@dataclass(frozen=True, slots=True)
class Aim:
    """One objective of a theme, "" where it is the theme as a whole, and all that serves it.

    `measures` are its own, with their targets, as the plans list them.
    """

    theme: str
    objective: str
    results: tuple[Result, ...] = ()
    projects: tuple[Project, ...] = ()
    risks: tuple[Risk, ...] = ()
    measures: tuple[Objective, ...] = ()


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme of the council with its aims, in the order in which the plans name them."""

    name: str
    aims: tuple[Aim, ...]

    @property
    def results(self) -> tuple[Result, ...]:
        """Return the indicators that serve any of its aims, each once."""
        return tuple(result for aim in self.aims for result in aim.results)

    @property
    def projects(self) -> tuple[Project, ...]:
        """Return the projects that serve any of its aims."""
        return tuple(project for aim in self.aims for project in aim.projects)

    @property
    def risks(self) -> tuple[Risk, ...]:
        """Return the risks to any of its aims."""
        return tuple(risk for aim in self.aims for risk in aim.risks)


def themes_of(council: CouncilQuarter) -> tuple[Theme, ...]:
    """Return the council's themes; what serves none of them is in none."""
    aims: dict[tuple[str, str], Aim] = {}
    for service in council.services:
        for aim in _aims_of(service):
            key = phrase(bare(aim.theme)), phrase(bare(aim.objective))
            known = aims.get(key)
            aims[key] = _joined(known, aim) if known else aim
    names = dict.fromkeys(theme for theme, _ in aims)
    return tuple(
        _theme([aim for (theme, _), aim in aims.items() if theme == name]) for name in names
    )


def served(themes: Iterable[Theme]) -> dict[tuple[str, str], tuple[str, str]]:
    """Return the theme and the objective that each indicator serves, by service and ref."""
    return {
        (result.service, result.indicator.ref): (theme.name, aim.objective)
        for theme in themes
        for aim in theme.aims
        for result in aim.results
    }


def bare(name: str) -> str:
    """Return the name of a theme or objective without the number or letter before it."""
    return _NUMBER.sub("", name).strip().rstrip(".")


def _theme(aims: Sequence[Aim]) -> Theme:
    return Theme(bare(aims[0].theme), tuple(aims))


def _joined(one: Aim, other: Aim) -> Aim:
    """Return the same aim of two plans as one."""
    return Aim(
        one.theme,
        one.objective,
        (*one.results, *other.results),
        (*one.projects, *other.projects),
        (*one.risks, *other.risks),
        (*one.measures, *other.measures),
    )


def _aims_of(service: ServiceQuarter) -> Iterator[Aim]:
    """Yield the aims of one plan, with what of that plan serves each."""
    plan = service.plan
    names = _Names.of(plan.objectives)
    results: dict[_Aimed, list[Result]] = {}
    for result in service.results:
        if result.counted and (aim := names.served(result)):
            results.setdefault(aim, []).append(result)
    projects = [(each, names.named(each.objective)) for each in plan.projects]
    risks = [(each, names.named(each.objective)) for each in plan.risks]
    for aim in names.aims:
        measures = (each for each in plan.objectives if (each.theme, each.objective) == aim)
        yield Aim(
            *aim,
            tuple(results.get(aim, ())),
            tuple(each for each, served in projects if served == aim),
            tuple(each for each, served in risks if served == aim),
            tuple(each for each in measures if each.measure or each.target),
        )


@dataclass(frozen=True, slots=True)
class _Names:
    """By what each aim of a plan is called: `said` are words and numbers, `measured` refs."""

    aims: tuple[_Aimed, ...]
    said: Mapping[str, _Aimed]
    measured: Mapping[str, _Aimed]

    @classmethod
    def of(cls, objectives: Iterable[Objective]) -> _Names:
        """Return the names of the aims that a plan lists; the first of a name has it.

        An objective goes before a measure of that name, and a measure before a theme.
        """
        listed = [each for each in objectives if each.theme]
        aims = tuple(dict.fromkeys((each.theme, each.objective) for each in listed))
        said: dict[str, _Aimed] = {}
        measured: dict[str, _Aimed] = {}
        for aim in aims:
            for name in _called(aim[1]):
                said.setdefault(name, aim)
        for each in listed:
            aim = each.theme, each.objective
            if each.measure:
                said.setdefault(phrase(each.measure), aim)
            for ref in _refs(each.measure):
                measured.setdefault(ref, aim)
        for theme, _ in aims:
            for name in _called(theme):
                said.setdefault(name, _whole(theme, aims))
        return cls(aims, said, measured)

    def named(self, words: str) -> _Aimed | None:
        """Return the aim that a row names, None where it names none."""
        found = (self.said.get(name) for name in _called(words))
        return next((aim for aim in found if aim), None)

    def served(self, result: Result) -> _Aimed | None:
        """Return the aim that an indicator serves: as it says itself, else as it is measured."""
        indicator = result.indicator
        return self.named(indicator.objective) or self.measured.get(_bare_ref(indicator.ref))


def _called(name: str) -> tuple[str, ...]:
    """Return what an objective or a theme may be called: its words, those alone, its number."""
    number = _NUMBER.match(f"{name} -")
    words = (phrase(name), phrase(bare(name)), number[1].rstrip(".") if number else "")
    return tuple(word for word in dict.fromkeys(words) if word)


def _whole(theme: str, aims: Iterable[_Aimed]) -> _Aimed:
    """Return the aim of what serves a theme as a whole: that without an objective, or its first."""
    mine = [aim for aim in aims if aim[0] == theme]
    return next((aim for aim in mine if not aim[1]), mine[0])


def _refs(measure: str) -> Iterator[str]:
    """Yield the refs with which the lines of a measure begin."""
    for line in measure.splitlines():
        if found := _REF.match(line):
            yield _bare_ref(found[1])


def _bare_ref(ref: str) -> str:
    return ref.replace(" ", "")
