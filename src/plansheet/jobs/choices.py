"""`choose`: which of several versions of a service's return counts, decided by a person and kept.

What is chosen takes the place of every version that was there by then, also of a later one that
was sent by mistake; a return that comes after that replaces it as always.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from plansheet.errors import DecisionError
from plansheet.jobs.outcome import Outcome
from plansheet.jobs.versions import standing_of
from plansheet.model.dates import spoken_date
from plansheet.model.records import Choice, Decision
from plansheet.reconcile.versions import WHOLE_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from plansheet.jobs.council import Council
    from plansheet.jobs.outcome import World
    from plansheet.model.periods import Quarter
    from plansheet.model.records import ReturnRecord

# So many characters of a sha256 tell one file from another of the same name.
_DIGITS = 8


@dataclass(frozen=True, slots=True)
class Choosing:
    """What a person chooses, and why: the file, as `read` names it.

    Its path, its name alone, and how its sha256 begins are understood too.
    """

    quarter: Quarter
    service: str
    file: str
    reason: str
    by: str = ""


def choose_version(council: Council, choosing: Choosing, world: World) -> Outcome:
    """Let one of the versions of a service's return count; the others are kept.

    Raises PeriodError or ServiceError where there is no such service, DecisionError where nothing
    that could be used was read of it, or it is not clear which file is meant.
    """
    quarter = choosing.quarter
    council.required(quarter)
    code = next(iter(council.wanted([choosing.service], quarter)))
    stands = standing_of(council.ledger, code, quarter)
    records = (*stands.rivals, *stands.replaced)
    chosen = _meant(records, choosing, code)
    name = f"'{chosen.file}'"
    if stands.rivals == (chosen,):
        return Outcome(lines=(f"{name} counts already. Nothing was changed.",))
    notes: tuple[str, ...] = ()
    if not world.dry_run:
        before = _given(council, code, quarter)
        council.ledger.add_decision(_decision(chosen, records, choosing, world))
        council.forget_return(code, quarter)
        notes = tuple(_displaced(before, _given(council, code, quarter)))
    others = len(records) - 1
    kept = f"the other {others} are kept" if others > 1 else "the other one is kept"
    line = f"{name} counts for {council.services(quarter)[code]}; {kept}."
    return Outcome(lines=(line,), notes=notes)


def _given(council: Council, code: str, quarter: Quarter) -> frozenset[tuple[str, str, str]]:
    settled = council.settled(code, quarter)
    return settled.given if settled else frozenset()


def _displaced(
    before: frozenset[tuple[str, str, str]], now: frozenset[tuple[str, str, str]]
) -> Iterator[str]:
    """Yield of which cells the return that was chosen says something else than was decided."""
    gone = sorted(f"{row} {heading}" for _, row, heading in before - now)
    if gone:
        yield (
            f"What was decided of {', '.join(gone)} was about the returns together, and the one "
            "that counts now says it itself. Decide it anew if it says it wrongly."
        )


def _meant(records: Sequence[ReturnRecord], choosing: Choosing, code: str) -> ReturnRecord:
    """Return the one file that is meant; DecisionError where it is none or several."""
    quarter = choosing.quarter
    if not records:
        message = (
            f"Nothing of {code} that can be used has been read for {quarter}, so there is nothing "
            f"to choose. Run 'plansheet read {quarter.label}' when its workbook has come back."
        )
        raise DecisionError(message)
    said = choosing.file.strip().casefold().replace("\\", "/")
    named = (
        [each for each in records if each.file.casefold() == said]
        or [each for each in records if f"/{said}".endswith(f"/{each.file.casefold()}")]
        or [each for each in records if each.file.casefold().rpartition("/")[2] == said]
        or [each for each in records if len(said) >= _DIGITS and each.sha256.startswith(said)]
    )
    if len(named) == 1:
        return named[0]
    listed = "; ".join(
        f"{each.sha256[:_DIGITS]}, '{each.file}', read {spoken_date(each.read_at.date())}"
        for each in named or records
    )
    which = (
        f"{len(named)} returns of {code} for {quarter} are called '{choosing.file}'. Write how its "
        "number begins instead"
        if named
        else f"No return of {code} for {quarter} is called '{choosing.file}'. Write one of these"
    )
    message = f"{which}: {listed}."
    raise DecisionError(message)


def _decision(
    chosen: ReturnRecord, records: Sequence[ReturnRecord], choosing: Choosing, world: World
) -> Decision:
    """Return the decision, bound to the files that were there when it was made."""
    return Decision(
        quarter=choosing.quarter,
        service=chosen.service,
        sheet=WHOLE_FILE,
        row=chosen.file,
        column="",
        said=" ".join(sorted(each.sha256 for each in records)),
        choice=Choice.ACCEPT,
        value="",
        outcome="It counts",
        reason=choosing.reason,
        by=choosing.by,
        sha256=chosen.sha256,
        made=world.now,
    )
