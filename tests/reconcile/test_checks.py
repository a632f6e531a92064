"""What is missing or odd in a return: each check with the whole list of its problems."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from plansheet.model.periods import FinancialYear, Quarter
from plansheet.model.ratings import State
from plansheet.model.returns import Answer, Return
from plansheet.model.units import Unit
from plansheet.model.words import SeparateChecker
from plansheet.problems import CATALOGUE, Place, Problem, problem
from plansheet.reconcile import figure_checks
from plansheet.reconcile.case import Case
from plansheet.reconcile.checks import (
    check_return,
    quality_note_missing,
    quality_unanswered,
    same_checker,
    signed_early,
    signoff_missing,
)
from plansheet.reconcile.figures import figures_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from reconcile.conftest import Make

    from plansheet.model.indicators import Indicator
    from plansheet.model.plans import Plan
    from plansheet.model.returns import Answers, AnswerValue, Figure

    Rows = dict[str, Answers]

THIS = FinancialYear(2018)
Q1, Q2, Q3, Q4 = THIS.quarters
TODAY = date(2018, 11, 1)
FULL: dict[str, AnswerValue] = {
    "commentary": "Two posts empty.",
    "action": "Both filled.",
    "owner": "Manager",
    "by_when": date(2018, 12, 31),
}


def _row(**said: AnswerValue) -> Answers:
    columns = "FGHIJKLMNOP"
    return {
        key: Answer(value, "" if value is None else str(value), f"{columns[place]}12")
        for place, (key, value) in enumerate(said.items())
    }


def _case(plan: Plan, sheets: Mapping[str, Rows], quarter: Quarter = Q2) -> Case:
    returned = Return("community-partnerships", quarter, "id", "cp.xlsx", "ab", sheets)
    return Case(plan, returned, (), TODAY)


def _one(
    make: Make,
    indicator: Indicator,
    answers: Answers,
    earlier: Iterable[Figure] = (),
    quarter: Quarter = Q2,
) -> Case:
    """Return a case with one indicator, this quarter's answers to it and earlier figures."""
    plan = make.plan(indicator)
    rows = {"Indicators": {indicator.ref: answers} if answers else {}}
    case = _case(plan, rows, quarter)
    now = figures_of(case.returned, {indicator.ref: indicator})
    figures = {figure.quarter: figure for figure in (*earlier, *now.values())}
    history = {indicator.ref: figures}
    results = make.results(plan, quarter, history, TODAY)
    return replace(case, results=results, history=history)


def _said(found: Iterable[Problem]) -> list[tuple[str, str, str]]:
    return [(each.code, each.place.cell, each.message) for each in found]


def _found(code: str, cell: str = "", label: str = "CP01", **gaps: str) -> list[Problem]:
    return [_filled(code, Place("cp.xlsx", "Indicators", cell, label), gaps)]


def _filled(code: str, place: Place, gaps: Mapping[str, str]) -> Problem:
    fault = CATALOGUE[code]
    return Problem(code, fault.level, place, fault.wording.format_map(gaps))


def _codes(found: Iterable[Problem]) -> list[str]:
    return [each.code for each in found]


RATIO = {"unit": "%", "counts_as": "ratio", "target": "90%"}
MISSING: list[tuple[dict[str, str], Answers, str | None]] = [
    ({}, {}, "the figure for Q2 2018/19"),
    ({"unit": "text"}, {}, "the figure for Q2 2018/19"),
    ({"unit": "date", "target": "July 2018"}, {}, "the date on which it was done"),
    (RATIO, {}, "the numerator and the denominator for Q2 2018/19"),
    ({}, _row(actual=None), "the figure for Q2 2018/19"),
    ({}, _row(actual=Decimal(5)), None),
    ({}, _row(reason="Waiting"), None),
    ({}, _row(expected_by=date(2018, 12, 1)), None),
    ({"weeks": "6"}, {}, None),
    ({"how_often": "annual"}, {}, None),
    ({"unit": "date", "target": "July 2018"}, _row(actual=date(2018, 7, 1)), None),
    (RATIO, _row(numerator=Decimal(5)), None),
    (RATIO, _row(numerator=Decimal(5), denominator=Decimal(9)), None),
]


