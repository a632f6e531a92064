"""What a row's figures come to while they are typed, and whether that is off target."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from plansheet.generate.conditions import All, Any, Compare, Not
from plansheet.generate.earlier import row_label
from plansheet.generate.formulas import Constant, Figure, Quotient, Sum, number_in
from plansheet.model.indicators import CountsAs, Way
from plansheet.reconcile.totals import has_figure
from plansheet.reconcile.words import EARLIER_FIGURES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plansheet.generate.conditions import Condition
    from plansheet.generate.formulas import Cells, Number
    from plansheet.layout.columns import Column
    from plansheet.model.indicators import Indicator
    from plansheet.model.periods import Quarter
    from plansheet.model.ratings import Goal
    from plansheet.reconcile.totals import Figures

ZERO = Constant(Decimal(0))
NUMERATOR, DENOMINATOR = Figure("numerator"), Figure("denominator")


def elsewhere(label: str) -> str:
    """Return the name that an earlier figure's cell goes by among what is entered in a row."""
    return f"{EARLIER_FIGURES}!{label}"


@dataclass(frozen=True, slots=True)
class IsFinal:
    """The sheet Earlier figures gives a number in row `place` of its table, called `label`."""

    label: str
    place: int

    def formula(self) -> str:
        """Return that the cell holds a number."""
        return f"ISNUMBER({self.cell})"

    def holds(self, cells: Cells) -> bool:
        """Return whether it holds one."""
        return number_in(cells.get(elsewhere(self.label))) is not None

    @property
    def cell(self) -> str:
        """Return the cell."""
        return f"INDEX([{EARLIER_FIGURES}!final],{self.place})"


@dataclass(frozen=True, slots=True)
class Final:
    """The figure that the sheet Earlier figures gives, else the one that is held."""

    given: IsFinal
    held: Number

    def formula(self) -> str:
        """Return the cell where it holds a number, else what is held."""
        return f"IF({self.given.formula()},{self.given.cell},{self.held.formula()})"

    def of(self, cells: Cells) -> Decimal:
        """Return the figure."""
        final = number_in(cells.get(elsewhere(self.given.label)))
        return self.held.of(cells) if final is None else final


@dataclass(frozen=True, slots=True)
class FigureCase:
    """A row that asks for a figure: `columns` are open, `known` the figures of other quarters.

    `finals` gives the places of the rows that ask for an earlier figure once more, by label.
    """

    indicator: Indicator
    goal: Goal
    quarter: Quarter
    known: Figures
    columns: tuple[Column, ...]
    finals: Mapping[str, int]

    @property
    def is_ratio(self) -> bool:
        """Return whether a numerator and a denominator are asked for."""
        return self.indicator.counts_as is CountsAs.RATIO

    @property
    def own(self) -> Number:
        """Return the quarter's own figure, of a ratio its percentage."""
        return Quotient(NUMERATOR, DENOMINATOR) if self.is_ratio else Figure("actual")

    @property
    def compared(self) -> Number:
        """Return what is compared with the target, the year to date where quarters add up.

        It counts where every one of `wanting` is given.
        """
        if self.is_ratio:
            known = [self.known[past] for past in self._earlier()]
            tops = (Constant(figure.numerator or Decimal(0)) for figure in known)
            bottoms = (Constant(figure.denominator or Decimal(0)) for figure in known)
            return Quotient(Sum((NUMERATOR, *tops)), Sum((DENOMINATOR, *bottoms)))
        if self.indicator.counts_as is not CountsAs.SUM:
            return self.own
        held: dict[Quarter, Number] = dict.fromkeys(self._lacking(), ZERO)
        held |= {past: Figure(f"q{past.number}") for past in self._earlier()}
        return Sum((self.own, *(self._latest(past, held[past]) for past in sorted(held))))

    @property
    def wanting(self) -> tuple[IsFinal, ...] | None:
        """Return the earlier figures without which the year to date is not known.

        None where the workbook does not ask for one of them.
        """
        places = [self._final(past) for past in self._lacking()]
        found = tuple(place for place in places if place is not None)
        return found if len(found) == len(places) else None

    def _adds_up(self) -> bool:
        return self.indicator.counts_as in {CountsAs.SUM, CountsAs.RATIO}

    def _added(self) -> tuple[Quarter, ...]:
        """Return the earlier quarters that are added to this one's, where any are."""
        return self.indicator.to_date(self.quarter)[:-1] if self._adds_up() else ()

    def _earlier(self) -> list[Quarter]:
        """Return those of them with a figure."""
        return [each for each in self._added() if has_figure(self.indicator, self.known.get(each))]

    def _lacking(self) -> list[Quarter]:
        """Return those without one that were due."""
        found = self._earlier()
        return [each for each in self._added() if each not in found and self.indicator.is_due(each)]

    def _final(self, past: Quarter) -> IsFinal | None:
        """Return the cell that asks for an earlier figure again; a ratio's holds no one number."""
        label = row_label(self.indicator, past)
        is_asked = label in self.finals and not self.is_ratio
        return IsFinal(label, self.finals[label]) if is_asked else None

    def _latest(self, past: Quarter, held: Number) -> Number:
        final = self._final(past)
        return held if final is None else Final(final, held)

    def off_target(self) -> Condition | None:
        """Return the condition that what is compared is off target; None where nothing is."""
        compared, goal, wanting = self.compared, self.goal, self.wanting
        if wanting is None or (goal.span is None and goal.edge is None):
            return None
        off: Condition
        if goal.span is not None:
            low, high = Constant(goal.span.low_edge), Constant(goal.span.high_edge)
            off = Any((Compare(compared, "<", low), Compare(compared, ">", high)))
        else:
            sign = "<" if self.indicator.good_is.way is Way.HIGHER else ">"
            off = Compare(compared, sign, Figure("amber_to"))
        if isinstance(compared, Quotient):
            return All((Not(Compare(compared.bottom, "=", ZERO)), off))
        return All((*wanting, off)) if wanting else off
