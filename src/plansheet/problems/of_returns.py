"""What can be wrong with a returned workbook, its sheets, rows and cells."""

from __future__ import annotations

from plansheet.problems.kinds import Fault, Level

_REJECTED, _FIX, _CONFIRM, _NOTE = Level.REJECTED, Level.FIX, Level.CONFIRM, Level.NOTE

RETURN_FAULTS: dict[str, Fault] = {
    "unreadable": Fault(
        _REJECTED,
        "This file could not be read: {why}. {remedy}",
    ),
    "encrypted": Fault(
        _REJECTED,
        "Nothing in this file can be read: {why}. {remedy}",
    ),
    "not-a-workbook": Fault(
        _REJECTED,
        "This is not a workbook that can be read: {why}. {remedy}",
    ),
    "old-format": Fault(
        _NOTE,
        "This file is saved as {form}, which tells what its cells say but not their formats, "
        "formulas or locks. It is read all the same, each figure in the format that its cell was "
        "sent out with. Next time an Excel workbook (.xlsx) is better.",
    ),
    "macros": Fault(
        _NOTE,
        "This workbook holds macros. They were not run, and nothing of them is used. Ask who put "
        "them there: the workbook that was issued has none.",
    ),
    "came-with": Fault(
        _NOTE,
        "With this workbook came {names}, which {are} not read. Look there if anything is "
        "missing here.",
    ),
    "mail-text": Fault(
        _NOTE,
        "The e-mail from {sender} says: '{text}'. Nothing in it is used as a figure; ask for the "
        "workbook.",
    ),
    "limits": Fault(
        _REJECTED,
        "This file is larger than a collection workbook can be: {why}. Ask for the workbook that "
        "was issued, without anything pasted into it.",
    ),
    "removed": Fault(
        _NOTE,
        "This file was removed on {day}: {reason}. Nothing of it is read or kept. Delete this copy "
        "of it too.",
    ),
    "skipped": Fault(_NOTE, "Passed over: {why}. Nothing needs doing."),
    "duplicate": Fault(
        _NOTE, "This is the same file as '{first}', which has been read. Nothing needs doing."
    ),
    "versions-unclear": Fault(
        _CONFIRM,
        "{files} differ in {count}, and nothing tells which of them is meant. What they agree on "
        "is used; the rest is held until one is chosen, in the workbook 'Decisions {period}' or, "
        'for example, with \'plansheet choose {period} {service} "{file}" --reason "Confirmed '
        "by telephone\"'. A return that comes later takes their place.",
    ),
    "versions-differ": Fault(
        _CONFIRM,
        "{heading} is {said}, so it is held. Say which of them is right, or send a corrected "
        "return.",
    ),
    "changed-since": Fault(
        _NOTE,
        "{heading} was '{old}' in '{file}' and is '{new}' in this return, which counts. Nothing "
        "needs doing if that is right.",
    ),
    "gone-since": Fault(
        _CONFIRM,
        "{heading} was '{old}' in '{file}' and is empty in this return, which counts. Fill it "
        "in again if it was not taken out on purpose.",
    ),
    "replaced": Fault(
        _NOTE,
        "{files} {counts} in the place of this return, which is kept. Nothing of it is used.",
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
    "service-without-plan": Fault(
        _FIX,
        "This workbook is for {service}, which has no plan to go by, so it could not be read. Its "
        "sender did nothing wrong, and nothing of it is lost. {why} Then run 'plansheet read "
        "{period}' again.",
    ),
    "no-identity": Fault(
        _REJECTED,
        "This is a workbook, but not one that plansheet issued: it carries no identity. Ask for "
        "the collection workbook itself to be filled in and sent back.",
    ),
    "identity-lost": Fault(
        _CONFIRM,
        "This workbook has lost the marks by which plansheet knows it. All that is locked in it is "
        "as in '{file}', so it is read as that. Check with whoever sent it that it is theirs.",
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
        "Check that it still holds.",
    ),
    "row-dropped": Fault(
        _NOTE,
        "The plan dropped this row after issue {read} was sent, so '{entered}' is not used here. "
        "If another service supplies the figure now, enter it there with 'plansheet enter'.",
    ),
    "row-redefined": Fault(
        _CONFIRM,
        "The plan changed what this row asks for after issue {read} was sent: {changes}. What was "
        "entered answers the older question, so it is held. Give the figure as it is asked for "
        "now.",
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
        "The row {row} was not in the workbook that was issued, so it is not used. "
        "If it is a new indicator, ask for it on the sheet Requests.",
    ),
    "row-twice": Fault(
        _FIX,
        "The row {ref} stands twice on this sheet (rows {rows}), so neither is used. "
        "Delete the one that is wrong and send the workbook again.",
    ),
    "row-mistaken": Fault(
        _FIX,
        "The row {ref} now says '{text}', which was locked in the row {other}, so it cannot be "
        "told which of the two its figures are for, and they are not used. Put each label back "
        "beside its own row, for example by copying the locked columns from the workbook that was "
        "issued.",
    ),
    "column-twice": Fault(
        _FIX,
        "The heading '{heading}' stands over more than one column of this sheet and they do not "
        "say the same, so none of them is used. Delete the one that is wrong and send the "
        "workbook again.",
    ),
    "columns-moved": Fault(
        _CONFIRM,
        "The columns to fill in stand in another order than they were issued in: {headings}. Each "
        "is read by its heading. Check that every heading still stands over its own figures.",
    ),
    "cells-merged": Fault(
        _FIX,
        "The cells {block} were merged into one, which says '{entered}', so it cannot be told "
        "which of them it is for, and it is not used. Unmerge them and fill in each by itself.",
    ),
    "text-merged": Fault(
        _CONFIRM,
        "This cell was merged with {cell}, and what it says is used there only. If it is meant "
        "here too, unmerge the cells and type it in each.",
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
        "'{entered}' could be {candidates}, so it is held. "
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
        "The cell holds a formula{elsewhere}; its value {entered} is used. Type the figure itself "
        "if it should not change.",
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
    "asked-again": Fault(
        _CONFIRM,
        "The council asks about '{entered}' and does not use it until it is confirmed; what was "
        "known before stands. Check it, say why it changed, and send the workbook again.",
    ),
    "entered-differs": Fault(
        _CONFIRM,
        "'{entered}' stands here, and {told} was given on {day} ({source}). The figure of the "
        "workbook is used. Check which is right, and decide it in the workbook "
        "'Decisions {period}'.",
    ),
    "restated": Fault(
        _CONFIRM,
        "The figure for {quarter} changes from {old} to {new} ({reason}). The new one is used "
        "from now on; both are kept.",
    ),
}