@pytest.mark.parametrize(("words", "answers", "what"), MISSING)
def test_figure_missing(
    words: dict[str, str], answers: Answers, what: str | None, make: Make
) -> None:
    found = list(figure_checks.figure_missing(_one(make, make.indicator(**words), answers)))
    cell = "F12" if answers else ""
    assert found == (_found("figure-missing", cell, what=what) if what else [])


def test_a_held_or_faulty_figure_is_not_called_missing(make: Make) -> None:
    case = _one(make, make.indicator(), _row(actual=None))
    fault = _found("not-a-number", "F12", entered="abc", heading="Actual", example="147")
    assert list(figure_checks.figure_missing(replace(case, found=tuple(fault)))) == []
    held = {"actual": Answer(None, "0.79", "F12", held=True)}
    assert list(figure_checks.figure_missing(_one(make, make.indicator(), held))) == []


def test_what_was_lost_or_is_not_asked_is_not_missing(make: Make) -> None:
    case = _one(make, make.indicator(), {})
    assert _codes(figure_checks.figure_missing(case)) == ["figure-missing"]
    lost = replace(case, found=tuple(_found("row-missing", ref="CP01")))
    gone = replace(case, returned=replace(case.returned, sheets={"Sign-off": "Sign-off"}))
    here = replace(case, returned=replace(case.returned, sheets={"Indicators": "Indicators (2)"}))
    others = replace(case, results=(replace(case.results[0], counted=False),))
    withdrawn = replace(case, results=(replace(case.results[0], state=State.WITHDRAWN),))
    for quiet in (lost, gone, others, withdrawn):
        assert list(figure_checks.figure_missing(quiet)) == []
    assert _codes(figure_checks.figure_missing(here)) == ["figure-missing"]


RATIOS: list[tuple[Answers, str, str | None]] = [
    (_row(numerator=Decimal(5)), "denominator_missing", "Denominator"),
    (_row(denominator=Decimal(9)), "denominator_missing", "Numerator"),
    (_row(numerator=Decimal(5), denominator=Decimal(9)), "denominator_missing", None),
    ({}, "denominator_missing", None),
    (_row(numerator=Decimal(5), denominator=Decimal(0)), "denominator_zero", ""),
    (_row(numerator=Decimal(0), denominator=Decimal(0)), "denominator_zero", ""),
    (_row(numerator=Decimal(0), denominator=Decimal(0), reason="None"), "denominator_zero", None),
    (_row(numerator=Decimal(5), denominator=Decimal(0), reason="x"), "denominator_zero", ""),
    (_row(numerator=Decimal(5), denominator=Decimal(9)), "denominator_zero", None),
    ({}, "denominator_zero", None),
]


@pytest.mark.parametrize(("answers", "check", "missing"), RATIOS)
def test_denominators(answers: Answers, check: str, missing: str | None, make: Make) -> None:
    found = list(getattr(figure_checks, check)(_one(make, make.indicator(**RATIO), answers)))
    if missing is None:
        assert found == []
    elif missing:
        given = "Numerator" if missing == "Denominator" else "Denominator"
        assert found == _found("denominator-missing", "F12", given=given, missing=missing)
    else:
        assert found == _found("denominator-zero", "G12")


def test_a_held_denominator_is_not_missing_and_plain_figures_have_none(make: Make) -> None:
    half = _row(numerator=Decimal(5))
    held = {**half, "denominator": Answer(None, "1.234,5", "G12", held=True)}
    for indicator, answers in ((make.indicator(**RATIO), held), (make.indicator(), half)):
        case = _one(make, indicator, answers)
        assert list(figure_checks.denominator_missing(case)) == []
        assert list(figure_checks.denominator_zero(case)) == []


RED = {"unit": "%", "target": "79%"}
COMMENTARY: list[tuple[Answers, str]] = [
    (_row(actual=Decimal("0.7")), "Commentary, Action, Owner and By when are"),
    (_row(actual=Decimal("0.7"), commentary="Two posts empty."), "Action, Owner and By when are"),
    (_row(actual=Decimal("0.7"), **{**FULL, "owner": None}), "Owner is"),
    (_row(actual=Decimal("0.7"), **FULL), ""),
    (_row(actual=Decimal("0.78")), ""),
    ({}, ""),
]


