"""The decisions workbook: what the manager decides about a quarter's returns, declared once."""

from __future__ import annotations

from plansheet.layout.columns import Column, Reads, Sheet
from plansheet.model.records import Choice

CHOICES = (Choice.ACCEPT, Choice.USE_INSTEAD, Choice.ASK_AGAIN)

DECISIONS = Sheet(
    "Decisions",
    (
        Column("service", "Service", 20),
        Column("kind", "Kind", 16),
        Column("sheet", "Sheet", 13),
        Column("ref", "Ref", 12),
        Column("title", "About", 34),
        Column("column", "Column", 16),
        Column("said", "What was read", 24),
        Column("question", "Question", 44),
        Column("accepts", "Accept means", 30),
        Column("otherwise", "If nothing is decided", 26),
        Column(
            "choice",
            "Decision",
            15,
            Reads.CHOICE,
            "What is to be done with it.",
            str(Choice.ACCEPT),
            choices=tuple(map(str, CHOICES)),
        ),
        Column(
            "instead",
            "Use this instead",
            20,
            Reads.TEXT,
            "What is used in its place, where the decision is Use instead.",
            "79%",
        ),
        Column(
            "reason", "Reason", 34, Reads.TEXT, "Why it is decided so.", "Confirmed by telephone."
        ),
        Column(
            "by",
            "Decided by",
            22,
            Reads.TEXT,
            "Who decides, and when.",
            "Management Board, 17 July",
        ),
        Column(
            "notes",
            "Your notes",
            34,
            Reads.TEXT,
            "Yours to keep; nothing reads them.",
            "The service was rung on 3 July.",
        ),
        Column("decided", "Decided so far", 36),
        Column("file", "File", 34),
        Column("cell", "Cell", 12),
    ),
    keys=("service", "sheet", "ref", "column", "said"),
    purpose=(
        "What waits for a decision, a row a matter. Choose under Decision, save and close this "
        "workbook, and run 'plansheet decide'."
    ),
)
COMMENTARY = Sheet(
    "Commentary",
    (
        Column("service", "Service", 22),
        Column("ref", "Ref", 10),
        Column("title", "Indicator", 38),
        Column("supplied", "Supplied commentary", 60),
        Column(
            "published",
            "Commentary for publication",
            60,
            Reads.TEXT,
            "What is published in the place of the supplied text; left empty, that one is.",
            "Two posts were vacant until September.",
        ),
        Column("before", "Published for other words before", 44),
    ),
    keys=("service", "ref", "supplied"),
    purpose=(
        "The commentary that services supplied. What you write beside it is published in its "
        "place, for as long as the supplied words stay the same."
    ),
)
