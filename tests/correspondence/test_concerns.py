"""Which messages of a mailbox are about a quarter's returns."""

from __future__ import annotations

from dataclasses import replace

import pytest

from plansheet.correspondence.concerns import Known, Seen, concerns, may_concern
from plansheet.model.periods import FinancialYear, Quarter
from plansheet.model.references import Reference

Q1 = Quarter(FinancialYear(2018), 1)
KNOWN = Known(
    Q1,
    frozenset({"<q1.parks@council.example>"}),
    frozenset({"<q4.parks@council.example>"}),
    frozenset({"parks@council.example"}),
    "performance@council.example",
)
ABOUT_Q1, ABOUT_Q4 = Reference(Q1, "parks"), Reference(Q1.previous, "parks")
STRANGER, PARKS = Seen(sender="sales@shop.example"), Seen(sender="parks@council.example")
REPORT = Seen(sender="mailer-daemon@council.example", is_report=True)

# A message; whether it is opened, without and with a file in it; whether it is read.
MESSAGES: dict[str, tuple[Seen, bool, bool, bool]] = {
    "an answer": (replace(STRANGER, answers=("<q1.parks@council.example>",)), True, True, True),
    "an answer to another quarter, whatever its subject": (
        replace(PARKS, answers=("<q4.parks@council.example>",), reference=ABOUT_Q1, has_ours=True),
        False,
        False,
        False,
    ),
    "a subject with the reference": (replace(STRANGER, reference=ABOUT_Q1), True, True, True),
    "a subject with another one": (replace(PARKS, reference=ABOUT_Q4), False, False, False),
    "our own message": (Seen(message_id="<q1.parks@council.example>"), False, False, False),
    "a letter about something else": (PARKS, True, True, False),
    "a contact's new message with a workbook": (
        replace(PARKS, has_workbook=True), True, True, True,
    ),
    "a contact's new message with a link": (replace(PARKS, has_link=True), True, True, True),
    "a stranger's offer": (replace(STRANGER, has_link=True), False, True, False),
    "a stranger's own workbook": (replace(STRANGER, has_workbook=True), False, True, False),
    "our workbook from a stranger": (
        replace(STRANGER, has_workbook=True, has_ours=True), False, True, True,
    ),
    "a bounce of ours": (replace(REPORT, failed=("parks@council.example",)), True, True, True),
    "a bounce of another message": (
        replace(REPORT, failed=("shop@shop.example",)), True, True, False,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", MESSAGES)
def test_a_message_concerns_the_quarter(case: str) -> None:
    seen, bare, with_file, is_read = MESSAGES[case]
    assert may_concern(seen, KNOWN, may_carry_file=False) == bare
    assert may_concern(seen, KNOWN, may_carry_file=True) == with_file
    if with_file:
        assert concerns(seen, KNOWN) == is_read
