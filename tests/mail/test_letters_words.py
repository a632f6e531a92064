"""The words of a message: the council's own text, and a sentence where it cannot be used."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plansheet.errors import SettingsError
from plansheet.mail.letters import Letter, write_letter
from plansheet.wording import Wording

FILE = "templates/wording/issue.txt"
FACTS = {"service": "Parks", "head": "Head of Parks", "owed": ["PK01", "PK02"]}


def test_the_first_line_is_the_subject_and_the_rest_the_text() -> None:
    wording = "\nSubject: {{ service }}, due\n\nDear {{ head }},\n\nThank you.\n\n"
    assert write_letter(Wording(wording, FILE), FACTS) == Letter(
        "Parks, due", "Dear Head of Parks,\n\nThank you.\n"
    )


def test_a_wording_can_list_what_is_owed_and_leave_lines_out() -> None:
    wording = (
        "subject: Owed\n{% for line in owed %}\n- {{ line }}\n{% endfor %}\n"
        "{% if not owed %}\nNothing.\n{% endif %}\n"
    )
    assert write_letter(Wording(wording, FILE), FACTS).body == "- PK01\n- PK02\n"


CANNOT_BE_USED = {
    "Subject: Hello\n\nDear {{ head_of_service }},\n": "line 3: 'head_of_service' is undefined.",
    "Subject: Hello\n\n\n{{ service + 1 }}": (
        'line 4: can only concatenate str (not "int") to str.'
    ),
    "Subject: Hello\n{{ 1 // 0 }}": "line 2: integer division or modulo by zero.",
    "Subject: Hello\n{{ service.__class__ }}": (
        "line 2: access to attribute '__class__' of 'str' object is unsafe."
    ),
    "Subject: x\n{% include 'other.txt' %}": "line 2: no loader for this environment specified.",
}


@pytest.mark.parametrize(
    ("wording", "subject"),
    [
        ("Subject: Parks, due\n", "Parks, due [2018-19-Q1 parks]"),
        ("Subject: [2018-19-Q1 parks] Parks\n", "[2018-19-Q1 parks] Parks"),
    ],
)
def test_the_subject_carries_the_reference_once(wording: str, subject: str) -> None:
    assert write_letter(Wording(wording, FILE), {}, "[2018-19-Q1 parks]").subject == subject


@pytest.mark.parametrize("wording", CANNOT_BE_USED)
def test_a_wording_that_cannot_be_used_is_told_with_its_line(wording: str) -> None:
    with pytest.raises(SettingsError) as stopped:
        write_letter(Wording(wording, FILE), FACTS)
    said = CANNOT_BE_USED[wording]
    names = "The names that can be used are: head, owed, service."
    assert str(stopped.value) == f"{FILE}, {said} {names}"


@pytest.mark.parametrize(
    ("wording", "start"),
    [
        ("Subject: Hello\n{{ head\n", "line 2: "),
        ("Subject: Hello\n{{ head | shouted }}\n", "line 2: No filter named 'shouted'. Correct"),
        ("Subject: {{" + "(" * 9_000 + "1" + ")" * 9_000 + "}}", "line 1: "),
        ("Dear {{ head }},\n", "line 1: 'Dear Head of Parks,' is no subject. Begin the first"),
        ("", "line 1: '' is no subject. "),
    ],
    ids=["not closed", "no such filter", "too deep", "no subject", "empty"],
)
def test_a_wording_that_makes_no_letter_is_told_with_its_line(wording: str, start: str) -> None:
    with pytest.raises(SettingsError) as stopped:
        write_letter(Wording(wording, FILE), FACTS)
    assert str(stopped.value).startswith(f"{FILE}, {start}")


@given(st.text())
def test_a_title_never_starts_a_header_of_its_own(title: str) -> None:
    letter = write_letter(Wording("Subject: About {{ service }}.\nText", FILE), {"service": title})
    assert letter.subject.startswith("About")
    assert letter.subject.isprintable()
