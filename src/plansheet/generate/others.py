"""The pages that ask beside the figures: milestones, contracts, requests, quality, sign-off."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from plansheet.generate.cells import open_cells, page_of
from plansheet.generate.conditions import first
from plansheet.generate.entries import choice_rules
from plansheet.generate.formulas import COMPLETE
from plansheet.generate.live import CHECK, with_live
from plansheet.layout.collection import (
    CONTRACTS,
    DATA_QUALITY,
    MILESTONES,
    QUESTIONS,
    REQUEST_ROWS,
    REQUESTS_SHEET,
    SIGN_OFF,
)
from plansheet.layout.columns import rule_for
from plansheet.pages import Cell, Row
from plansheet.reconcile.answers import text_of
from plansheet.reconcile.projects import contract_due
from plansheet.reconcile.wants import CONTRACT_STEP, MILESTONE_STATUS
from plansheet.reconcile.words import DIMENSIONS, FINISHED_STATUSES, SIGN_OFF_STEPS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plansheet.generate.context import Context
    from plansheet.generate.formulas import Words
    from plansheet.model.plans import Contract, Milestone, Plan, Project
    from plansheet.pages import Page


def milestones_page(plan: Plan, context: Context) -> Page:
    """Return the milestones that are due, overdue or of this year, those that are due first.

    Those that an earlier return completed or closed are finished.
    """
    asked = [
        (project, milestone)
        for project in plan.projects
        for milestone in project.milestones
        if milestone.is_asked(context.quarter) and not _is_finished(milestone, context)
    ]
    asked.sort(key=lambda pair: pair[1].due > context.quarter.last_day)
    rules = choice_rules(MILESTONES.entries, context.quarter, MILESTONE_STATUS)
    check = {CHECK: first(*rules, otherwise=COMPLETE)}
    rows = [_milestone_row(project, milestone, context, check) for project, milestone in asked]
    return page_of(MILESTONES, context, rows, freeze="ref")


def _milestone_row(
    project: Project, milestone: Milestone, context: Context, check: Mapping[str, Words]
) -> Row:
    last = [
        text_of(earlier.rows(MILESTONES.name).get(milestone.ref, {}), "status")
        for earlier in context.earlier
        if earlier.quarter == context.quarter.previous
    ]
    cells = {
        "ref": Cell(milestone.ref),
        "project": Cell(project.title),
        "milestone": Cell(milestone.text),
        "due": Cell(milestone.due, "date"),
        **open_cells(MILESTONES.entries, context.quarter),
        "last_status": Cell("".join(last)),
    }
    return Row(milestone.ref, with_live(cells, check))


def _is_finished(milestone: Milestone, context: Context) -> bool:
    return any(
        text_of(earlier.rows(MILESTONES.name).get(milestone.ref, {}), "status") in FINISHED_STATUSES
        for earlier in context.earlier
    )


def contracts_page(plan: Plan, context: Context) -> Page:
    """Return the contracts that end or are reviewed within six months of the quarter's end."""
    rules = choice_rules(CONTRACTS.entries, context.quarter, CONTRACT_STEP)
    check = {CHECK: first(*rules, otherwise=COMPLETE)}
    rows = [
        _contract_row(contract, context, check)
        for contract in plan.contracts
        if contract_due(contract, context.quarter) is not None
    ]
    return page_of(CONTRACTS, context, rows, freeze="ref")


def _contract_row(contract: Contract, context: Context, check: Mapping[str, Words]) -> Row:
    cells = {
        "ref": Cell(contract.ref),
        "agreement": Cell(contract.agreement),
        "supplier": Cell(contract.supplier),
        "end": Cell(contract.end, "date"),
        "review": Cell(contract.review, "date"),
        **open_cells(CONTRACTS.entries, context.quarter),
    }
    return Row(contract.ref, with_live(cells, check))


def requests_page(context: Context) -> Page:
    """Return the empty rows in which a section head asks for changes."""
    asked = open_cells(REQUESTS_SHEET.entries, context.quarter)
    rows = [
        Row(str(number), {"no": Cell(str(number)), **asked})
        for number in range(1, REQUEST_ROWS + 1)
    ]
    return page_of(REQUESTS_SHEET, context, rows, freeze="no")


def quality_page(context: Context) -> Page:
    """Return the six dimensions of data quality, each with its question beside the answer."""
    quarter, sheet = context.quarter, DATA_QUALITY
    rule, rows = rule_for(sheet.column("met"), quarter), []
    cells = open_cells(sheet.entries, quarter)
    for dimension in DIMENSIONS:
        message = f"{QUESTIONS[dimension]}\nFor example: {rule.choices[0]}"
        asked = replace(rule, title=dimension, message=message)
        met = replace(cells["met"], rule=asked)
        rows.append(Row(dimension, {"dimension": Cell(dimension), **cells, "met": met}))
    return page_of(sheet, context, rows)


def sign_off_page(context: Context) -> Page:
    """Return the steps that are signed for: source data, data entry and checking."""
    asked = open_cells(SIGN_OFF.entries, context.quarter)
    rows = [Row(step, {"step": Cell(step), **asked}) for step in SIGN_OFF_STEPS]
    return page_of(SIGN_OFF, context, rows)
