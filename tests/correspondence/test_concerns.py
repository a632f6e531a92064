"""Which messages of a mailbox are about a quarter's returns."""

from __future__ import annotations

from dataclasses import replace

import pytest

from plansheet.correspondence.concerns import (
    Known,
    Seen,
    Verdict,
    is_settled,
    may_concern,
    verdict,
)
from plansheet.model.periods import FinancialYear, Quarter
from plansheet.model.references import Reference

Q1 = Quarter(FinancialYear(2018), 1)
OUR_Q1, OUR_Q4 = "<plansheet.q1@council.example>", "<sent-by-outlook@council.example>"
KNOWN = Known(
    Q1,
    frozenset({OUR_Q1}),
    frozenset({OUR_Q4}),
    frozenset({"parks@council.example"}),
    "performance@council.example",
)
ABOUT_Q1, ABOUT_Q4 = Reference(Q1, "parks"), Reference(Q1.previous, "parks")
STRANGER, PARKS = Seen(sender="sales@shop.example"), Seen(sender="parks@council.example")
US = Seen(sender="performance@council.example", subject="Parks, due [2018-19-Q1 parks]")
REPORT = Seen(sender="mailer-daemon@council.example", is_report=True)
THIS, LAST = frozenset({Q1.label}), frozenset({Q1.previous.label})
READ, TELL, OTHER, LEAVE = (
    Verdict.READ, Verdict.TELL, Verdict.OTHER_QUARTER, Verdict.LEAVE,
)  # fmt: skip

# A message; whether it is opened, without and with a file in it; what is done with it then.
MESSAGES: dict[str, tuple[Seen, bool, bool, Verdict | None]] = {
    "an answer": (replace(STRANGER, answers=(OUR_Q1,)), True, True, READ),
    "an answer to another quarter, whatever its subject": (
        replace(PARKS, answers=(OUR_Q4,), reference=ABOUT_Q1), False, True, LEAVE,
    ),
    "this quarter's workbook in an answer to another": (
        replace(PARKS, answers=(OUR_Q4,), periods=THIS), False, True, READ,
    ),
    "a subject with the reference": (replace(STRANGER, reference=ABOUT_Q1), True, True, READ),
    "a subject with another one": (replace(PARKS, reference=ABOUT_Q4), False, True, LEAVE),
    "our own message": (Seen(message_id=OUR_Q1, reference=ABOUT_Q1), False, False, None),
    "one that we sent of another quarter": (Seen(message_id=OUR_Q4), False, False, None),
    "a rehearsal": (Seen(message_id="<plansheet.rehearsal@x>"), False, False, None),
    "what the manager sent by hand": (replace(US, reference=ABOUT_Q1), False, False, None),
    "what the manager passes on": (
        replace(US, reference=ABOUT_Q1, subject="[EXTERNAL] FW: RE: Parks"), True, True, READ,
    ),
    "what the manager answers": (
        replace(US, reference=ABOUT_Q1, answers=(OUR_Q1,)), True, True, READ,
    ),
    "a letter about something else": (PARKS, True, True, LEAVE),
    "a contact's new message with the workbook": (replace(PARKS, periods=THIS), True, True, READ),
    "last quarter's workbook in a new message": (
        replace(PARKS, periods=LAST), True, True, OTHER,
    ),
    "last quarter's workbook in this quarter's answer": (
        replace(PARKS, periods=LAST, answers=(OUR_Q1,)), True, True, READ,
    ),
    "a contact's new message with a link": (replace(PARKS, has_link=True), True, True, TELL),
    "a contact's file that will not open": (replace(PARKS, is_closed=True), True, True, TELL),
    "a stranger's offer": (replace(STRANGER, has_link=True), False, True, LEAVE),
    "our workbook from a stranger": (replace(STRANGER, periods=THIS), False, True, READ),
    "a bounce of ours": (replace(REPORT, failed=("parks@council.example",)), True, True, READ),
    "a bounce of another message": (
        replace(REPORT, failed=("shop@shop.example",)), True, True, LEAVE,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", MESSAGES)
def test_a_message_concerns_the_quarter(case: str) -> None:
    seen, bare, with_file, done = MESSAGES[case]
    assert may_concern(seen, KNOWN, may_carry_file=False) == bare
    assert may_concern(seen, KNOWN, may_carry_file=True) == with_file
    if done is not None:
        assert verdict(seen, KNOWN) is done


@pytest.mark.parametrize(
    ("seen", "settled"),
    [
        (PARKS, True),
        (replace(PARKS, has_link=True), True),
        (replace(STRANGER, periods=THIS), True),
        (replace(STRANGER, has_link=True), False),
        (replace(STRANGER, is_closed=True), False),
    ],
)
def test_what_a_contact_may_have_sent_is_looked_at_again(seen: Seen, *, settled: bool) -> None:
    assert is_settled(seen, KNOWN) == settled
