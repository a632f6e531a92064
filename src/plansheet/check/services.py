"""Checks of who answers for a plan: nobody can be written to without an address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.model.tables import Table
from plansheet.model.words import is_address
from plansheet.problems import Place, Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plansheet.check.case import Case


def service_missing(case: Case) -> Iterator[Problem]:
    """A plan without a Service table: nobody is known to fill its workbook in."""
    if not _has_service(case):
        yield problem("service-missing", Place(case.plan.file, str(Table.SERVICE)))


def plan_empty(case: Case) -> Iterator[Problem]:
    """A file that says neither who answers nor what is collected: no plan was recognised in it."""
    plan = case.plan
    if not _has_service(case) and not (
        plan.indicators or plan.projects or plan.risks or plan.contracts
    ):
        yield problem("plan-empty", Place(plan.file))


def contact_missing(case: Case) -> Iterator[Problem]:
    """A service without an e-mail address."""
    service = case.plan.service
    if _has_service(case) and not service.email:
        place = case.place(Table.SERVICE, label=service.name)
        yield problem("contact-missing", place, service=service.name)


def contact_wrong(case: Case) -> Iterator[Problem]:
    """An e-mail address that cannot be one."""
    service = case.plan.service
    if service.email and not is_address(service.email):
        place = case.place(Table.SERVICE, label=service.name)
        yield problem("contact-wrong", place, read=service.email)


def _has_service(case: Case) -> bool:
    service = case.plan.service
    people = (service.head, service.email, service.source_data, service.data_entry)
    more = (service.checked_by, service.deputy, service.committee)
    return bool(case.places.get(Table.SERVICE)) or any((*people, *more))
