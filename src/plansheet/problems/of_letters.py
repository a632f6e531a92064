"""What can be said of e-mails that came back: links, machines' answers, senders nobody knows."""

from __future__ import annotations

from plansheet.problems.kinds import Fault, Level

_REJECTED, _FIX, _CONFIRM, _NOTE = Level.REJECTED, Level.FIX, Level.CONFIRM, Level.NOTE

LETTER_FAULTS: dict[str, Fault] = {
    "link-instead": Fault(
        _REJECTED,
        "The e-mail from {sender} holds a link to a file kept elsewhere ({links}) and no workbook. "
        "A link is never followed: the file behind it may change, or be closed to others. Ask for "
        "the file itself, attached to an e-mail.",
    ),
    "out-of-office": Fault(
        _NOTE,
        "This is an automatic reply from {sender}: '{text}'. Nothing needs doing, unless the "
        "answer is needed sooner: then write to the deputy.",
    ),
    "bounced": Fault(
        _FIX,
        "A message to {addresses} came back{why}. Correct the address where it stands, "
        "{where}, and send the message again.",
    ),
    "delayed": Fault(
        _NOTE,
        "A message to {addresses} has not arrived yet{why}. The server goes on trying; nothing "
        "needs doing until it says that it has given up.",
    ),
    "mail-receipt": Fault(
        _NOTE,
        "This says only that a message has arrived or was opened. Nothing needs doing.",
    ),
    "mail-answer": Fault(
        _CONFIRM,
        "{sender} answers: '{text}'. No workbook is attached. Read it; a figure that it tells is "
        "entered with, for example, 'plansheet enter {period} SERVICE REF 97% --source \"by "
        "e-mail\"'.",
    ),
    "mail-words": Fault(
        _NOTE,
        "The e-mail from {sender} says: '{text}'. Nothing in it is used as a figure.",
    ),
    "mailbox-stopped": Fault(
        _FIX,
        "The mailbox could not be looked through to its end. {said} What was read stays read; "
        "after that, run the command again for the rest.",
    ),
    "mailbox-not-moved": Fault(
        _FIX,
        "What was read could not be put into the folder '{folder}' of the mailbox. {said} It is "
        "moved the next time.",
    ),
    "sender-unknown": Fault(
        _CONFIRM,
        "This workbook came from {sender}, which is none of the addresses of {service}, so all of "
        "it is held. Ask {service} whether it is theirs, and accept it in the workbook 'Decisions "
        "{period}' or, for example, with 'plansheet accept {period} {contact} {row} --reason "
        '"Confirmed by telephone"\'.{later}',
    ),
}
