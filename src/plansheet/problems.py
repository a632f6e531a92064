"""Faults in data as values: where, what was read, why it matters, one thing to do.

Owns the catalogue of codes. A code has one level and one wording everywhere, so that a person who
has met a message once knows it again; the places that find a fault fill in only what is particular.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Level(StrEnum):
    """How much a problem matters, worst first (domain: messages a section head can act on)."""

    REJECTED = "rejected"
    FIX = "fix"
    CONFIRM = "confirm"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: file, sheet, cell address and the row's label; "" where unknown."""

    file: str = ""
    sheet: str = ""
    cell: str = ""
    label: str = ""

    def __str__(self) -> str:
        """Return the place as a person would say it: `file, sheet Indicators, cell F12, CP05`."""
        parts = (
            self.file,
            f"sheet {self.sheet}" if self.sheet else "",
            self._at(),
            self.label,
        )
        return ", ".join(part for part in parts if part)

    def _at(self) -> str:
        """Return the cell in words; places in a text name their line or table themselves."""
        is_worded = not self.cell or self.cell.startswith(("line ", "table "))
        return self.cell if is_worded else f"cell {self.cell}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: its code and level, its place, and a message that says what to do."""

    code: str
    level: Level
    place: Place
    message: str

    def in_file(self, file: str) -> Problem:
        """Return the same problem placed in `file`."""
        return replace(self, place=replace(self.place, file=file))

    def as_json(self) -> dict[str, str]:
        """Return the contract's PROBLEM object: strings only, "" where one does not apply."""
        return {
            "level": str(self.level),
            "code": self.code,
            "file": self.place.file,
            "sheet": self.place.sheet,
            "cell": self.place.cell,
            "label": self.place.label,
            "message": self.message,
        }


@dataclass(frozen=True, slots=True)
class Fault:
    """An entry of the catalogue: the level of a code and its wording, with named gaps to fill."""

    level: Level
    wording: str


def problem(code: str, place: Place, *, level: Level | None = None, **said: object) -> Problem:
    """Make the problem `code` at `place`, its wording filled in with `said`.

    `level` overrides the catalogue only where the contract lets one code stand at two levels.
    Raises KeyError for a code that the catalogue does not hold, or a gap that is not filled.
    """
    fault = CATALOGUE[code]
    return Problem(code, level or fault.level, place, fault.wording.format_map(said))


def grouped(problems: Iterable[Problem]) -> list[list[Problem]]:
    """Return the problems that say the same of one sheet together, in the order of the first."""
    groups: dict[tuple[str, str, str, str], list[Problem]] = {}
    for each in problems:
        key = (each.code, each.place.file, each.place.sheet, each.message)
        groups.setdefault(key, []).append(each)
    return list(groups.values())


def merged(problems: Iterable[Problem]) -> list[tuple[str, Problem]]:
    """Return each thing that is said once, with all the places it is said of, in words."""
    return [(_places([each.place for each in group]), group[0]) for group in grouped(problems)]


def _places(places: list[Place]) -> str:
    first = places[0]
    if len(places) == 1:
        return str(first)
    where = [" ".join(part for part in (place.cell, place.label) if part) for place in places]
    named = ", ".join(dict.fromkeys(part for part in where if part))
    return ", ".join(part for part in (str(Place(first.file, first.sheet)), named) if part)


_REJECTED, _FIX, _CONFIRM, _NOTE = Level.REJECTED, Level.FIX, Level.CONFIRM, Level.NOTE

