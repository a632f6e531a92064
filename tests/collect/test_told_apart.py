"""Two texts that differ are quoted so that their difference is seen."""

from __future__ import annotations

import pytest

from plansheet.collect.figures import told_apart

LONG = "No. of ASB incidents (reported to the Community Safety Partnership) in "


@pytest.mark.parametrize(
    ("one", "other", "shown"),
    [
        ("80%", "70%", ("80%", "70%")),
        ("", "70%", ("", "70%")),
        (
            f"{LONG}2018",
            f"{LONG}2019",
            ("...Partnership) in 2018", "...Partnership) in 2019"),
        ),
        (f"{LONG}2018", LONG.strip(), ("...fety Partnership) in 2018", "...fety Partnership) in")),
        (
            f"A {LONG}2018",
            f"B {LONG}2018",
            (
                "A No. of ASB incidents (reported to the Community Safety Par...",
                "B No. of ASB incidents (reported to the Community Safety Par...",
            ),
        ),
    ],
)
def test_the_difference_is_in_sight(one: str, other: str, shown: tuple[str, str]) -> None:
    assert told_apart(one, other) == shown
