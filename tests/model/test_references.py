"""The reference in a subject: written once, and known again whatever mail programs make of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plansheet.model.periods import FinancialYear, Quarter
from plansheet.model.references import Reference, find_reference
from plansheet.model.words import is_service_code

PARKS = Reference(Quarter(FinancialYear(2018), 2), "corporate-services")


def test_a_reference_is_written_in_brackets() -> None:
    assert str(PARKS) == "[2018-19-Q2 corporate-services]"


@pytest.mark.parametrize(
    "subject",
    [
        "[2018-19-Q2 corporate-services] Your figures",
        "Re: [2018-19-Q2 corporate-services] Your figures",
        "AW: WG: [2018-19-Q2 corporate-services]",
        "[EXTERNAL] RE: [2018-19-Q2 corporate-services] Your figures",
        "Automatic reply: [2018-19-Q2 corporate-services] Your figures",
        "FW: [2018-19-q2 CORPORATE-SERVICES] YOUR FIGURES",
        "Re: [2018-19-Q2\r\n corporate-services] Your figures",
        "Re: [ 2018-19-Q2\u00a0corporate-services ]",
        "Re: [2018\u201119\u2011Q2 corporate\u2010services]",
        "Re: [2018\u201319\u2013Q2 corporate\u2013services]",
        "Re: [2018-20-Q2 parks] Fwd: [2018-19-Q2 corporate-services]",
        "Re: [2018-19-Q2 con] [2018-19-Q2 corporate-services]",
        "[2018-19-Q2 corporate-services] Re: [2018-19-Q1 parks]",
    ],
)
def test_a_reference_is_found_in_what_replies_make_of_it(subject: str) -> None:
    assert find_reference(subject) == PARKS


@pytest.mark.parametrize(
    "subject",
    [
        "",
        "2018-19-Q2 corporate-services",
        "[2018-19-Q5 corporate-services]",
        "[2018-20-Q2 corporate-services]",
        "[2018-19-Q2]",
        "[2018-19-Q2 corporate services]",
        "[2018-19-Q2 -parks]",
        "[EXTERNAL] Your figures",
    ],
)
def test_what_only_looks_like_one_is_none(subject: str) -> None:
    assert find_reference(subject) is None


@given(
    st.integers(1980, 2090),
    st.integers(1, 4),
    st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True).filter(is_service_code),
    st.text(max_size=20).filter(lambda text: "[" not in text),
)
def test_any_reference_is_found_again_in_any_subject(
    year: int, number: int, service: str, around: str
) -> None:
    reference = Reference(Quarter(FinancialYear(year), number), service)
    assert find_reference(f"{around}{reference}{around}") == reference