PLAN_FAULTS: dict[str, Fault] = {
    "plan-name": Fault(
        _FIX,
        "The file is called '{file}', which is not a service code and years. "
        "Rename it, for example 'community-partnerships 2018-21.md'.",
    ),
    "plan-unreadable": Fault(
        _FIX, "This plan could not be read: {why}. {remedy} and run the command again."
    ),
    "plan-nothing": Fault(
        _FIX,
        "No table of a service plan was found in this file, so nothing was imported. Check that "
        "it is the plan itself and that its tables have headings, for example Ref, Description, "
        "2018/19 Target.",
    ),
    "plan-cell-long": Fault(
        _FIX,
        "This row holds a text of more than 32,767 characters, the most that a cell of a workbook "
        "keeps, so the plan was not written. Shorten the text and import the plan again.",
    ),
    "two-plans": Fault(
        _FIX,
        "'{first}' and '{second}' both hold {years}, and a quarter uses one plan of a service. "
        "Move one of them out of templates/plans, or correct its years.",
    ),
    "duplicate-ref": Fault(
        _FIX,
        "The ref {ref} stands {count} times in {table} ({rows}), so a returned figure could not "
        "be told apart. Give each row a ref of its own, for example {ref}a.",
    ),
    "missing-ref": Fault(
        _NOTE,
        "This row has no ref of its own ({read}), so plansheet calls it {ref}. "
        "Write a ref into the plan when the council has given one, for example CP49.",
    ),
    "ref-written": Fault(
        _NOTE, "The ref '{read}' is read as {ref}. Write it as {ref} in the plan."
    ),
    "ref-shared": Fault(
        _NOTE,
        "Used both in {tables}: {ref}. Outside its table a ref is written like {examples}; "
        "nothing needs doing unless people mix them up.",
    ),
    "score-wrong": Fault(
        _CONFIRM,
        "The plan prints a score of {read}, but {working}. plansheet uses {score}. "
        "Correct the likelihood, the impact or the score in the plan.",
    ),
    "treatment-differs": Fault(
        _CONFIRM,
        "The plan says 'Requires treatment: {read}', but its worst impact and likelihood "
        "({where}) make it {expected}. Correct the plan or the rule in plansheet.toml.",
    ),
    "risk-unscored": Fault(
        _CONFIRM,
        "This risk cannot be scored: {why}. Fill it in, for example {example}.",
    ),
    "target-unclear": Fault(
        _CONFIRM,
        "The target for {year} says '{read}', which could not be read as a figure, a date or a "
        "reason for having none, so no rating is given. Write for example {example}.",
    ),
    "unknown-word": Fault(
        _FIX,
        "'{read}' is not a word for {heading}, so plansheet uses {used}. Write one of: {words}.",
    ),
    "date-unread": Fault(
        _CONFIRM, "{heading} says '{read}', which is not a date. Write it as 31/03/2019."
    ),
    "inferred": Fault(
        _CONFIRM,
        "The plan does not state {heading}; plansheet takes it to be {used}. "
        "Please confirm by writing it into the plan's column '{heading}'.",
    ),
    "contact-missing": Fault(
        _FIX,
        "{service} has no e-mail address, so no workbook can be sent to it. "
        "Fill in 'E-mail' in the plan's Service table, for example "
        "head.of.service@council.example.",
    ),
    "contact-wrong": Fault(
        _FIX,
        "'{read}' is not an e-mail address. Correct 'E-mail' in the plan's Service table, "
        "for example head.of.service@council.example.",
    ),
    "service-missing": Fault(
        _FIX,
        "The plan has no Service table, so nobody is known to fill its workbook in. "
        "Add one with the columns Service, Head of service, E-mail.",
    ),
    "row-long": Fault(
        _FIX,
        "This row has {count} cells and its table has {columns} columns, so '{extra}' is not used "
        "and the cells before it may be one column too far right. Write \\| for a | inside a cell.",
    ),
    "row-spills": Fault(
        _FIX,
        "This row goes on past the last heading of its table, so '{extra}' is not used and the "
        "cells before it may be one column too far right. Put double quotes round a cell that "
        "holds a {delimiter}.",
    ),
    "plan-macros": Fault(
        _NOTE,
        "This file holds macros. They are not run and nothing is taken from them. "
        "Nothing needs doing.",
    ),
    "plan-sheet-hidden": Fault(
        _NOTE,
        "This sheet is hidden, and its tables are read as part of the plan. "
        "Delete the sheet if they are not.",
    ),
    "plan-strays": Fault(
        _FIX,
        "{count} filled cells stand too far down or to the right to be part of a plan, so they are "
        "not read. Move them next to the tables, or delete them.",
    ),
    "plan-formula": Fault(
        _FIX,
        "The cell holds a formula that was never worked out, so it is read as blank. Open the "
        "plan in Excel and save it, or type the figure itself.",
    ),
    "plan-rounded": Fault(
        _CONFIRM,
        "The cell shows {shown} and holds {stored}; plansheet uses {shown}, as people see it. "
        "Show more decimal places if {stored} is meant.",
    ),
    "plan-encoding": Fault(
        _NOTE,
        "This file is not UTF-8 text, so it is read as Windows text. If a £ or a dash looks wrong, "
        "save it in Excel as 'CSV UTF-8 (Comma delimited)'.",
    ),
    "row-nameless": Fault(
        _FIX,
        "This row of {table} has nothing under '{heading}', so it is not used. It says: {read}. "
        "Fill in '{heading}', or delete the row.",
    ),
    "amount-unread": Fault(
        _CONFIRM,
        "{heading} says '{read}', which is not an amount of money, so none is used. "
        "Write it as £12,500.",
    ),
    "service-extra": Fault(
        _NOTE,
        "The Service table has {count} rows and a plan is of one service, so plansheet uses "
        "{used} and leaves out {others}. Give each other service a plan of its own.",
    ),
    "table-unknown": Fault(
        _NOTE,
        "The table under '{heading}' ({columns}) is not one that plansheet knows. It is kept as a "
        "note and nothing in it is collected.",
    ),
    "text-unread": Fault(
        _NOTE,
        "These words stand in or beside a table and could not be placed: '{read}'. Nothing is "
        "read from them. If they belong to a row, write them into its cells in the plan.",
    ),
    "name-left-out": Fault(
        _NOTE,
        "Under '{heading}' stands the name of a person, which is left out, for a plan names posts: "
        "{kept} is kept. Write the job title there, for example Partnerships Manager.",
    ),
    "column-unknown": Fault(
        _NOTE,
        "The column '{column}' is not one that plansheet knows in {table}; it is not used. "
        "If it should be, call it one of: {known}.",
    ),
    "scheme-mixed": Fault(
        _FIX,
        "The plan holds risks of two schemes, {first} and {second}. Keep one scheme in a plan: "
        "plansheet uses {first} and leaves the others out.",
    ),
    "tolerance-of-zero": Fault(
        _NOTE,
        "A tolerance of {tolerance} of a target of 0 is 0, so nothing but 0 or better is on "
        "target and nothing is amber. Give a tolerance in points, for example '2 points'.",
    ),
    "baseline-change": Fault(
        _CONFIRM,
        "The target for {year} says '{read}'; plansheet reads the change as {meaning}. "
        "Please confirm, or write the target as a figure.",
    ),
    "change-unmade": Fault(_FIX, "This change is not made: {why}."),
    "change-recorded": Fault(
        _NOTE,
        "The change to {ref} is kept on record only: dated changes are made to indicators and to "
        "the service itself. Change the plan's own table as well.",
    ),
    "change-unsaid": Fault(
        _CONFIRM,
        "Nothing says what this new indicator's {missing} is, so it is for information only and "
        "not rated. Add a change for each, for example 'Good is' with the new value 'higher'.",
    ),
    "outturn-differs": Fault(
        _CONFIRM,
        "The plan says {read} for {year}, and the returns come to {found}. The plan is left as it "
        "is. Correct whichever is wrong.",
    ),
    "budget-service": Fault(
        _FIX,
        "'{read}' is no service with a plan, so this line is not used. "
        "Write its name as in its plan, or one of: {words}.",
    ),
    "supplier-unknown": Fault(
        _FIX,
        "'{read}' in '{heading}' is not the code of a service with a plan. Write one of: {words}.",
    ),
}

