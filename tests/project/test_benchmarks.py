"""The benchmarks measure something, say it as it is, and go on where one of them fails."""

from __future__ import annotations

from datetime import datetime

import pytest
from measuring import Goal, Measured, Sizes, Topic, Way
from results import Failed, as_markdown
from run import TOPICS, measured

# The peer has to be fetched, and what needs many services is no less measured with few.
TINY = Sizes(rounds=1, services=1, county=1, quarters=1, batch=21, many=2, few=1)
HERE = tuple(name for name in TOPICS if name != "peer")


@pytest.mark.parametrize("name", HERE)
def test_each_is_measured_whole(name: str) -> None:
    topic = measured(name, TINY)
    assert isinstance(topic, Topic), topic
    taken = [amount for line in topic.lines for pair in line.rounds for amount in pair]
    assert taken
    assert min(taken) > 0


def test_one_that_fails_is_told_and_stops_no_other() -> None:
    why = "ModuleNotFoundError: No module named 'guessing'"
    assert measured("guessing", TINY) == Failed("guessing", why)


def test_ratios_are_of_each_round_and_a_goal_holds_for_their_median() -> None:
    slow_round = ((1.0, 2.0), (8.0, 4.0), (1.0, 1.0))
    at_most = Measured("a", "b", slow_round, Goal(Way.TIMES, 1))
    assert at_most.ratios == (0.5, 1.0, 2.0)
    assert at_most.is_met is True
    faster = Measured("a", "b", slow_round, Goal(Way.FASTER, 1.5))
    assert faster.ratios == (0.5, 1.0, 2.0)
    assert faster.is_met is False
    assert Measured("a", "b", slow_round, Goal(Way.SECONDS, 1)).is_met is False
    assert Measured("a", "b", slow_round).is_met is None


def test_results_say_what_was_measured_and_which_goals_are_not_met() -> None:
    read = Measured("read", "unzip", ((0.04, 0.01), (0.06, 0.01), (0.05, 0.01)),
                    Goal(Way.TIMES, 4), "the issue is read too")  # fmt: skip
    quick = Measured("start", "click", ((0.25, 0.5),), Goal(Way.FASTER, 2))
    status = Measured("status", "click", ((0.75, 0.25),), Goal(Way.SECONDS, 0.5), "plans are read")
    memory = Measured("all", "some", ((120.4, 100.0),), unit="MB")
    topics: list[Topic | Failed] = [
        Topic("Reading", "A whole read.", (read, quick), ("Of 50 ms: 40 ms for cells.",)),
        Topic("A quarter", "All of it.", (status, memory)),
        Failed("peer", "RuntimeError: there is no network"),
    ]
    when = datetime(2018, 10, 8, 9, 5)  # noqa: DTZ001 - a wall clock
    text = as_markdown(topics, "A laptop, 2 cores.", when)
    head, _, rest = text.partition("Every row compares")
    assert head == (
        "# How fast plansheet is\n\n"
        "Written by `python benchmarks/run.py`, 08 October 2018, 09:05.\n\n"
        "A laptop, 2 cores.\n\n"
    )
    _, _, told = rest.partition("not.\n\n")
    assert told.splitlines() == [
        "**1 of 3 goals are met.**",
        "",
        "- Not met: read beside unzip: 5.00 x, goal at most 4 x. The issue is read too.",
        "",
        "- Not met: status: 0.75 s, goal under 0.5 s. Plans are read.",
        "",
        "## Reading",
        "",
        "A whole read.",
        "",
        "| what | takes | beside | takes | ratio (from - to) | goal | |",
        "| --- | ---: | --- | ---: | ---: | --- | --- |",
        "| read | 50.0 ms | unzip | 10.0 ms | 5.00 (4.00 - 6.00) | at most 4 x | **not met** |",
        "| start | 0.25 s | click | 0.50 s | 2.00 (2.00 - 2.00) | at least 2 x faster | met |",
        "",
        "Of 50 ms: 40 ms for cells.",
        "",
        "## A quarter",
        "",
        "All of it.",
        "",
        "| what | takes | beside | takes | ratio (from - to) | goal | |",
        "| --- | ---: | --- | ---: | ---: | --- | --- |",
        "| status | 0.75 s | click | 0.25 s | 3.00 (3.00 - 3.00) | under 0.5 s | **not met** |",
        "| all | 120 MB | some | 100 MB | 1.20 (1.20 - 1.20) |  |  |",
        "",
        "## peer",
        "",
        "**It could not be measured:** RuntimeError: there is no network",
    ]
