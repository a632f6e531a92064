"""What can be wrong with a file of last years' figures."""

from __future__ import annotations

from plansheet.problems.kinds import Fault, Level

_FIX, _NOTE = Level.FIX, Level.NOTE

HISTORY_FAULTS: dict[str, Fault] = {
    "history-service": Fault(
        _FIX,
        "'{read}' is no service of this council, so its row was left out. Write one of: {words}.",
    ),
    "history-several": Fault(
        _FIX,
        "Several services list '{read}': {words}. Its row was left out. Say whose it is in a "
        "column Service, for example {example}.",
    ),
    "history-ref": Fault(
        _FIX,
        "No plan of {service} lists the ref '{read}', so its row was left out. Write the ref as "
        "the plan does; where another ref has taken its place, name this one in the plan under "
        "Formerly.",
    ),
    "history-figure": Fault(
        _FIX,
        "'{read}' was not taken as the figure for {period}: {why}. Type the figure by itself, for "
        "example {example}, and import the file again.",
    ),
    "history-twice": Fault(
        Level.CONFIRM,
        "The figure for {period} stands here as '{read}' and in {where} as '{old}', which is used. "
        "Is that the right one? If not, take it out and import the file again.",
    ),
    "history-half": Fault(
        _FIX,
        "For {period} there is a {there} and no {wanting}, so the figure was left out. A ratio "
        "needs both: fill in {period} {wanting}, and import the file again.",
    ),
    "history-year": Fault(
        _NOTE,
        "A figure for the whole of {period} cannot be told apart into quarters, since this "
        "indicator counts as {counts_as}, so it was left out. Give its quarters under headings "
        "such as {period} Q1.",
    ),
}
