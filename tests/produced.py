"""Every workbook that plansheet produces, made as its commands make it, for tests over all of them.

Names are known without making anything, so that a test can be told by the workbook that it looks
at; the workbooks of one council are made at once, when the first of them is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache
from io import BytesIO
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from deciding_town import decided, everything, path_of, type_in
from fillings import filled_in
from forms import Q1, Q3, Q4, figure, form, header_row, headings, opened, whole_plan
from queried import asked_back

from plansheet.jobs.board import compile_quarter
from plansheet.jobs.council import opened as opened_council
from plansheet.jobs.issue import generate_workbooks
from plansheet.jobs.outcome import World
from plansheet.jobs.plan_changes import Asked, change_plan
from plansheet.jobs.plan_import import import_plans
from plansheet.jobs.receive import read_returns
from plansheet.jobs.start import start_council
from plansheet.model.plans import Contract
from plansheet.model.risks import FIVE_BY_SIX, FOUR_BY_FOUR
from plansheet.sources.loaded import parse_plan_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from openpyxl.worksheet.worksheet import Worksheet

    from plansheet.jobs.council import Council
    from plansheet.model.periods import Quarter
    from plansheet.model.risks import RiskScheme
    from plansheet.sources.loaded import PlanName

EXAMPLES = Path(__file__).parents[1] / "templates" / "examples"
SCHEMES: Mapping[str, RiskScheme] = {
    "5x6 risks": FIVE_BY_SIX,
    "4x4 risks": FOUR_BY_FOUR,
}
CONTRACTS = (
    Contract("C1", "CCTV", supplier="Watch Ltd", end=date(2019, 5, 31)),
    Contract("C2", "Advice", end=date(2021, 3, 31), review=date(2019, 8, 1)),
)
_IDS = count(1)
_QUERIES = "a return with every kind of query"
# A plan that leaves unsaid what plansheet then infers, and asks to be confirmed.
UNSAID = """\
# Parks service plan 2018-21

## Service

| Service | Head of service |
| --- | --- |
| Parks | Head of Parks |

## Performance indicators

| Ref | Description | 2017/18 Actual | 2018/19 Target |
| --- | --- | --- | --- |
| PK01 | % of parks that are clean | 78% | 80% |
| PK02 | Number of complaints | 40 | Less than 35 |
"""


class Kind(StrEnum):
    """What a workbook is for; what may be hidden, frozen or open in it depends on that."""

    COLLECTION = "collection"
    COMPILED = "compiled"
    PLAN = "plan"
    DECISIONS = "decisions"


@dataclass(frozen=True, slots=True)
class Made:
    """One workbook that plansheet can produce: which it is, and of which council."""

    kind: Kind
    council: str
    what: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.council}, {self.what}"

    @property
    def data(self) -> bytes:
        """Return the workbook itself."""
        return _made(self.council)[self.kind, self.what]


def every_workbook() -> list[Made]:
    """Return every workbook there is to look at, by name: nothing is made yet."""
    known = [
        Made(Kind.COLLECTION, "Any council", f"{scheme}, Q4 with every sheet") for scheme in SCHEMES
    ]
    changes = "to confirm", "changed in place"
    known += [Made(Kind.PLAN, "Any council", what) for what in changes]
    known += [Made(Kind.DECISIONS, "Any council", "one of everything")]
    known.append(Made(Kind.COLLECTION, "Any council", _QUERIES))
    for example in examples():
        known += [Made(Kind.COLLECTION, example, _issued(*each)) for each in _asked(example)]
        known += [
            Made(Kind.COMPILED, example, what)
            for quarter in _compiled(example)
            for what in (quarter.label, _public(quarter))
        ]
        known += [Made(Kind.PLAN, example, _spelt(said)) for said in _plans(example).values()]
    return known


def examples() -> list[str]:
    """Return the names of the example councils that are shipped."""
    return sorted(each.name for each in EXAMPLES.iterdir() if each.is_dir())


def _plans(example: str) -> dict[Path, PlanName]:
    folder = EXAMPLES / example / "templates" / "plans"
    found = {path: parse_plan_name(path.name) for path in sorted(folder.iterdir())}
    return {path: said for path, said in found.items() if said}


def _asked(example: str) -> Iterator[tuple[str, Quarter]]:
    """Yield each service and quarter of the first year of its plan."""
    for said in _plans(example).values():
        for quarter in said.years[0].quarters:
            yield said.code, quarter


def _compiled(example: str) -> list[Quarter]:
    return sorted({said.years[0].quarters[0] for said in _plans(example).values()})


def _issued(code: str, quarter: Quarter) -> str:
    return f"{code} {quarter.label}"


def _spelt(said: PlanName) -> str:
    return f"{said.code} from {said.years[0].label}"


@cache
def _made(council: str) -> Mapping[tuple[Kind, str], bytes]:
    with TemporaryDirectory() as folder:
        made = _of_example if council in examples() else _of_any_council
        return dict(made(council, Path(folder)))


def _world(now: datetime) -> World:
    return World(now, lambda: f"{next(_IDS):032x}")


def _of_any_council(_: str, root: Path) -> Iterator[tuple[tuple[Kind, str], bytes]]:
    """Yield what no example council has: every sheet in one workbook, and a plan to confirm."""
    known = {
        "CP15": {Q3: figure(Q3, numerator=Decimal(45), denominator=Decimal(50), commentary="So")},
        "CP16": {
            Q1: figure(Q1, actual=Decimal(80), provisional=True),
            Q3: figure(Q3, reason="Waiting for a partner"),
        },
    }
    for name, scheme in SCHEMES.items():
        whole = replace(whole_plan(scheme), contracts=CONTRACTS)
        sent = form(whole, Q4, figures=known)
        yield (Kind.COLLECTION, f"{name}, Q4 with every sheet"), sent.data
    world = _world(_after(Q1, -60))
    start_council(root, world)
    (root / "parks 2018-21.md").write_text(UNSAID, encoding="utf-8")
    with opened_council(root) as council:
        import_plans(council, world, [root / "parks 2018-21.md"])
    plan = root / "templates" / "plans" / "parks 2018-21.xlsx"
    yield (Kind.PLAN, "to confirm"), plan.read_bytes()
    with opened_council(root) as council:
        asked = Asked("PK01", "Title", "Parks that are clean and safe", Q3, "Agreed", "Cabinet")
        change_plan(council, "parks", asked, world)
    yield (Kind.PLAN, "changed in place"), plan.read_bytes()
    yield (Kind.COLLECTION, _QUERIES), asked_back(filled_in(3))
    yield _decisions(root / "deciding")


def _decisions(root: Path) -> tuple[tuple[Kind, str], bytes]:
    """Return a workbook of decisions in which one of everything waits, one of it decided."""
    town = everything(root)
    town.read("2018-19-Q2")
    type_in(town, {0: {"Decision": "Accept", "Reason": "Rang", "Your notes": "=1+1"}})
    decided(town)
    return (Kind.DECISIONS, "one of everything"), path_of(town).read_bytes()


def _of_example(example: str, root: Path) -> Iterator[tuple[tuple[Kind, str], bytes]]:
    """Yield an example council's workbooks, its first quarters answered and compiled."""
    start_council(root / "council", _world(_after(Q1, -60)), example)
    with opened_council(root / "council") as council:
        for quarter in sorted({quarter for _, quarter in _asked(example)}):
            yield from _of_quarter(council, quarter)
            if quarter in _compiled(example):
                yield from _answered(council, quarter)
    start_council(root / "new", _world(_after(Q1, -60)))
    with opened_council(root / "new") as council:
        yield from _imported(council, _plans(example))