@pytest.mark.parametrize(("answers", "missing"), COMMENTARY)
def test_commentary_missing(answers: Answers, missing: str, make: Make) -> None:
    found = list(figure_checks.commentary_missing(_one(make, make.indicator(**RED), answers)))
    said = _found("commentary-missing", "F12", actual="70%", target="79%", missing=missing)
    assert found == (said if missing else [])


def test_commentary_on_a_step_that_is_not_done(make: Make) -> None:
    indicator = make.indicator(unit="date", good_is="lower", target="July 2018")
    case = _one(make, indicator, _row(reason="Held up", commentary="x", action="y", owner="z"))
    assert list(figure_checks.commentary_missing(case)) == _found(
        "commentary-missing", actual="not done", target="31 July 2018", missing="By when is"
    )


FALLS = [
    ("cumulative", Q2, ("60", "50"), True),
    ("cumulative", Q2, ("60", "60"), False),
    ("cumulative", Q2, ("", "50"), False),
    ("cumulative", Q2, ("60", ""), False),
    ("cumulative", Q1, ("240", "50"), False),
    ("snapshot", Q2, ("60", "50"), False),
]


@pytest.mark.parametrize(("counts_as", "quarter", "figures", "falls"), FALLS)
def test_cumulative_falls(
    counts_as: str,
    quarter: Quarter,
    figures: tuple[str, str],
    *,
    falls: bool,
    make: Make,
) -> None:
    before, now = figures
    earlier = [make.figure(quarter.previous, before)] if before else []
    answers = _row(actual=Decimal(now)) if now else _row(reason="Waiting")
    case = _one(make, make.indicator(counts_as=counts_as), answers, earlier, quarter)
    found = list(figure_checks.cumulative_falls(case))
    expected = _found("cumulative-falls", "F12", entered=now, before=before)
    assert found == (expected if falls else [])


LAST_100 = "last quarter's 100"
UP, DOWN = "is five times {}, or more", "is a fifth of {}, or less"
IMPLAUSIBLE: list[tuple[dict[str, str], Quarter, list[str], str]] = [
    ({"target": "100"}, Q2, ["500"], UP.format("the target of 100")),
    ({"target": "100"}, Q2, ["499"], ""),
    ({"target": "100"}, Q2, ["20"], DOWN.format("the target of 100")),
    ({"target": "100"}, Q2, ["21"], ""),
    ({"target": "100"}, Q2, ["0"], ""),
    ({"target": "0"}, Q2, ["0", "20"], ""),
    ({"target": "100"}, Q2, [""], ""),
    ({"good_is": "within 80 to 120"}, Q2, ["600"], UP.format("the target of 80 to 120")),
    ({"good_is": "within 80 to 120"}, Q2, ["16"], DOWN.format("the target of 80 to 120")),
    ({"good_is": "within 80 to 120"}, Q2, ["400"], ""),
    # Far above one edge and far below the other is inside, where nothing is wrong.
    ({"good_is": "within 1 to 100"}, Q2, ["10"], ""),
    ({}, Q2, ["10", "-50"], UP.format("last quarter's 10")),
    (
        {"target": "100"},
        Q2,
        ["100", "20"],
        f"{DOWN.format('the target of 100')} and {DOWN.format(LAST_100)}",
    ),
    ({"counts_as": "cumulative"}, Q2, ["10", "50"], UP.format("last quarter's 10")),
    ({"counts_as": "cumulative"}, Q1, ["180", "240", "40"], ""),
    ({"counts_as": "cumulative"}, Q1, ["180", "240", "12"], DOWN.format("last quarter's 60")),
    ({"counts_as": "cumulative"}, Q1, ["", "240", "12"], ""),
    ({"counts_as": "sum", "target": "400"}, Q2, ["100", "120"], ""),
]