CONTRADICTIONS: dict[str, Fault] = {
    "strategic-target-differs": Fault(
        _CONFIRM,
        "Objectives gives the target '{read}', and {table} gives {kept} for {year}. Figures are "
        "rated against {table}. Make the two tables say the same.",
    ),
    "strategic-target-elsewhere": Fault(
        _CONFIRM,
        "Objectives gives the target '{read}' for {year}, and '{other}', whose indicator this is, "
        "gives {kept}. Agree one target with that service and correct the other plan.",
    ),
    "tier-differs": Fault(
        _CONFIRM,
        "The title is tagged ({tag}), and the plan has this indicator as a {tier}, which is what "
        "plansheet uses. Correct the tag or the tier: key indicators are reported by themselves.",
    ),
    "target-worse": Fault(
        _NOTE,
        "The target for {year} is {target}, which is worse than the actual of {past}, {actual} "
        "(good is {way}). Nothing needs doing if that is meant.",
    ),
    "deadline-elsewhere": Fault(
        _CONFIRM,
        "'{read}' stands in the column of {year}, and that date is not in {year}. Correct the "
        "date, or move it to the column of its own year.",
    ),
    "contract-ended": Fault(
        _CONFIRM,
        "This contract ended on {day}, before the plan begins on {begins}{option}. "
        "Write its new end if it was renewed or extended, or take it out of the plan.",
    ),
    "review-passed": Fault(
        _NOTE,
        "{what} was due on {day}, before the plan begins on {begins}. "
        "Write the date of the next one, for example {example}.",
    ),
    "milestone-after-contract": Fault(
        _CONFIRM,
        "'{milestone}' stands under {period}, after the contract '{contract}' ends on {day}. "
        "Move the milestone forward, or write the contract's new end.",
    ),
    "heat-map-differs": Fault(
        _CONFIRM,
        "The heat map {read}, but {made}. Correct the heat map or the risk; plansheet goes by "
        "the table of risks.",
    ),
    "suppliers-differ": Fault(
        _CONFIRM,
        "By '{other}' the figure comes from {first}, and by this plan from {second}, so it would "
        "be asked for twice and counted twice. Write the code of the one that supplies it under "
        "'Supplied by' in both plans.",
    ),
    "shared-differs": Fault(
        _CONFIRM,
        "This indicator stands in '{other}' too, and not in the same words: {differences}. Make "
        "both plans say the same, or give one of them a ref of its own if it is another measure.",
    ),
    "ref-renamed": Fault(
        _NOTE,
        "{ref} was {old} in '{earlier}', as 'Formerly' says, so its history follows it. "
        "Nothing needs doing.",
    ),
    "formerly-missing": Fault(
        _CONFIRM,
        "This title was {old} in '{earlier}' and has another ref here, so its history would be "
        "cut off. Write {old} under 'Formerly' if it is the same indicator.",
    ),
    "formerly-unknown": Fault(
        _CONFIRM,
        "'Formerly' says {old}, and '{earlier}' has no such indicator, so there is no history to "
        "follow. Correct the ref, or clear it.",
    ),
    "redefined": Fault(
        _CONFIRM,
        "This is not measured as in '{earlier}': {differences}. So nothing is said of better or "
        "worse across the change. If it should be the same measure, make the two agree.",
    ),
    "retitled": Fault(
        _NOTE,
        "The title was '{old}' in '{earlier}' and is '{new}' here. Nothing needs doing if it "
        "measures the same; if not, write the new definition into the plan.",
    ),
    "target-weakened": Fault(
        _CONFIRM,
        "'{earlier}' set {before} for {past}, and this plan sets {after} for {year}, which is "
        "easier to reach. Check that the change was approved.",
    ),
    "indicator-new": Fault(
        _NOTE,
        "This indicator is not in '{earlier}'. If it is an old one under another ref, write that "
        "ref under 'Formerly'.",
    ),
    "indicator-dropped": Fault(
        _NOTE,
        "This indicator is not in the next plan, '{later}'. What was reported of it is kept. If "
        "it lives on under another ref, write this one under 'Formerly' there.",
    ),
}

