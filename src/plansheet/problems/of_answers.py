"""What is missing or odd in what a service answered."""

from __future__ import annotations

from plansheet.problems.kinds import Fault, Level

_FIX, _CONFIRM, _NOTE = Level.FIX, Level.CONFIRM, Level.NOTE

ANSWER_FAULTS: dict[str, Fault] = {
    "figure-missing": Fault(
        _FIX,
        "There is no figure and no reason for having none. Enter {what}, or choose why there is "
        "none in 'Reason if no figure' and when it is expected.",
    ),
    "denominator-missing": Fault(
        _FIX,
        "{given} is filled in but {missing} is not, so the percentage cannot be worked out. "
        "Enter {missing}, for example 190.",
    ),
    "denominator-zero": Fault(
        _FIX,
        "The denominator is 0, so no percentage can be worked out. Enter how many there were "
        "altogether, or, if there was nothing to measure, 0 in both cells and the reason in "
        "'Reason if no figure'.",
    ),
    "reason-unsaid": Fault(
        _FIX,
        "There is no figure, '{said}' is chosen, and nothing says what that is, so it cannot be "
        "reported. Say it under Commentary, for example: The survey is repeated in May.",
    ),
    "reason-beside-figure": Fault(
        _CONFIRM,
        "There is a figure, and '{said}' is chosen under 'Reason if no figure'. The figure is "
        "used. Clear the reason, or the figure where it is not meant.",
    ),
    "commentary-missing": Fault(
        _FIX,
        "The figure is off target ({actual} against {target}) and {missing} not filled in. "
        "Say what caused it, what is being done, who does it and by when.",
    ),
    "cumulative-falls": Fault(
        _CONFIRM,
        "{entered} is less than last quarter's {before}, and this figure counts up from April. "
        "It is used; enter the total since 1 April, or say in the commentary why it fell.",
    ),
    "earlier-quarter-missing": Fault(
        _CONFIRM,
        "There is no figure for {quarters}, so the year to date cannot be worked out and is not "
        "rated. This quarter's {entered} is kept. Enter the missing figure on the sheet Earlier "
        "figures, or ask for it.",
    ),
    "earlier-quarter-before": Fault(
        _CONFIRM,
        "There is no figure for {quarters}, of which no workbook came back here, so the year to "
        "date cannot be worked out and is not rated. This quarter's {entered} is kept. Say what "
        "the figure was; it is taken in with 'plansheet history import FILE', for example from a "
        "file figures.csv with the lines Service,Ref,{heading} and {service},{ref},{example}.",
    ),
    "restated-unexplained": Fault(
        _FIX,
        "The figure for {quarter} has changed and nothing says why. It is used; say why under "
        "Reason, for example: Two late cases were added.",
    ),
    "same-checker": Fault(
        _CONFIRM,
        "{who} both entered the data and checked it, and the council {wish}. Ask someone else to "
        "check the figures and sign the step 'Checked'{when}.",
    ),
    "signoff-missing": Fault(
        _FIX,
        "The step '{step}' is not signed: {missing} not filled in. Fill it in on the sheet "
        "Sign-off, for example with a job title and today's date.",
    ),
    "request": Fault(
        _CONFIRM,
        "Request {number} asks for {what}. The reason given: {reason}.{hand} It waits for a "
        "decision: 'plansheet accept {command} --reason TEXT', or decline in the place of accept.",
    ),
    "request-incomplete": Fault(
        _FIX,
        "Request {number} cannot be decided yet: {missing} not filled in. Fill it in on the sheet "
        "Requests, or clear the row if nothing is asked for.",
    ),
    "request-about": Fault(
        _CONFIRM,
        "Request {number} is about '{read}', which {why}. Write under About one of: {words}.",
    ),
    "request-from": Fault(
        _CONFIRM,
        "Request {number} says under From '{read}', which is not clear as a quarter. Write "
        "the quarter or the year from which it should hold, for example {example} or {year}.",
    ),
    "request-value": Fault(_CONFIRM, "Request {number} cannot be made as it is proposed. {why}"),
    "request-asked": Fault(
        _CONFIRM,
        "Request {number} asks for {what}. It is not decided yet: {why}. Say more under Reason, "
        "and send the workbook again.",
    ),
    "request-same": Fault(
        _NOTE,
        "Request {number} asks for {what}, and the plan says so already. Nothing needs doing.",
    ),
    "status-missing": Fault(
        _FIX,
        "This milestone {was} due on {due} and has no status. Choose one of: {words}.",
    ),
    "done-on-missing": Fault(
        _FIX,
        "'{said}' is chosen and nothing says when it was done, so it cannot be told whether that "
        "was in time. Add the date under Done on, for example {day}.",
    ),
    "status-unexplained": Fault(
        _FIX,
        "'{said}' is chosen and nothing says what holds it up, so nobody can decide what to do. "
        "Say it under Commentary, for example: Planning consent came six weeks late.",
    ),
    "risk-unanswered": Fault(
        _FIX, "This risk has not been reviewed. Choose 'No change', 'Changed' or 'Closed'."
    ),
    "contract-unanswered": Fault(
        _FIX,
        "This contract ends or is reviewed by {due} and nothing says what happens next. "
        "Choose one of: {words}.",
    ),
    "new-end-missing": Fault(
        _FIX,
        "'{said}' is chosen and nothing says until when, so the register still shows the old end. "
        "Add the date under New end, for example {later}.",
    ),
    "change-missing": Fault(
        _FIX,
        "'{said}' is chosen and no score is filled in, so the risk stands as before. Fill in what "
        "has changed, for example {example}, or choose 'No change'.",
    ),
    "score-missing": Fault(
        _FIX,
        "'{said}' is chosen, and the likelihood or the impact of this risk is not known, so it has "
        "no score. Fill in both, for example {example}.",
    ),
    "change-unexplained": Fault(
        _FIX,
        "'{said}' is chosen and nothing says why. What is filled in is used; say why under Reason "
        "for change, for example: A partner has ended its funding.",
    ),
    "closing-unexplained": Fault(
        _FIX,
        "'{said}' is chosen and nothing says why. The risk is closed; say why under Reason for "
        "change, for example: The scheme has ended.",
    ),
    "score-unused": Fault(
        _CONFIRM,
        "'{said}' is chosen, and {filled} is filled in, which differs from before and is not used. "
        "Choose 'Changed' and say why under Reason for change, or clear what is filled in.",
    ),
    "quality-note-missing": Fault(
        _FIX,
        "The question of {dimension} is answered '{met}', and nothing says what is being done. "
        "Say it under Note, for example: Checks start in May.",
    ),
    "signed-early": Fault(
        _CONFIRM,
        "The step '{step}' is signed on {day}, and the quarter ends on {end}: figures for all of "
        "it were not known by then. Check the date, and that nothing was still to come.",
    ),
    "quality-unanswered": Fault(
        _FIX, "The question of {dimension} is not answered. Choose Yes, Partly or No."
    ),
}
