"""What there is to do today, worked out from what is known: pure."""

from plansheet.agenda.step import Step
from plansheet.agenda.steps import idle_words, steps
from plansheet.agenda.values import Agenda, OpenQuarter, Paper, PlanState

__all__ = ["Agenda", "OpenQuarter", "Paper", "PlanState", "Step", "idle_words", "steps"]