@pytest.mark.parametrize(("words", "quarter", "figures", "why"), IMPLAUSIBLE)
def test_implausible(
    words: dict[str, str],
    quarter: Quarter,
    figures: list[str],
    why: str,
    make: Make,
) -> None:
    *before, now = figures
    earlier = [
        make.figure(quarter.plus(place - len(before)), said)
        for place, said in enumerate(before)
        if said
    ]
    answers = _row(actual=Decimal(now)) if now else _row(reason="Waiting")
    case = _one(make, make.indicator(**words), answers, earlier, quarter)
    found = list(figure_checks.implausible(case))
    assert found == (_found("implausible", "F12", entered=now, why=why) if why else [])
    known = replace(case, found=tuple(_found("implausible", "F12", entered=now, why="")))
    assert list(figure_checks.implausible(known)) == []


def test_earlier_quarter_missing(make: Make) -> None:
    case = _one(make, make.indicator(counts_as="sum"), _row(actual=Decimal(5)), quarter=Q3)
    both = replace(case, returned_before=frozenset({Q1, Q2}))
    assert list(figure_checks.earlier_quarter_missing(both)) == _found(
        "earlier-quarter-missing", "F12", quarters="Q1 2018/19 and Q2 2018/19", entered="5"
    )
    last = replace(case, returned_before=frozenset({Q2}))
    ref, service = case.results[0].indicator.ref, case.plan.code
    assert list(figure_checks.earlier_quarter_missing(last)) == [
        *_found("earlier-quarter-missing", "F12", quarters="Q2 2018/19", entered="5"),
        *_found(
            "earlier-quarter-before",
            "F12",
            quarters="Q1 2018/19",
            entered="5",
            heading="2018/19 Q1",
            service=service,
            ref=ref,
            example="45",
        ),
    ]
    case = _one(make, make.indicator(counts_as="sum"), _row(actual=Decimal(5)), quarter=Q1)
    assert list(figure_checks.earlier_quarter_missing(case)) == []


def _at(sheet: str, label: str, cell: str = "") -> Place:
    return Place("cp.xlsx", sheet, cell, label)


def test_quality_unanswered(make: Make) -> None:
    answered = ("Accuracy", "Validity", "Reliability", "Timeliness")
    rows = {"Data quality": {name: _row(met="Yes") for name in answered}}
    assert list(quality_unanswered(_case(make.plan(), rows))) == []
    assert list(quality_unanswered(_case(make.plan(), rows, Q4))) == [
        problem("quality-unanswered", _at("Data quality", name), dimension=name.lower())
        for name in ("Relevance", "Completeness")
    ]


SIGNED: dict[str, AnswerValue] = {
    "name": "A. Officer",
    "job_title": "Manager",
    "date": date(2018, 10, 8),
}


def test_signoff_missing(make: Make) -> None:
    rows = {
        "Sign-off": {
            "Source data": _row(**SIGNED),
            "Data entry": _row(**{**SIGNED, "date": None}),
        }
    }
    assert list(signoff_missing(_case(make.plan(), rows))) == [
        problem("signoff-missing", _at("Sign-off", step), step=step, missing=missing)
        for step, missing in (
            ("Data entry", "Date is"),
            ("Checked", "Name, Job title and Date are"),
        )
    ]
    case = _case(make.plan(), rows)
    gone = replace(case, returned=replace(case.returned, sheets={"Indicators": "Indicators"}))
    assert list(signoff_missing(gone)) == []


OFF, PREFERRED, REQUIRED = (
    SeparateChecker.OFF,
    SeparateChecker.PREFERRED,
    SeparateChecker.REQUIRED,
)
PREFERS = (
    "same-checker",
    "confirm",
    (
        "{} both entered the data and checked it, and the council prefers someone else to check. "
        "Ask "
        "someone else to check the figures and sign the step 'Checked' next time, if that can be "
        "done."
    ),
)
REQUIRES = (
    "same-checker",
    "confirm",
    (
        "{} both entered the data and checked it, and the council requires two people. Ask someone "
        "else to check the figures and sign the step 'Checked'."
    ),
)
NOT_SIGNED = (
    "signoff-missing",
    "fix",
    (
        "The step 'Checked' is not signed: a Name other than that of the step Data entry is not "
        "filled in. Fill it in on the sheet Sign-off, for example with a job title and today's "
        "date."
    ),
)
# Who entered, who checked, what the council wants, and all that is said of it.
CHECKERS = [
    ("A. Officer", "A. Officer", OFF, []),
    ("A. Officer", "A. Officer", PREFERRED, [PREFERS]),
    ("A. Officer", "A. Officer", REQUIRED, [NOT_SIGNED, REQUIRES]),
    ("A. Officer", " a  officer", PREFERRED, [PREFERS]),
    ("Mrs A. Officer", "A.OFFICER", REQUIRED, [NOT_SIGNED, REQUIRES]),
    ("Dr. A Officer", "Cllr A Officer", PREFERRED, [PREFERS]),
    ("A. Officer", "B. Officer", REQUIRED, []),
    ("A. Officer", "B. Other", PREFERRED, []),
    ("A. Officer", "B. Other", OFF, []),
    ("Dr", "dr.", PREFERRED, [PREFERS]),
    ("Dr", "Mrs", REQUIRED, []),
]


