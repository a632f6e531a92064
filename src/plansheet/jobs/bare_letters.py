"""What is said of an e-mail that brought no workbook: what it is, and what to do about it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from plansheet.arrivals.natures import Nature
from plansheet.jobs.reading import as_a_whole
from plansheet.jobs.senders import addresses_of, sender_of, service_about
from plansheet.model.names import visible
from plansheet.model.records import Status
from plansheet.problems import Place, problem
from plansheet.reconcile.words import joined

if TYPE_CHECKING:
    from plansheet.arrivals.letters import Letter
    from plansheet.excel.limits import Refused
    from plansheet.jobs.council import Council
    from plansheet.jobs.reading import Received
    from plansheet.model.periods import Quarter
    from plansheet.problems import Problem


# What mail programs make of attachments that nobody else can read.
_REMEDIES = {
    "winmail.dat": (
        "Outlook has packed what was attached in a way of its own (Rich Text): ask for the message "
        "once more, sent as HTML or plain text."
    ),
    "smime.p7m": "The message is encrypted: ask for it once more, not encrypted.",
}


def bare_letter(
    council: Council, quarter: Quarter, found: Received, letter: Letter, refused: Refused
) -> Received:
    """Return an e-mail without a workbook as what it is, with the service that it is about.

    What a machine wrote is passed over, since nobody returned it; a person's letter is rejected.
    """
    service = service_about(council, quarter, letter)
    place = Place(file=found.name, label=council.services(quarter).get(service, ""))
    found = replace(found, service=service)
    said = _by_nature(council, quarter, letter, service, place)
    if said is not None:
        return as_a_whole(found, said, status=Status.SKIPPED)
    if letter.links:
        links = joined([visible(each) for each in letter.links])
        sender = sender_of(letter)
        return as_a_whole(found, problem("link-instead", place, sender=sender, links=links))
    return _of_a_person(quarter, found, letter, refused, place)


def _of_a_person(
    quarter: Quarter, found: Received, letter: Letter, refused: Refused, place: Place
) -> Received:
    """Return somebody's letter: an answer in words, or files that are no workbook."""
    sender, text = sender_of(letter), visible(letter.body)
    is_answer = letter.reference is not None or bool(letter.answers)
    if is_answer and text and not letter.attached:
        said = problem("mail-answer", place, sender=sender, text=text, period=quarter.label)
        return as_a_whole(found, said, status=Status.SKIPPED)
    remedies = (_REMEDIES[name] for name in letter.attached if name in _REMEDIES)
    remedy = next(remedies, refused.remedy)
    why = problem(refused.code, place, why=refused.detail, remedy=remedy)
    if not text:
        return as_a_whole(found, why)
    # Whoever attached something has returned something; words alone are no return.
    code = "mail-words" if letter.attached else "mail-text"
    return as_a_whole(found, why, problem(code, place, sender=sender, text=text))


def _by_nature(
    council: Council, quarter: Quarter, letter: Letter, service: str, place: Place
) -> Problem | None:
    """Return what is said of a machine's answer, None for a person's letter."""
    if letter.nature is Nature.AWAY:
        text = visible(letter.body) or visible(letter.subject)
        return problem("out-of-office", place, sender=sender_of(letter), text=text)
    if letter.nature is Nature.RECEIPT:
        return problem("mail-receipt", place)
    if letter.nature is Nature.LETTER:
        return None
    failed = joined([visible(each) for each in letter.failed]) or "an address that is not named"
    why = f": the server says '{visible(letter.why)}'" if letter.why else ""
    if letter.nature is Nature.DELAYED:
        return problem("delayed", place, addresses=failed, why=why)
    where = _where(council, quarter, letter, service)
    return problem("bounced", place, addresses=failed, why=why, where=where)


def _where(council: Council, quarter: Quarter, letter: Letter, service: str) -> str:
    """Return where the address stands that a message could not be sent to."""
    settings = f"under [contacts.{service or 'CODE'}] in plansheet.toml"
    plan = council.plan_for(service, quarter)
    if plan is None:
        return f"{settings} or in the table Service of the plan"
    given = council.settings.contact(service).email.casefold()
    email = plan.service.email.casefold()
    if email in letter.failed and email != given:
        return f"in the table Service of '{plan.file}' (or give another one {settings})"
    is_known = not addresses_of(council, plan).isdisjoint(letter.failed)
    return settings if is_known else f"{settings} or in the table Service of '{plan.file}'"
