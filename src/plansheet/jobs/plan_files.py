"""Plan files changed in place: what differs is put in, the rest stays as it is, nothing is lost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from plansheet.errors import PlanError
from plansheet.excel.edit import Edit, append_row, edit_cells
from plansheet.model.records import FileKind, FileRecord
from plansheet.model.tables import Table
from plansheet.sources.load import load_plan
from plansheet.sources.loaded import Loaded, parse_plan_name
from plansheet.sources.plan_edits import Edits, PlanSource, edited_markdown, edits_between
from plansheet.store import read_whole, write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from plansheet.jobs.council import Council
    from plansheet.jobs.outcome import World
    from plansheet.jobs.plan_reading import PlanFile
    from plansheet.model.plans import Plan
    from plansheet.refs import Row

_REFERRED = {
    Table.INDICATORS: "indicators",
    Table.PROJECTS: "projects",
    Table.RISKS: "risks",
    Table.CONTRACTS: "contracts",
}


@dataclass(frozen=True, slots=True)
class KeptPlan:
    """One plan file: where it is, its bytes, and what it was read as."""

    path: Path
    data: bytes
    loaded: Loaded

    @property
    def plan(self) -> Plan:
        """Return the plan; PlanError where the file cannot be read."""
        if self.loaded.plan is None:
            why = self.loaded.problems[0].message
            message = f"'{self.path.name}' cannot be changed. {why}"
            raise PlanError(message)
        return self.loaded.plan


def kept_plan(council: Council, file: PlanFile) -> KeptPlan:
    """Return a plan in use with where it is."""
    return KeptPlan(council.store.plans_folder / file.name, file.data, file.loaded)


def draft_at(council: Council, path: Path) -> KeptPlan:
    """Return the draft of a plan."""
    data = read_whole(path)
    return KeptPlan(path, data, loaded_as(council, path.name, data))


def loaded_as(council: Council, name: str, data: bytes) -> Loaded:
    """Return what `data` is as the plan file `name`, with the refs that were given before."""
    said = parse_plan_name(name)
    kept = council.ledger.kept_refs(said.code) if said else {}
    now = (file.loaded.given for file in council.files if said and file.code == said.code)
    given = {row: ref for each in now for row, ref in each.items()}
    return load_plan(name, data, council.settings.schemes, {**kept, **given})


def changed_bytes(council: Council, kept: KeptPlan, after: Plan) -> bytes:
    """Return the file with its plan made `after`: the same bytes where nothing differs.

    Raises PlanError, or EditError for a workbook, where that cannot be done without a loss.
    """
    edits = edits_between(kept.plan, after)
    if not edits:
        return kept.data
    if kept.path.suffix.lower() == ".md":
        data = _markdown(council, kept, edits)
    elif kept.path.suffix.lower() == ".xlsx":
        data = _workbook(kept, edits)
    else:
        message = (
            f"'{kept.path.name}' is a {kept.path.suffix} file, and plansheet changes Markdown and "
            "Excel plans only. Import it with 'plansheet plan import', or change it by hand."
        )
        raise PlanError(message)
    again = loaded_as(council, kept.path.name, data).plan
    if again is not None:
        _must_name_posts(after, again)
    if again is None or edits_between(after, replace(again, service=after.service)):
        message = (
            f"The change could not be put into '{kept.path.name}' so that it is read back the "
            "same. Make it by hand."
        )
        raise PlanError(message)
    return data


def _must_name_posts(after: Plan, again: Plan) -> None:
    """Raise PlanError where who approved a change is a name, which gives way when it is read."""
    known = {each.approved_by for each in again.changes}
    for each in after.changes:
        if each.approved_by and each.approved_by not in known:
            message = (
                f"'{each.approved_by}' looks like the name of a person, and names are left out "
                "when a plan is read. Write a post, for example Head of Service or Cabinet, not a "
                "name."
            )
            raise PlanError(message)


def write_plan(council: Council, kept: KeptPlan, data: bytes, world: World) -> bool:
    """Write a plan's new bytes, the old ones archived before; return whether anything differs.

    Raises PlanError where somebody has changed the file since it was read.
    """
    if data == kept.data:
        return False
    if not world.dry_run:
        archive_plan(council, kept, world)
        # Of two that change a plan at once the second waits here, and finds the first one's.
        with council.ledger.transaction():
            if read_whole(kept.path) != kept.data:
                message = f"'{kept.path.name}' was changed meanwhile. Run this again."
                raise PlanError(message)
            write_whole(kept.path, data)
    return True


def archive_plan(council: Council, kept: KeptPlan, world: World) -> None:
    """Keep a plan as it is before it is changed, called otherwise or put elsewhere."""
    sha256 = council.store.archive(kept.data, kept.path.suffix)
    record = FileRecord(sha256, kept.path.name, len(kept.data), FileKind.PLAN, world.now)
    council.ledger.add_file(record)


def _markdown(council: Council, kept: KeptPlan, edits: Edits) -> bytes:
    plan = kept.plan
    source = PlanSource(kept.path.name, plan.years[0], council.settings.schemes, kept.loaded.places)
    return edited_markdown(kept.data.decode("utf-8"), source, edits).encode("utf-8")


def _workbook(kept: KeptPlan, edits: Edits) -> bytes:
    if edits.removed:
        message = f"A row would go from '{kept.path.name}'. Delete it there yourself."
        raise PlanError(message)
    cells = [
        Edit(
            str(each.table),
            _label(kept.plan, each.table, each.row),
            each.heading,
            each.value,
            kept.loaded.places[each.table][each.row].cell,
        )
        for each in edits.cells
    ]
    data = edit_cells(kept.data, cells)
    for row in edits.added:
        values = {heading: row.values.get(key) for key, heading in row.headings.items()}
        data = append_row(data, str(row.table), values)
    return data


def _label(plan: Plan, table: Table, index: int) -> str:
    """Return what a row of the plan is called: its ref, else its heading or the service's name."""
    if table is Table.SERVICE:
        return plan.service.name
    if table is Table.BUDGETS:
        return plan.budgets[index].heading
    rows: tuple[Row, ...] = getattr(plan, _REFERRED[table])
    return rows[index].ref
