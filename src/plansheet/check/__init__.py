"""What is wrong or doubtful in plans, found by visible lists of checks of one shape.

Each check takes a plan and the places of its rows and yields problems; a check knows nothing of
the others. `check_council` does the same with all of a council's plans. Dated changes have checks
of their own, `plansheet.reconcile.change_checks`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.check import (
    contracts,
    contradictions,
    council,
    generations,
    ratings,
    references,
    risks,
    services,
    targets,
)
from plansheet.check.case import FIVE_PERCENT, Case, Check, CouncilCheck

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from plansheet.model.indicators import Tolerance
    from plansheet.model.plans import Plan
    from plansheet.model.tables import RowPlaces
    from plansheet.problems import Problem

__all__ = ["COUNCIL_CHECKS", "PLAN_CHECKS", "Case", "check_council", "check_plan"]

PLAN_CHECKS: tuple[Check, ...] = (
    services.plan_empty,
    services.service_missing,
    services.contact_missing,
    services.contact_wrong,
    references.duplicate_refs,
    references.shared_refs,
    targets.unclear_targets,
    targets.baseline_changes,
    targets.tolerances_of_zero,
    contradictions.strategic_differences,
    contradictions.tagged_otherwise,
    contradictions.easier_targets,
    contradictions.misplaced_deadlines,
    contradictions.misplaced_milestones,
    contracts.ended_contracts,
    contracts.passed_contract_reviews,
    contracts.milestones_after_contracts,
    risks.unscored_risks,
    risks.wrong_scores,
    risks.treatments,
    risks.heat_maps,
    risks.passed_reviews,
    ratings.wrong_shares,
    ratings.wrong_counts,
)
COUNCIL_CHECKS: tuple[CouncilCheck, ...] = (
    council.two_plans,
    council.unknown_suppliers,
    council.two_suppliers,
    council.shared_differences,
    council.strategic_targets_of_others,
    generations.renamed,
    generations.renamed_unsaid,
    generations.unknown_earlier_refs,
    generations.redefined,
    generations.retitled,
    generations.weakened_targets,
    generations.new_indicators,
    generations.dropped_indicators,
)


def check_plan(
    plan: Plan, places: RowPlaces | None = None, tolerance: Tolerance = FIVE_PERCENT
) -> tuple[Problem, ...]:
    """Return what is wrong or doubtful in one plan, check by check.

    `tolerance` is the council's, for the indicators that state none.
    """
    case = Case(plan, places or {}, tolerance)
    return tuple(found for check in PLAN_CHECKS for found in check(case))


def check_council(
    plans: Sequence[Plan], places: Mapping[str, RowPlaces] | None = None
) -> tuple[Problem, ...]:
    """Return what is wrong between a council's plans; `places` are those of each plan's file."""
    cases = [Case(plan, (places or {}).get(plan.file, {})) for plan in plans]
    return tuple(found for check in COUNCIL_CHECKS for found in check(cases))
