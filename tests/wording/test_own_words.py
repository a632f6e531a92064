"""Texts with names in braces: filled in, or a sentence that says where the fault is."""

from __future__ import annotations

import pytest

from plansheet.errors import SettingsError
from plansheet.wording import Wording, fill_in

FILE = "templates/wording/sign-off.txt"
FACTS = {"service": "Parks", "checker": "off"}


def test_names_become_facts() -> None:
    text = "{{ service }}:{% if checker == 'off' %} one person{% else %} two people{% endif %}"
    assert fill_in(Wording(text, FILE), FACTS) == "Parks: one person"


def test_a_name_of_the_wording_s_own_is_known() -> None:
    text = "{% for part in service %}{{ part }}.{% endfor %}{% set rest = 1 %}{{ rest }}"
    assert fill_in(Wording(text, FILE), FACTS) == "P.a.r.k.s.1"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("{{ servise }}", 1),
        ("Who signs.\n\n{{ service }}, {{ hed }}", 3),
        # Nobody would see it this quarter: it is told all the same.
        ("Who signs.\n{% if checker == 'required' %}\n{{ hed }}\n{% endif %}", 3),
    ],
)
def test_an_unknown_name_is_told_with_its_file_and_line(text: str, line: int) -> None:
    name = "servise" if "servise" in text else "hed"
    with pytest.raises(SettingsError) as stopped:
        fill_in(Wording(text, FILE), FACTS)
    assert str(stopped.value) == (
        f"{FILE}, line {line}: '{name}' is undefined. "
        "The names that can be used are: checker, service."
    )
