"""`init`: a new council folder, empty or holding an example council."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from plansheet.errors import StoreError
from plansheet.jobs.outcome import Outcome
from plansheet.settings import FILE_NAME, STYLE_NAME, default_settings_text
from plansheet.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.resources.abc import Traversable
    from pathlib import Path

    from plansheet.jobs.outcome import World


def start_council(root: Path, world: World, example: str = "") -> Outcome:
    """Make a council's folder in `root`; what is there already stays as it is.

    Raises StoreError for an example that does not exist and a folder that cannot be written.
    """
    store = Store(root)
    wanted = starting_files(example)
    written = store.missing(wanted) if world.dry_run else store.create(wanted)
    if not written:
        return Outcome(notes=(f"Everything is there already in {root}.",))
    check = f'plansheet -C "{root}" plan check'
    first = "" if example else f"put your service plans into {store.plans_folder} and "
    return Outcome(lines=written, notes=(f"Next: {first}run {check}",))


def starting_files(example: str) -> Mapping[str, bytes]:
    """Return what a new folder starts with, by path; StoreError where there is no such example."""
    templates = files("plansheet.templates")
    found = {STYLE_NAME: (templates / "style.toml").read_bytes()}
    found |= _inside(templates / "wording", "templates/wording/")
    found |= _inside(templates / "report", "templates/report/")
    if not example:
        return {FILE_NAME: default_settings_text().encode(), **found}
    examples = {each.name: each for each in (templates / "examples").iterdir() if each.is_dir()}
    if example not in examples:
        message = (
            f"There is no example called '{example}'. Choose one of: {', '.join(sorted(examples))}."
        )
        raise StoreError(message)
    return found | dict(_inside(examples[example], ""))


def _inside(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for each in sorted(folder.iterdir(), key=lambda item: item.name):
        if each.is_dir():
            yield from _inside(each, f"{path}{each.name}/")
        else:
            yield f"{path}{each.name}", each.read_bytes()
