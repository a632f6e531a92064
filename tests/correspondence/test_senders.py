"""Whether somebody is a contact of a service, and of which."""

from __future__ import annotations

import pytest

from plansheet.correspondence.senders import addresses_in, is_stranger, service_of

PARKS = frozenset({"head.of.parks@council.example", "deputy@council.example"})
COUNCIL = "Performance@council.example"


def test_a_job_title_among_contacts_is_no_address() -> None:
    assert addresses_in([" Deputy@Council.example ", "Deputy Head of Parks", ""]) == {
        "deputy@council.example"
    }


@pytest.mark.parametrize(
    ("sender", "strange"),
    [
        ("head.of.parks@council.example", False),
        (" Head.Of.Parks@COUNCIL.example", False),
        ("deputy@council.example", False),
        ("performance@council.example", False),
        ("head.of.parks+q2@council.example", True),
        ("head.of.housing@council.example", True),
        ("head.of.parks@council.example.attacker.example", True),
        ("head.of.parks", True),
        ("", True),
    ],
)
def test_only_the_addresses_of_the_service_and_the_council_are_known(
    sender: str, *, strange: bool
) -> None:
    assert is_stranger(sender, PARKS, COUNCIL) is strange


def test_a_council_without_an_address_does_not_know_an_empty_sender() -> None:
    assert is_stranger("", PARKS, "")


def test_with_a_domain_everybody_of_it_is_known_and_of_no_other() -> None:
    found = [
        is_stranger(f"anybody@{domain}", PARKS, COUNCIL, ["council.example"])
        for domain in ("council.example", "COUNCIL.example", "parks.council.example", "x.example")
    ]
    assert found == [False, False, True, True]
    assert is_stranger("", PARKS, COUNCIL, [""])


def test_where_a_service_has_no_address_nobody_is_a_stranger() -> None:
    assert not is_stranger("anybody@x.example", frozenset(), COUNCIL)
    assert not is_stranger("", frozenset())


def test_a_service_is_known_by_the_address_of_one_of_its_contacts() -> None:
    known = {"parks": PARKS, "housing": frozenset({"deputy@council.example"})}
    assert service_of(["Head.of.Parks@council.example"], known) == "parks"
    assert service_of(["nobody@x.example", "head.of.parks@council.example"], known) == "parks"
    assert service_of(["deputy@council.example"], known) == ""
    assert service_of(["nobody@x.example", ""], known) == ""