RETURN_FAULTS: dict[str, Fault] = {
    "unreadable": Fault(
        _REJECTED,
        "This file could not be read: {why}. Ask for it to be saved again in Excel and sent again.",
    ),
    "encrypted": Fault(
        _REJECTED,
        "This workbook is protected with a password, so nothing in it can be read. Ask for a copy "
        "saved without a password to open it.",
    ),
    "not-a-workbook": Fault(
        _REJECTED,
        "This is not a workbook: {why}. Ask for the collection workbook itself, "
        "saved as an Excel workbook (.xlsx).",
    ),
    "old-format": Fault(
        _REJECTED,
        "This workbook cannot be read, because {why}. Ask for it to be opened and saved as an "
        "Excel workbook (.xlsx).",
    ),
    "limits": Fault(
        _REJECTED,
        "This file is larger than a collection workbook can be: {why}. Ask for the workbook that "
        "was issued, without anything pasted into it.",
    ),
    "skipped": Fault(_NOTE, "Passed over: {why}. Nothing needs doing."),
    "duplicate": Fault(
        _NOTE, "This is the same file as '{first}', which has been read. Nothing needs doing."
    ),
    "wrong-council": Fault(
        _REJECTED,
        "This workbook belongs to {read}, not to {expected}. Send it back to whoever sent it.",
    ),
    "wrong-period": Fault(
        _REJECTED,
        "This is the workbook for {read}, and {expected} is being read. Ask for the {expected} "
        "workbook, or run 'plansheet read {period}' if it was meant for that quarter.",
    ),
    "wrong-service": Fault(
        _REJECTED,
        "This workbook is for {read}, which has no workbook in {expected}. "
        "Check who sent it and ask for their own workbook.",
    ),
    "no-identity": Fault(
        _REJECTED,
        "This is a workbook, but not one that plansheet issued: it carries no identity. Ask for "
        "the collection workbook itself to be filled in and sent back.",
    ),
    "unknown-issue": Fault(
        _CONFIRM,
        "This workbook says it is {read}, which this council's records do not know, so all of it "
        "is held. Ask where it came from, or for the workbook '{file}' to be filled in instead.",
    ),
    "older-issue": Fault(
        _NOTE,
        "This is issue {read} of the workbook; issue {newest} has replaced it. It is read; rows "
        "that changed since are asked about.",
    ),
    "row-changed": Fault(
        _CONFIRM,
        "The plan changed this row after issue {read} was sent: {changes}. The figure is used. "
        "Ask whether it still holds.",
    ),
    "sheet-missing": Fault(
        _FIX,
        "The table of the sheet '{name}' is not in this workbook, so its {rows} rows could not be "
        "read. "
        "Copy it back from the workbook that was issued, or ask for it again.",
    ),
    "sheet-renamed": Fault(
        _NOTE, "The sheet '{name}' is now called '{read}'; it is read as '{name}'."
    ),
    "sheet-copied": Fault(
        _CONFIRM,
        "The sheet '{read}' looks like the sheet '{name}', but only '{name}' is read. "
        "Check that every figure stands on '{name}'.",
    ),
    "sheet-added": Fault(
        _NOTE,
        "The sheet '{read}' was not in the workbook that was issued, so nothing on it is used. "
        "If it says anything that matters, say it under Commentary.",
    ),
    "column-added": Fault(
        _NOTE,
        "The column '{heading}' was not on this sheet when it was issued, so nothing in it is "
        "used. If it says anything that matters, say it under Commentary.",
    ),
    "column-missing": Fault(
        _FIX,
        "The column '{heading}' is not on this sheet, so what was in it could not be read. "
        "Type the heading '{heading}' back into row {row}, or ask for the workbook again.",
    ),
    "row-missing": Fault(
        _FIX,
        "The row {ref} has been deleted from this sheet, so its figures could not be read. "
        "Ask for them, or for the workbook that was issued to be filled in.",
    ),
    "row-unknown": Fault(
        _CONFIRM,
        "The row '{ref}' was not in the workbook that was issued, so it is not used. "
        "If it is a new indicator, ask for it on the sheet Requests.",
    ),
    "row-twice": Fault(
        _FIX,
        "The row {ref} stands twice on this sheet (rows {rows}), so neither is used. "
        "Delete the one that is wrong and send the workbook again.",
    ),
    "locked-changed": Fault(
        _NOTE,
        "'{heading}' was locked and has been changed from '{old}' to '{new}'. The change is "
        "ignored. If it is right, ask for it on the sheet Requests.",
    ),
    "read-as": Fault(_NOTE, "'{entered}' {detail}. Nothing needs doing if that is right."),
    "not-a-number": Fault(
        _FIX,
        "'{entered}' is not a number, so it is not used. Type {heading} as a number, "
        "for example {example}.",
    ),
    "not-a-date": Fault(
        _FIX, "'{entered}' is not a date, so it is not used. Type the date as {example}."
    ),
    "percent-unclear": Fault(
        _CONFIRM,
        "'{entered}' could be {candidates}, so it is held. Type the percentage with its sign, "
        "for example {example}.",
    ),
    "number-unclear": Fault(
        _CONFIRM,
        "'{entered}' can be read in more than one way ({candidates}), so it is held. "
        "Type the number by itself, for example {example}.",
    ),
    "date-unclear": Fault(
        _CONFIRM,
        "'{entered}' is not clear as a date, so it is held. Type it as day, month and year, "
        "for example {example}.",
    ),
    "error-value": Fault(
        _FIX,
        "The cell shows the error {entered}, so there is nothing to use. Type {heading} over it, "
        "for example {example}.",
    ),
    "formula": Fault(
        _NOTE,
        "The cell holds a formula; its value {entered} is used. Type the figure itself if it "
        "should not change.",
    ),
    "formula-uncalculated": Fault(
        _FIX,
        "The cell holds a formula that was never worked out, so there is no figure. Type the "
        "figure itself, for example {example}.",
    ),
    "not-in-list": Fault(
        _FIX,
        "'{entered}' is not one of the answers for {heading}, so it is not used. "
        "Choose one of: {words}.",
    ),
    "date-outside": Fault(
        _FIX,
        "{entered} is outside the dates that make sense here ({low} to {high}), so it is not "
        "used. Check the year and type it again, for example {example}.",
    ),
    "text-long": Fault(
        _NOTE,
        "This text has {length} characters; the report has room for {limit}. All of it is kept.",
    ),
    "future-period": Fault(
        _NOTE,
        "{heading} is for a quarter that has not come yet; what was typed there is kept and not "
        "used. Enter it in that quarter's workbook.",
    ),
    "implausible": Fault(
        _CONFIRM,
        "{entered} {why}. Check it, and correct it if it is wrong.",
    ),
    "restated": Fault(
        _CONFIRM,
        "The figure for {quarter} changes from {old} to {new} ({reason}). The new one is used "
        "from now on; both are kept.",
    ),
}

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
    "status-missing": Fault(
        _FIX,
        "This milestone was due on {due} and has no status. Choose one of: {words}.",
    ),
    "risk-unanswered": Fault(
        _FIX, "This risk has not been reviewed. Choose 'No change', 'Changed' or 'Closed'."
    ),
    "contract-unanswered": Fault(
        _FIX,
        "This contract ends or is reviewed by {due} and nothing says what happens next. "
        "Choose one of: {words}.",
    ),
    "quality-unanswered": Fault(
        _FIX, "The question of {dimension} is not answered. Choose Yes, Partly or No."
    ),
}

CATALOGUE: dict[str, Fault] = PLAN_FAULTS | CONTRADICTIONS | RETURN_FAULTS | ANSWER_FAULTS
