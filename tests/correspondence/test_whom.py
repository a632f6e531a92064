"""Whom a message goes to, and who may not be written to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from plansheet.correspondence.whom import (
    Contacts,
    Envelope,
    address_faults,
    envelope,
    no_stand_in,
    rehearsal_faults,
)
from plansheet.model.contacts import Absence
from plansheet.model.messages import Kind

DAY = date(2018, 10, 5)
AWAY = Absence(date(2018, 10, 1), date(2018, 10, 5))
PARKS = Contacts(
    "Parks", "parks", "parks.md", "parks@council.example", copies=("data@council.example",)
)
DEPUTY = "deputy@council.example"
HEAD = "head@council.example"
AWAY_WITH_DEPUTY = replace(PARKS, deputy=DEPUTY, absences=(AWAY,))


@pytest.mark.parametrize(
    ("contacts", "kind", "before", "whom"),
    [
        (PARKS, Kind.ISSUE, False, Envelope(PARKS.email, PARKS.copies)),
        (replace(PARKS, head=HEAD), Kind.CHASE, False, Envelope(PARKS.email, PARKS.copies)),
        (
            replace(PARKS, head=HEAD),
            Kind.CHASE,
            True,
            Envelope(PARKS.email, (*PARKS.copies, HEAD), with_head=True),
        ),
        (replace(PARKS, head=HEAD), Kind.QUERIES, True, Envelope(PARKS.email, PARKS.copies)),
        (PARKS, Kind.CHASE, True, Envelope(PARKS.email, PARKS.copies)),
        (
            AWAY_WITH_DEPUTY,
            Kind.ISSUE,
            False,
            Envelope(DEPUTY, (PARKS.email, *PARKS.copies), AWAY.last),
        ),
        (
            replace(AWAY_WITH_DEPUTY, deputy="Deputy Head of Parks"),
            Kind.ISSUE,
            False,
            Envelope(PARKS.email, PARKS.copies),
        ),
        (
            replace(PARKS, copies=("Parks@Council.example", "a@x.example", "A@X.example")),
            Kind.ISSUE,
            False,
            Envelope(PARKS.email, ("a@x.example",)),
        ),
    ],
)
def test_whom_a_message_goes_to(
    contacts: Contacts, kind: Kind, *, before: bool, whom: Envelope
) -> None:
    assert envelope(contacts, kind, DAY, chased_before=before) == whom


@pytest.mark.parametrize(
    ("day", "last"), [(date(2018, 9, 30), None), (DAY, DAY), (date(2018, 10, 6), None)]
)
def test_an_absence_has_a_first_and_a_last_day(day: date, last: date | None) -> None:
    assert AWAY_WITH_DEPUTY.away(day) == last


def test_who_is_away_without_a_deputy_is_written_to_and_that_is_said() -> None:
    (said,) = [no_stand_in(replace(PARKS, absences=(AWAY,)), DAY)]
    assert said is not None
    assert said.message == (
        "The contact of Parks is away until 5 October 2018, and gets the message all the same, "
        "since no deputy's address is known. Write one below [contacts.parks] in plansheet.toml, "
        'for example deputy = "deputy.head@council.example".'
    )
    assert no_stand_in(PARKS, DAY) is None
    assert no_stand_in(AWAY_WITH_DEPUTY, DAY) is None


def codes(contacts: Contacts, *domains: str, must_know: bool = False) -> list[tuple[str, str]]:
    whom = envelope(contacts, Kind.ISSUE, DAY, chased_before=False)
    found = address_faults(contacts, whom, domains, must_know=must_know)
    return [(each.code, each.said.get("read", "")) for each in found]


def test_an_address_is_missing_wrong_or_outside() -> None:
    assert codes(replace(PARKS, email="")) == [("contact-missing", "")]
    assert codes(replace(PARKS, email="the usual one")) == [("contact-wrong", "the usual one")]
    assert codes(PARKS, "council.example") == []
    assert codes(PARKS, "example") == []
    assert codes(PARKS, "cil.example") == [
        ("address-outside", "parks@council.example"),
        ("address-outside", "data@council.example"),
    ]
    assert codes(replace(PARKS, copies=("a@gmail.example",)), "council.example") == [
        ("address-outside", "a@gmail.example")
    ]


def test_where_no_domain_is_known_only_what_goes_by_itself_is_stopped() -> None:
    assert codes(PARKS) == []
    assert [code for code, _ in codes(PARKS, must_know=True)] == ["address-outside"] * 2


def test_a_rehearsal_goes_to_an_address_of_the_council() -> None:
    assert [*rehearsal_faults("me@council.example", ["council.example"])] == []
    (wrong,) = rehearsal_faults("me", ["council.example"])
    (outside,) = rehearsal_faults("me@gmail.example", ["council.example"])
    assert wrong.message == (
        "'me' is not an e-mail address, so nothing can be sent to it. Write for example --to "
        "performance@council.example."
    )
    assert outside.message == (
        "'me@gmail.example' is outside the council (council.example), so nothing is sent to it. "
        "Correct the address of --to, or, if it is right, write other_domains = "
        '["gmail.example"] below [mail] in plansheet.toml.'
    )
