"""What can be wrong in a service plan as it is read."""

from __future__ import annotations

from plansheet.problems.kinds import Fault, Level

_FIX, _CONFIRM, _NOTE = Level.FIX, Level.CONFIRM, Level.NOTE

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
    "inferred-in-use": Fault(
        _CONFIRM,
        "This plan does not state everything, so what plansheet takes from its words is in use: "
        "{what}. Confirm it on the plan's sheet To confirm or write it into those columns; "
        "'plansheet plan check {service}' lists it row by row.",
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
    "plan-empty": Fault(
        _FIX,
        "No indicators, projects, risks or contracts were recognised in this plan, so there is "
        "nothing to collect. A table is known by the headings of its columns: give for example the "
        "indicators the headings Ref, Description, Unit, Good is, 2018/19 Target.",
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
    "name-as-post": Fault(
        _NOTE,
        "Under '{heading}' stands the name of a person. A plan names posts, so the job title that "
        "the document gives is written in its place. Nothing needs doing if it is still right.",
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
    "change-unaimed": Fault(
        _CONFIRM,
        "From {starts} on this sum is measured otherwise, so only the quarters since are added up, "
        "and the target was set for the whole year: no rating is given for the rest of it. Add a "
        "change of '{target}' from the same quarter with what is to be reached by its end.",
    ),
    "outturn-differs": Fault(
        _CONFIRM,
        "The plan says {read} for {year}, and the returns come to {found}. The plan is left as it "
        "is. Correct whichever is wrong.",
    ),
    "draft-row-over": Fault(
        _NOTE,
        "This row is over: the plan that the draft is made from no longer has it. You have worked "
        "on the draft, so the row is left to you. Delete it unless it is to stay.",
    ),
    "draft-stays": Fault(
        _FIX,
        "What is new could not be put into this draft: {why} Or move the draft away and run "
        "'plansheet plan roll' again for a new one.",
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
