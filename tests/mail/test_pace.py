"""Never more messages in a minute than the server takes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from plansheet.mail.pace import Pace


class Watch:
    """A clock that goes on by itself a little with every message, and by pauses."""

    def __init__(self, each: float) -> None:
        self.now = 1000.0
        self.pauses: list[float] = []
        self._each = each

    def clock(self) -> float:
        return self.now

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds

    def gone(self, pace: Pace, count: int) -> list[float]:
        """Return when each of so many messages went, in seconds from the first."""
        went = []
        for _ in range(count):
            pace.wait()
            went.append(self.now - 1000)
            self.now += self._each
        return went


def test_three_a_minute() -> None:
    watch = Watch(each=10)
    pace = Pace(3, watch.clock, watch.pause)
    assert watch.gone(pace, 7) == [0, 10, 20, 60, 70, 80, 120]
    assert watch.pauses == [30, 30]


def test_a_slow_server_is_never_waited_for() -> None:
    watch = Watch(each=20)
    assert watch.gone(Pace(3, watch.clock, watch.pause), 5) == [0, 20, 40, 60, 80]
    assert watch.pauses == []


@given(
    most=st.integers(min_value=1, max_value=6),
    each=st.sampled_from([0.0, 0.5, 7.0, 61.0]),
    count=st.integers(min_value=1, max_value=30),
)
def test_no_minute_has_more(most: int, each: float, count: int) -> None:
    watch = Watch(each)
    went = watch.gone(Pace(most, watch.clock, watch.pause), count)
    assert [
        (first, second)
        for first, second in zip(went, went[most:], strict=False)
        if second - first < 60
    ] == []
