"""Faults of messages: who cannot be written to, and what came of sending."""

from __future__ import annotations

from plansheet.problems.kinds import Fault, Level

_FIX, _CONFIRM, _NOTE = Level.FIX, Level.CONFIRM, Level.NOTE

SENDING_FAULTS: dict[str, Fault] = {
    "address-outside": Fault(
        _FIX,
        "'{read}' is outside the council ({known}), so nothing is sent to it. Correct the address "
        'of {service}, or, if it is right, write other_domains = ["{domain}"] below [mail] in '
        "plansheet.toml.",
    ),
    "address-wrong": Fault(
        _FIX,
        "'{read}' is not an e-mail address, so nothing can be sent to it. Write for example "
        "--to performance@council.example.",
    ),
    "deputy-unknown": Fault(
        _NOTE,
        "The contact of {service} is away until {until}, and gets the message all the same, since "
        "no deputy's address is known. Write one below [contacts.{key}] in plansheet.toml, for "
        'example deputy = "deputy.head@council.example".',
    ),
    "mail-refused": Fault(
        _FIX,
        "{server} did not take the message to {to}: {said}. Nothing was sent to {service}. "
        "Correct the address, or ask who looks after the mail server; then run the command again.",
    ),
    "copy-refused": Fault(
        _FIX,
        "{server} took the message, but not for {to}: {said}. Correct that address of {service}.",
    ),
    "copy-deferred": Fault(
        _FIX,
        "{server} took the message, but put off {to} ({said}), who has not got it. Pass it on by "
        "hand from the messages that were sent.",
    ),
    "rehearsal-uncertain": Fault(
        _CONFIRM,
        "Nobody knows whether the rehearsal to {to} arrived: it was handed over, and no answer "
        "came. Look there, and rehearse again if it did not.",
    ),
    "mail-deferred": Fault(
        _FIX,
        "Nothing was sent yet: {server} did not take it ({said}). Run the command again in a "
        "while: nobody gets a message twice.",
    ),
    "mail-uncertain": Fault(
        _CONFIRM,
        "Nobody knows whether the message of {day} to {to} arrived: it was handed over, and no "
        "answer came. Ask {service}, or look among the messages that were sent. If it arrived, "
        "run '{went}'; if it did not, run '{again}'.",
    ),
    "account-fails": Fault(
        _FIX,
        "{said}",
    ),
    "mail-underway": Fault(
        _CONFIRM,
        "The message to {to} is being sent by another plansheet, or its sending was broken off a "
        "moment ago. Run the command again in a few minutes: it says then what is to be done.",
    ),
    "mail-stopped": Fault(
        _FIX,
        "The mail server could not be used any more, so nothing was sent to these. {said} After "
        "that, run the command again: only what has not gone is sent.",
    ),
    "mail-too-large": Fault(
        _FIX,
        "The message to {to} has {size}, and at most {most} can be sent. Make the logo in "
        "templates/style.toml smaller, or raise largest_mb below [mail] in plansheet.toml if the "
        "mail server takes more.",
    ),
}