@pytest.mark.parametrize(("entered", "checked", "asked", "said"), CHECKERS)
def test_same_checker(
    entered: str,
    checked: str,
    asked: SeparateChecker,
    said: list[tuple[str, str, str]],
    make: Make,
) -> None:
    names = (("Source data", "S. Ource"), ("Data entry", entered), ("Checked", checked))
    rows = {"Sign-off": {step: _row(**{**SIGNED, "name": name}) for step, name in names}}
    case = replace(_case(make.plan(), rows), separate_checker=asked)
    found = [*signoff_missing(case), *same_checker(case)]
    assert [(each.code, str(each.level), each.message) for each in found] == [
        (code, level, message.format(checked.strip())) for code, level, message in said
    ]
    assert {each.place.label for each in found} <= {"Checked"}


def test_nobody_is_no_person(make: Make) -> None:
    rows: dict[str, Rows] = {"Sign-off": {"Data entry": {}, "Checked": {}}}
    case = replace(_case(make.plan(), rows), separate_checker=REQUIRED)
    assert list(same_checker(case)) == []
    assert [each.place.label for each in signoff_missing(case)] == [
        "Source data",
        "Data entry",
        "Checked",
    ]


def test_a_step_signed_for_somebody_else_is_signed_by_who_signs(make: Make) -> None:
    deputy = _row(**SIGNED, on_behalf_of="Head of Parks")
    rows = {"Sign-off": dict.fromkeys(("Source data", "Data entry", "Checked"), deputy)}
    case = _case(make.plan(), rows)
    assert [each.code for each in (*signoff_missing(case), *same_checker(case))] == ["same-checker"]
    alone = {"Sign-off": {"Checked": _row(on_behalf_of="Head of Parks")}}
    assert len(list(signoff_missing(_case(make.plan(), alone)))) == len(rows["Sign-off"])


SIGNED_ON = [
    (date(2018, 9, 29), ["29 September 2018"]),
    (date(2017, 10, 8), ["8 October 2017"]),
    (date(2018, 9, 30), []),
    (date(2018, 10, 8), []),
    (None, []),
]


@pytest.mark.parametrize(("day", "early"), SIGNED_ON)
def test_signed_before_the_quarter_was_over(day: date | None, early: list[str], make: Make) -> None:
    rows = {"Sign-off": {"Checked": _row(date=day)}}
    assert list(signed_early(_case(make.plan(), rows))) == [
        problem(
            "signed-early",
            _at("Sign-off", "Checked", "F12"),
            step="Checked",
            day=said,
            end="30 September 2018",
        )
        for said in early
    ]


QUALITY = [
    (_row(met="Yes"), []),
    (_row(met="Partly", note="Checks start in May."), []),
    (_row(met="Partly"), ["Partly"]),
    (_row(met="No"), ["No"]),
    (_row(note="Better than it was."), []),
    (_row(met=None), []),
]


@pytest.mark.parametrize(("answers", "said"), QUALITY)
def test_quality_that_is_not_met_wants_a_word(
    answers: Answers, said: list[str], make: Make
) -> None:
    case = _case(make.plan(), {"Data quality": {"Accuracy": answers}}, Q4)
    assert list(quality_note_missing(case)) == [
        problem(
            "quality-note-missing",
            _at("Data quality", "Accuracy", "F12"),
            dimension="accuracy",
            met=met,
        )
        for met in said
    ]


