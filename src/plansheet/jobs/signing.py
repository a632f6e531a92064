"""`signoff`: somebody signed for a return in a mail or a letter, which is kept as evidence."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plansheet.errors import DecisionError
from plansheet.jobs.outcome import Outcome
from plansheet.jobs.quarters import whole_quarter
from plansheet.jobs.rulings import keep
from plansheet.jobs.versions import counting_return
from plansheet.model.records import Choice, Decision, FileKind, FileRecord
from plansheet.reconcile.words import SIGN_OFF, SIGN_OFF_STEPS, joined
from plansheet.store import read_whole

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from plansheet.jobs.council import Council
    from plansheet.jobs.outcome import World
    from plansheet.model.periods import Quarter
    from plansheet.model.returns import Return
    from plansheet.problems import Problem

_OF_SIGNING = frozenset({"signoff-missing", "same-checker"})


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs for a service's return, where that is said, and for which steps: none for all."""

    quarter: Quarter
    service: str
    by: str
    evidence: Path
    steps: Sequence[str] = ()


def sign_off(council: Council, signature: Signature, world: World) -> Outcome:
    """Keep that somebody signed for a return, for the steps that are not signed on it.

    The evidence is archived. It holds for the very return that was read: a later one is signed
    anew. Raises DecisionError where there is no return or no such step, StoreError where the
    evidence is not there.
    """
    quarter = signature.quarter
    council.required(quarter)
    code = next(iter(council.wanted([signature.service], quarter)))
    returned = counting_return(council.ledger, code, quarter)
    if returned is None:
        message = f"Nothing of {code} has been read for {quarter}, so there is nothing to sign for."
        raise DecisionError(message)
    wanted, data = _steps(signature.steps), read_whole(signature.evidence)
    found = _said_of_signing(council, returned, world)
    unsigned = {each.place.label for each in found if each.code == "signoff-missing"}
    steps = [step for step in wanted if step in unsigned]
    if not steps:
        return Outcome(lines=(f"{joined(wanted)} of {code}: signed already. Nothing was changed.",))
    file = signature.evidence.name
    if not world.dry_run:
        sha256 = council.store.archive(data, signature.evidence.suffix)
        seen = FileRecord(sha256, file, len(data), FileKind.EVIDENCE, world.now)
        council.ledger.add_file(seen)
    for step in steps:
        decision = _decision(returned, step, signature, hashlib.sha256(data).hexdigest(), world)
        keep(council, decision, world)
    left = () if world.dry_run else _said_of_signing(council, returned, world)
    line = f"{joined(steps)} of {code}: signed for by {signature.by} ({file})."
    return Outcome(lines=(line,), problems=left)


def _steps(asked: Sequence[str]) -> list[str]:
    known = {step.casefold(): step for step in SIGN_OFF_STEPS}
    for step in asked:
        if step.strip().casefold() not in known:
            message = (
                f"'{step}' is no step of the sign-off. Write {', '.join(SIGN_OFF_STEPS[:-1])} or "
                f"{SIGN_OFF_STEPS[-1]}."
            )
            raise DecisionError(message)
    return [known[step.strip().casefold()] for step in asked] or [*SIGN_OFF_STEPS]


def _said_of_signing(council: Council, returned: Return, world: World) -> tuple[Problem, ...]:
    """Return what is to be said of the sign-off of a return."""
    whole = whole_quarter(council, returned.quarter, world.now.date())
    mine = next(each for each in whole.services if each.plan.code == returned.service)
    return tuple(each for each in mine.problems if each.code in _OF_SIGNING)


def _decision(
    returned: Return, step: str, signature: Signature, sha256: str, world: World
) -> Decision:
    return Decision(
        quarter=returned.quarter,
        service=returned.service,
        sheet=SIGN_OFF,
        row=step,
        column="",
        said=returned.sha256,
        choice=Choice.SIGN,
        value=signature.by,
        outcome=signature.evidence.name,
        reason="",
        by=signature.by,
        sha256=sha256,
        made=world.now,
    )
