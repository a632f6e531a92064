"""Risk schemes as data, and risks: the two schemes that ship, and any a council declares.

A risk is never converted from one scheme to another (domain: Risk schemes).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a scale: the code people write, its word, and its rank from 1, the mildest."""

    code: str
    word: str
    rank: int


@dataclass(frozen=True, slots=True)
class Scale:
    """One input of a scheme: its heading and its steps, mildest first."""

    key: str
    heading: str
    steps: tuple[Step, ...]
    may_be_blank: bool = False

    def step(self, code: str) -> Step | None:
        """Return the step written `code` (its word is read too), or None."""
        wanted = code.strip().casefold()
        for step in self.steps:
            if wanted in {step.code.casefold(), step.word.casefold()}:
                return step
        return None


@dataclass(frozen=True, slots=True)
class Band:
    """A band of scores by its highest score, in rising order."""

    name: str
    up_to: int


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a scheme makes of a risk's inputs.

    `score` is as people write it: `6` for likelihood x impact, `E III` for a place on the map.
    """

    likelihood: Step
    impact: Step
    score: str
    band: str

    @property
    def place(self) -> tuple[str, str]:
        """Return where the risk stands on the heat map: likelihood code, worst impact code."""
        return self.likelihood.code, self.impact.code


@dataclass(frozen=True, slots=True)
class RiskScheme:
    """How a council scores risks.

    With `bands` the score is likelihood x impact; without, it is the place of the worst impact,
    and treatment is needed from `treat_impact` x `treat_likelihood` (ranks) upwards.
    """

    name: str
    likelihood: Scale
    impacts: tuple[Scale, ...]
    bands: tuple[Band, ...] = ()
    treat_impact: int = 0
    treat_likelihood: int = 0

    @property
    def inputs(self) -> tuple[Scale, ...]:
        """Return the scales a person fills in, in the order of the register's columns."""
        return (self.likelihood, *self.impacts) if self.bands else (*self.impacts, self.likelihood)

    def assess(self, inputs: Mapping[str, str]) -> Assessment | None:
        """Return score, band and place for `inputs` by scale key; None while one is missing."""
        likelihood = self.likelihood.step(inputs.get(self.likelihood.key, ""))
        found = [step for scale in self.impacts if (step := scale.step(inputs.get(scale.key, "")))]
        if likelihood is None or not found:
            return None
        worst = max(found, key=lambda step: step.rank)
        if not self.bands:
            band = TREAT if self.needs_treatment(likelihood, worst) else NO_TREATMENT
            return Assessment(likelihood, worst, f"{likelihood.code} {worst.code}", band)
        score = likelihood.rank * worst.rank
        return Assessment(likelihood, worst, str(score), self.band_of(score))

    def band_of(self, score: int) -> str:
        """Return the name of the band that holds `score`, the highest for anything above."""
        return next((band.name for band in self.bands if score <= band.up_to), self.bands[-1].name)

    def needs_treatment(self, likelihood: Step, worst: Step) -> bool:
        """Return whether the rule of domain.md asks for treatment (assumed; settings change it)."""
        return worst.rank >= self.treat_impact and likelihood.rank >= self.treat_likelihood


TREAT, NO_TREATMENT = "Requires treatment", "No treatment needed"


def steps(*pairs: tuple[str, str]) -> tuple[Step, ...]:
    """Return the steps of a scale from (code, word) pairs, mildest first."""
    return tuple(Step(code, word, rank) for rank, (code, word) in enumerate(pairs, start=1))


_CLASSES = steps(
    ("I", "Negligible"),
    ("II", "Marginal"),
    ("III", "Significant"),
    ("IV", "Critical"),
    ("V", "Catastrophic"),
)
FIVE_BY_SIX = RiskScheme(
    name="5x6",
    likelihood=Scale(
        "likelihood",
        "Likelihood",
        steps(
            ("F", "2% or less"),
            ("E", "3% to 24%"),
            ("D", "25% to 49%"),
            ("C", "50% to 74%"),
            ("B", "75% to 97%"),
            ("A", "98% or more"),
        ),
    ),
    impacts=tuple(
        Scale(heading.casefold().replace(" ", "_"), heading, _CLASSES, may_be_blank=True)
        for heading in (
            "Service disruption",
            "Financial loss",
            "Reputation",
            "Legal implications",
            "People",
        )
    ),
    treat_impact=3,
    treat_likelihood=2,
)
FOUR_BY_FOUR = RiskScheme(
    name="4x4",
    likelihood=Scale(
        "likelihood",
        "Likelihood",
        steps(("1", "Remote"), ("2", "Unlikely"), ("3", "Likely"), ("4", "Very likely")),
    ),
    impacts=(
        Scale(
            "impact",
            "Impact",
            steps(
                ("1", "Marginal"), ("2", "Significant"), ("3", "Critical"), ("4", "Catastrophic")
            ),
        ),
    ),
    bands=(Band("Low", 4), Band("Medium", 6), Band("High", 9), Band("Very High", 16)),
)
SHIPPED_SCHEMES = (FIVE_BY_SIX, FOUR_BY_FOUR)


@dataclass(frozen=True, slots=True)
class Risk:
    """One risk of a register; `inputs` holds the step codes by scale key.

    `objective` names the objective that it threatens, where the plan says so.
    `printed_score` and `printed_treatment` are what the plan prints, kept to be checked against
    what the scheme makes of the inputs.
    """

    ref: str
    title: str
    group: str = ""
    strategic: str = ""
    objective: str = ""
    inputs: Mapping[str, str] = field(default_factory=dict)
    printed_score: str = ""
    printed_treatment: str = ""
    reason: str = ""
    last_review: date | None = None
    next_milestone: date | None = None
    next_review: date | None = None
    closed: date | None = None
