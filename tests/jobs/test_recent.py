"""What was worked out last is not worked out again, up to so many."""

from __future__ import annotations

from plansheet.jobs.recent import Recent


def test_only_the_last_of_them_are_known() -> None:
    done: list[str] = []
    recent: Recent[str, str] = Recent(2)

    def of(key: str) -> str:
        def work() -> str:
            done.append(key)
            return key.upper()

        return recent.of(key, work)

    assert [of(key) for key in "aabbcab"] == [*"AABBCAB"]
    assert done == ["a", "b", "c", "a", "b"]
    recent.forget("a")
    recent.forget("nobody")
    of("b")
    of("a")
    assert done == ["a", "b", "c", "a", "b", "a"]