def test_every_dimension_is_asked_for_once_a_year(make: Make) -> None:
    empty = _case(make.plan(), {}, Q4)
    assert [(each.level, each.place.label) for each in quality_unanswered(empty)] == [
        ("fix", dimension)
        for dimension in (
            "Accuracy",
            "Validity",
            "Reliability",
            "Timeliness",
            "Relevance",
            "Completeness",
        )
    ]
    assert list(quality_unanswered(_case(make.plan(), {}, Q3))) == []


def test_everything_at_once(make: Make) -> None:
    plan = make.plan(
        make.indicator("CP01", target="100"), make.indicator("CP02", unit="%", target="79%")
    )
    rows = {
        "Indicators": {"CP01": _row(actual=Decimal(10), **FULL)},
        "Sign-off": {step: _row(**SIGNED) for step in ("Source data", "Data entry", "Checked")},
    }
    case = _case(plan, rows)
    now = figures_of(case.returned, {each.ref: each for each in plan.indicators})
    history = {ref: {Q2: figure} for ref, figure in now.items()}
    results = make.results(plan, Q2, history, TODAY)
    found = check_return(replace(case, results=results, history=history))
    assert _said(found) == [
        (
            "figure-missing",
            "",
            (
                "There is no figure and no reason for having none. Enter the figure for Q2 "
                "2018/19, or choose why there is none in 'Reason if no figure' and when it is "
                "expected."
            ),
        ),
        (
            "implausible",
            "F12",
            "10 is a fifth of the target of 100, or less. Check it, and correct it if it is wrong.",
        ),
        (
            "same-checker",
            "F12",
            (
                "A. Officer both entered the data and checked it, and the council prefers someone "
                "else to check. Ask someone else to check the figures and sign the step 'Checked' "
                "next time, if that can be done."
            ),
        ),
    ]
    assert {each.place.file for each in found} == {"cp.xlsx"}


def test_a_percentage_is_spoken_as_one(make: Make) -> None:
    indicator = make.indicator(unit=Unit.PERCENT, target="90%")
    case = _one(make, indicator, _row(actual=Decimal("0.09")), [make.figure("2018-19-Q1", "80%")])
    (found,) = figure_checks.implausible(case)
    assert found.message.startswith("9% is a fifth of the target of 90%, or less and is a fifth")


OTHER = "Other (say in commentary)"
LATE_STEP = {"unit": "date", "target": "July 2018"}


@pytest.mark.parametrize(
    ("words", "answers", "missing"),
    [
        ({}, _row(reason=OTHER), True),
        (RATIO, _row(reason=OTHER), True),
        ({}, _row(reason=OTHER, commentary="The survey is repeated."), False),
        ({}, _row(reason="Not available yet"), False),
        ({}, _row(actual=Decimal(5), reason=OTHER), False),
        ({}, {}, False),
        # A step that is not done is red, and its commentary is asked for as that.
        (LATE_STEP, _row(reason=OTHER), False),
    ],
)
def test_a_reason_of_another_kind_wants_words(
    words: dict[str, str], answers: Answers, missing: int, make: Make
) -> None:
    found = list(figure_checks.reason_unsaid(_one(make, make.indicator(**words), answers)))
    assert found == (_found("reason-unsaid", "F12", said=OTHER) if missing else [])


GONE = "No longer collected"


@pytest.mark.parametrize(
    ("words", "answers", "cell"),
    [
        ({}, _row(actual=Decimal(5), reason=GONE), "G12"),
        ({"unit": "text"}, _row(actual="Under way", reason=GONE), "G12"),
        (LATE_STEP, _row(actual=date(2018, 7, 1), reason=GONE), "G12"),
        (RATIO, _row(numerator=Decimal(5), denominator=Decimal(9), reason=GONE), "H12"),
        (RATIO, _row(numerator=Decimal(0), denominator=Decimal(0), reason=GONE), ""),
        ({}, _row(actual=Decimal(5)), ""),
        ({}, _row(reason=GONE), ""),
        ({}, {}, ""),
    ],
)
def test_a_reason_for_no_figure_beside_a_figure_is_asked_about(
    words: dict[str, str], answers: Answers, cell: str, make: Make
) -> None:
    found = list(figure_checks.reason_beside_figure(_one(make, make.indicator(**words), answers)))
    assert found == (_found("reason-beside-figure", cell, said=GONE) if cell else [])