def _of_quarter(council: Council, quarter: Quarter) -> Iterator[tuple[tuple[Kind, str], bytes]]:
    generate_workbooks(council, quarter, _world(_after(quarter, 1)))
    for plan in council.plans(quarter):
        path = council.store.issued_path(plan.code, quarter)
        yield (Kind.COLLECTION, _issued(plan.code, quarter)), path.read_bytes()


def _after(quarter: Quarter, days: int) -> datetime:
    return datetime.combine(quarter.last_day, datetime.min.time()) + timedelta(days=days, hours=9)


def _public(quarter: Quarter) -> str:
    return f"{quarter.label}, the public copy"


def _answered(council: Council, quarter: Quarter) -> Iterator[tuple[tuple[Kind, str], bytes]]:
    """Yield the compiled workbook and its public copy of a quarter in which everybody answered."""
    for plan in council.plans(quarter):
        workbook = opened(council.store.issued_path(plan.code, quarter).read_bytes())
        _answer(workbook["Indicators"], quarter)
        stream = BytesIO()
        workbook.save(stream)
        path = council.store.returned_folder(quarter) / f"{plan.code}.xlsx"
        path.write_bytes(stream.getvalue())
    read_returns(council, quarter, _world(_after(quarter, 10)))
    for public, what in ((False, quarter.label), (True, _public(quarter))):
        compile_quarter(council, quarter, _world(_after(quarter, 20)), public=public)
        path = council.store.compiled_path(quarter, 1, public=public)
        yield (Kind.COMPILED, what), path.read_bytes()


def _answer(sheet: Worksheet, quarter: Quarter) -> None:
    """Answer in every way: provisional, to come later, not at all, on target and far from it."""
    top = header_row(sheet)
    at = {heading.rstrip("*"): place for place, heading in enumerate(headings(sheet), start=1)}
    rows = [
        row
        for row in range(top + 1, sheet.max_row + 1)
        if not sheet.cell(row, at["Actual"]).protection.locked
    ]
    for number, row in enumerate(rows):
        target = sheet.cell(row, at["Target this quarter"]).value
        answers: Mapping[str, object] = (
            {"Actual": target if isinstance(target, int | float) else 1},
            {"Actual": 1, "Provisional or final": "Provisional", "Commentary": "=A late start"},
            {"Expected by": _after(quarter, 40)},
            {"Reason if no figure": "Waiting for a partner"},
            {},
        )[number % 5]
        for heading, value in answers.items():
            sheet.cell(row, at[heading]).value = value  # type: ignore[assignment]


def _imported(
    council: Council, plans: Mapping[Path, PlanName]
) -> Iterator[tuple[tuple[Kind, str], bytes]]:
    """Yield the plan workbook that `plan import` makes of each plan."""
    for path, said in plans.items():
        name = f"{said.code} {said.years[0].starts}-{(said.years[-1].starts + 1) % 100:02d}"
        import_plans(council, _world(_after(Q1, -60)), [path], name)
        made = council.store.plans_folder / f"{name}.xlsx"
        yield (Kind.PLAN, _spelt(said)), made.read_bytes()
