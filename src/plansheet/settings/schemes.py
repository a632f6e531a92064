"""Risk schemes that a council declares in its settings, made into schemes of the model."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from plansheet.errors import SettingsError
from plansheet.model.risks import Band, RiskScheme, Scale, Step, steps
from plansheet.settings.kinds import BANDS, FILLED, SCALES, STEPS, TEXT, key, one_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Score(StrEnum):
    """What a risk's score is."""

    PRODUCT = "likelihood x impact"
    PLACE = "place"


_FIVE = steps(("1", "Very low"), ("2", "Low"), ("3", "Medium"), ("4", "High"), ("5", "Very high"))


@dataclass(frozen=True, slots=True)
class DeclaredScheme:
    """A risk scheme as `plansheet.toml` declares it; the first six keys' examples make one."""

    name: str = field(default="", metadata=key(FILLED, "What the scheme is called.", "5x5"))
    likelihood: tuple[Step, ...] = field(
        default=(),
        metadata=key(
            STEPS,
            "The steps of likelihood, mildest first: what people write, then its words.",
            _FIVE,
        ),
    )
    impacts: Mapping[str, tuple[Step, ...]] = field(
        default_factory=dict,
        metadata=key(
            SCALES,
            "The kinds of impact, each with its own steps, mildest first.",
            {"Impact": _FIVE},
        ),
    )
    score: Score = field(
        default=Score.PRODUCT,
        metadata=key(
            one_of(Score),
            (
                '"likelihood x impact" multiplies the numbers of the two steps; "place" is where '
                "the worst impact stands on the heat map."
            ),
            Score.PRODUCT,
        ),
    )
    bands: tuple[Band, ...] = field(
        default=(),
        metadata=key(
            BANDS,
            "The bands of scores, lowest first, each with its highest score.",
            (Band("Low", 4), Band("Medium", 12), Band("High", 25)),
        ),
    )
    treat_impact: str = field(
        default="", metadata=key(TEXT, "Risks require treatment from this step of impact ...", "3")
    )
    treat_likelihood: str = field(
        default="", metadata=key(TEXT, "... and this step of likelihood upwards.", "2")
    )

    def scheme(self) -> RiskScheme:
        """Return the scheme of the model; SettingsError where the declaration does not hold."""
        for fault in self._faults():
            message = f'plansheet.toml, the risk scheme "{self.name}": {fault}'
            raise SettingsError(message)
        impacts = self._impact_scales()
        return RiskScheme(
            name=self.name,
            likelihood=self._likelihood_scale(),
            impacts=impacts,
            bands=self.bands,
            treat_impact=_rank(impacts[0], self.treat_impact),
            treat_likelihood=_rank(self._likelihood_scale(), self.treat_likelihood),
        )

    def _likelihood_scale(self) -> Scale:
        return Scale("likelihood", "Likelihood", self.likelihood)

    def _impact_scales(self) -> tuple[Scale, ...]:
        several = len(self.impacts) > 1
        return tuple(
            Scale("_".join(heading.casefold().split()), heading, given, may_be_blank=several)
            for heading, given in self.impacts.items()
        )

    def _faults(self) -> Iterator[str]:
        """Yield what does not hold, in the order in which a person would put it right."""
        if not self.name:
            yield 'it has no name. Write for example name = "5x5".'
        if not self.likelihood:
            yield 'it has no likelihood. Write for example likelihood = ["1 Remote", "2 Likely"].'
        if not self.impacts:
            yield 'it has no impacts. Write for example impacts = { Impact = ["1 Low", "2 High"] }.'
        yield from self._scale_faults()
        yield from self._score_faults()

    def _scale_faults(self) -> Iterator[str]:
        scales = (self._likelihood_scale(), *self._impact_scales())
        if len({scale.key for scale in scales}) < len(scales):
            yield "two of its inputs have one heading. Give each impact a heading of its own."
        for scale in scales:
            seen = [{step.code.casefold(), step.word.casefold()} for step in scale.steps]
            if len(set().union(*seen)) < sum(map(len, seen)):
                yield (
                    f"two steps of {scale.heading} are written alike. Give each step a code and "
                    "words of its own."
                )

    def _score_faults(self) -> Iterator[str]:
        if self.score is Score.PRODUCT and not self.bands:
            yield (
                "a score of likelihood x impact needs bands. Write for example "
                'bands = [{ name = "Low", up_to = 3 }, { name = "High", up_to = 9 }].'
            )
        if any(low.up_to >= high.up_to for low, high in pairwise(self.bands)):
            yield "its bands do not rise. List them from the lowest score to the highest."
        if self.score is Score.PLACE and self.bands:
            yield 'a score of "place" has no bands. Take the line bands = ... out.'
        for name, given, scale in self._treatments():
            if given and scale.step(given) is None:
                codes = ", ".join(step.code for step in scale.steps)
                yield (
                    f'{name} is "{given}", which is not a step of {scale.heading}. '
                    f"Write one of: {codes}."
                )
            if not given and self.score is Score.PLACE:
                yield (
                    f'a score of "place" needs {name}, the step of {scale.heading} from which a '
                    f'risk requires treatment. Write for example {name} = "{scale.steps[0].code}".'
                )

    def _treatments(self) -> Iterator[tuple[str, str, Scale]]:
        yield "treat_impact", self.treat_impact, self._impact_scales()[0]
        yield "treat_likelihood", self.treat_likelihood, self._likelihood_scale()


def _rank(scale: Scale, code: str) -> int:
    """Return the rank of a step, 0 where none is named: the scheme has no rule of treatment."""
    step = scale.step(code)
    return step.rank if step else 0
