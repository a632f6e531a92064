"""The steps of one open quarter: from making its workbooks to the papers about it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from plansheet.agenda.step import PROGRAM, Step, Urgency, counted
from plansheet.correspondence.promised import promises
from plansheet.model.dates import spoken_date
from plansheet.model.messages import Delivery, Kind
from plansheet.reconcile.words import joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from plansheet.agenda.values import OpenQuarter
    from plansheet.model.messages import Message
    from plansheet.reconcile.quarter import ServiceQuarter

# What is written to those who owe something: a draft of it is idle once nothing is owed.
_ASKING = frozenset({Kind.ISSUE, Kind.REMINDER, Kind.CHASE, Kind.QUERIES})
# So shortly before the day, whoever has not returned the workbook is reminded of it.
_LAST_DAYS = timedelta(days=3)


def quarter_steps(found: OpenQuarter, day: date) -> Iterator[Step]:
    """Yield what is to be done about one quarter."""
    if found.unread:
        files = counted(found.unread, "file")
        yield _step(found, Urgency.READ, f"Read {files} that came back", "read {period}")
    if found.look_into_mailbox:
        what = f"Look whether anything has come by e-mail for {found.quarter}"
        yield _step(found, Urgency.READ, what, "read {period} --mailbox")
    yield from _choices(found)
    if found.waiting:
        things = counted(found.waiting, "thing")
        what = (
            f"Decide {things} about {found.quarter}: open {found.decisions_file}, choose, save and "
            "close it, then run"
        )
        yield _step(found, Urgency.DECIDE, what, "decide {period}")
    if found.is_newest or not found.version:
        yield from _making(found)
    if not found.is_settled:
        yield from _collecting(found, day)
    yield from _compiling(found, day)
    if found.copy_has_changed:
        what = f"Compile the public copy of {found.quarter} again: something in it has changed"
        yield _step(found, Urgency.COMPILE, what, "compile {period} --public")
    yield from _papers(found)


def _step(found: OpenQuarter, urgency: Urgency, what: str, command: str) -> Step:
    period = found.quarter.label
    return Step(urgency, what, command.replace("{period}", period), period)


def _choices(found: OpenQuarter) -> Iterator[Step]:
    for service in found.services:
        unclear = next((each for each in service.problems if each.code == "versions-unclear"), None)
        if unclear is not None:
            name, file = service.plan.service.name, unclear.said["file"]
            what = f"Choose which return of {name} counts: {unclear.said['files']}"
            command = f'choose {{period}} {service.plan.code} "{file}" --reason "By telephone"'
            yield _step(found, Urgency.CHOOSE, what, command)


def _making(found: OpenQuarter) -> Iterator[Step]:
    """Yield the workbooks to make, and to make again since their plan has changed."""
    if found.missing:
        names = joined([name for _, name in found.missing])
        what = f"Make the workbooks of {found.quarter} for {names}, due {spoken_date(found.due)}"
        every = not found.services or all(not each.issue for each in found.services)
        codes = () if every else [code for code, _ in found.missing]
        yield _step(found, Urgency.GENERATE, what, f"generate {{period}}{_options(codes)}")
    if found.altered:
        names = joined([_name(found, each) for each in found.altered])
        what = (
            f"Make the workbooks of {found.quarter} for {names} again: their plans say something "
            "else now"
        )
        command = f"generate {{period}}{_options(found.altered)}"
        yield _step(found, Urgency.GENERATE, what, command)


def _options(codes: Iterable[str]) -> str:
    return "".join(f" --service {code}" for code in codes)


def _collecting(found: OpenQuarter, day: date) -> Iterator[Step]:
    """Yield what brings the returns in: workbooks sent, services chased and asked."""
    yield from _bounced(found)
    yield from _drafts(found)
    yield from _reminding(found, day)
    yield from _chasing(found, day)
    yield from _asking(found, day)
    yield from _awaited(found, day)
    yield from _telling(found)


def _bounced(found: OpenQuarter) -> Iterator[Step]:
    """Yield whose address is to be corrected, since a message to it came back."""
    for code in found.bounced:
        what = (
            f"Correct the address of {_name(found, code)}, from which a message came back, below "
            f"[contacts.{code}] in plansheet.toml or in its plan, then run"
        )
        command = f"email {{period}} --service {code} --again{_sends(found)}"
        yield _step(found, Urgency.SEND, what, command)


def _drafts(found: OpenQuarter) -> Iterator[Step]:
    """Yield the workbooks to draft messages for, and the drafts of each kind to send."""
    if found.undrafted:
        names = joined([_name(found, each) for each in found.undrafted])
        what = f"Draft the messages that carry the workbooks of {found.quarter} to {names}"
        if found.sends:
            what = f"Send the workbooks of {found.quarter} to {names}"
        yield _step(found, Urgency.SEND, what, f"email {{period}}{_sends(found)}")
    complete = {each.plan.code for each in found.services if each.is_complete}
    for kind in Kind:
        mine = [each for each in found.messages if each.kind is kind]
        drafts = [each for each in mine if each.delivery is Delivery.DRAFTED]
        idle = complete if kind in _ASKING else set()
        idle |= set(found.undrafted) if kind is Kind.ISSUE else set()
        unsent = [each.service for each in drafts if each.service not in idle]
        if unsent:
            names = joined([_name(found, each) for each in unsent])
            codes = "" if len(unsent) == len(drafts) else _options(unsent)
            what = f"the drafts with the {kind.plural} of {found.quarter}"
            words = f"Send {what} to {names}, then say so"
            command = f"email {{period}}{kind.option}{codes} --mark-sent"
            yield _step(found, Urgency.SEND, words, command)
        yield from _uncertain(found, mine)


def _uncertain(found: OpenQuarter, messages: Sequence[Message]) -> Iterator[Step]:
    """Yield the messages of which nobody knows whether they arrived."""
    for each in messages:
        if each.delivery is Delivery.UNCERTAIN:
            what = (
                f"Ask {_name(found, each.service)} whether the message of "
                f"{spoken_date(each.drafted_at.date())} arrived; if it did, run"
            )
            command = f"email {{period}}{each.kind.option} --service {each.service} --mark-sent"
            yield _step(found, Urgency.SEND, what, command)


def _sends(found: OpenQuarter) -> str:
    """Return the option that sends at once where the settings name a mail server."""
    return " --send" if found.sends else ""


def _name(found: OpenQuarter, code: str) -> str:
    names = {each.plan.code: each.plan.service.name for each in found.services}
    return names.get(code, code)


def _chasing(found: OpenQuarter, day: date) -> Iterator[Step]:
    """Yield who still owes something after the day it was due for them, all in one step."""
    called = found.called.get(Kind.CHASE, ())
    late = [each for each in owing(found) if day > each.due and each.plan.code in called]
    left = [each for each in late if not _is_asked_first(found, each)]
    if left:
        owed = joined([_owed(each, found, day) for each in left])
        asked = [each for each in found.services if each.issue and day > each.due]
        chased_by_all = [each for each in asked if not each.is_complete]
        codes = [] if left == chased_by_all else [each.plan.code for each in left]
        command = f"email {{period}} --kind chase{_options(codes)}{_sends(found)}"
        yield _step(found, Urgency.CHASE, f"Chase {owed} for {found.quarter}", command)


def _is_asked_first(found: OpenQuarter, service: ServiceQuarter) -> bool:
    """Return whether a service is to be sent what is asked about its return before it is chased."""
    return service.plan.code in found.called.get(Kind.QUERIES, ())


def owing(found: OpenQuarter) -> list[ServiceQuarter]:
    """Return the services that have their workbook and owe it, or answers about it.

    Nobody is late with what was never sent to them; who sent a file back has it all the same.
    """
    return [each for each in found.services if _has_workbook(found, each) and _owes(found, each)]


def _has_workbook(found: OpenQuarter, service: ServiceQuarter) -> bool:
    sent = (each.service for each in found.messages if each.kind is Kind.ISSUE and each.sent_at)
    came_back = service.returned is not None or bool(service.refused)
    return bool(service.issue) and (came_back or service.plan.code in sent)


def _owes(found: OpenQuarter, service: ServiceQuarter) -> bool:
    is_asked = not service.is_complete and _asked(found, service) > 0
    return service.returned is None or is_asked


def _owed(service: ServiceQuarter, found: OpenQuarter, day: date) -> str:
    name = service.plan.service.name
    if service.returned is None:
        return f"{name} ({counted((day - service.due).days, 'day')} late)"
    return f"{name} ({counted(_asked(found, service), 'query', 'queries')} open)"


def _asked(found: OpenQuarter, service: ServiceQuarter) -> int:
    return dict(found.asked).get(service.plan.code, 0)


def idle_of(found: OpenQuarter, day: date) -> str:
    """Return who is still out with what of a quarter while there is nothing to do, "" if nobody."""
    if found.is_settled:
        return ""
    left = owing(found)
    late = [_reminded(found, each) for each in left if day > each.due]
    out = [each for each in left if day <= each.due and each.returned is None]
    said = [f"Still out for {found.quarter}: {joined(late)}."] if late else []
    for due in sorted({each.due for each in out}):
        names = [each.plan.service.name for each in out if each.due == due]
        has = "has" if len(names) == 1 else "have"
        until = spoken_date(due)
        said.append(f"{joined(names)} {has} until {until} to return {found.quarter}.")
    return " ".join(said)


def _reminded(found: OpenQuarter, service: ServiceQuarter) -> str:
    """Return a service that owes something, with the day it was last reminded on."""
    mine = [each for each in found.messages if each.service == service.plan.code]
    days = [each.sent_at.date() for each in mine if each.kind is Kind.CHASE and each.sent_at]
    name = service.plan.service.name
    return f"{name} (reminded on {spoken_date(max(days))})" if days else name


def _asking(found: OpenQuarter, day: date) -> Iterator[Step]:
    """Yield the services whose returns leave something to ask, or whose files were no use."""
    for service in found.services:
        name = service.plan.service.name
        if service.returned is None and service.refused and day <= service.due:
            refused = joined([f"'{file}'" for file in _refused(service)])
            what = (
                f"Ask {name} for its workbook again, since {refused} could not be used; when it "
                "has come back, run"
            )
            yield _step(found, Urgency.ASK, what, "read {period}")
        code = service.plan.code
        if _is_asked_first(found, service):
            queries = counted(_asked(found, service), "query", "queries")
            what = f"Ask {name} {queries} on its return"
            command = f"email {{period}} --kind queries --service {code}{_sends(found)}"
            yield _step(found, Urgency.ASK, what, command)


def _refused(service: ServiceQuarter) -> list[str]:
    return list(dict.fromkeys(each.place.file for each in service.refused))


def _awaited(found: OpenQuarter, day: date) -> Iterator[Step]:
    """Yield the figures that were promised for a day that has passed."""
    for each in promises(found.services):
        if each.is_overdue(day):
            what = (
                f"Ask {_name(found, each.supplier)} for {each.ref}, which was expected by "
                f"{spoken_date(each.expected)}, and enter its figure: '{PROGRAM} enter "
                f"{found.quarter.label} {each.supplier} {each.ref}', the figure, and --source with "
                "who said it"
            )
            yield Step(Urgency.AWAITED, what, "", found.quarter.label)


def _reminding(found: OpenQuarter, day: date) -> Iterator[Step]:
    """Yield who has the workbook and only few days left to return it."""
    called = found.called.get(Kind.REMINDER, ())
    soon = [
        each
        for each in found.services
        if each.plan.code in called and each.due - _LAST_DAYS <= day <= each.due
    ]
    if soon:
        names = joined(
            [f"{each.plan.service.name} (due on {spoken_date(each.due)})" for each in soon]
        )
        codes = _options([] if len(soon) == len(called) else [each.plan.code for each in soon])
        command = f"email {{period}} --kind reminder{codes}{_sends(found)}"
        yield _step(found, Urgency.CHASE, f"Remind {names} of {found.quarter}", command)


def _telling(found: OpenQuarter) -> Iterator[Step]:
    """Yield who is to be told what came, or thanked, where plansheet sends that itself."""
    for kind, what in ((Kind.RECEIPTS, "Tell {} what came"), (Kind.THANKS, "Thank {}")):
        called = found.called.get(kind, ()) if found.sends else ()
        if called:
            names = joined([_name(found, each) for each in called])
            said = f"{what.format(names)} for {found.quarter}"
            yield _step(found, Urgency.TELL, said, f"email {{period}} --kind {kind} --send")


def _compiling(found: OpenQuarter, day: date) -> Iterator[Step]:
    asked = [each for each in found.services if each.issue]
    back = sum(each.returned is not None for each in asked)
    waited_for = [each.due for each in asked if each.returned is None]
    if found.version and found.has_changed:
        what = f"Compile {found.quarter} again: something has changed since version {found.version}"
    elif found.version or not back:
        return
    elif all(each.is_complete for each in asked):
        what = f"Compile {found.quarter}: {counted(back, 'service is', 'services are')} complete"
    elif all(day > due for due in (found.due, *waited_for)):
        what = f"Compile {found.quarter} with what there is of {back} of {len(asked)} services"
    else:
        return
    yield _step(found, Urgency.COMPILE, what, "compile {period}")


def _papers(found: OpenQuarter) -> Iterator[Step]:
    """Yield the reports to write once a quarter is compiled, those with a meeting by its day."""
    if not found.version or found.has_changed:
        return
    ordered = sorted(found.papers, key=lambda each: (each.meeting is None, each.meeting))
    for paper in (each for each in ordered if each.is_outdated or not each.is_written):
        meets = f", which meets on {spoken_date(paper.meeting)}" if paper.meeting else ""
        again = " again: something has come since it was written" if paper.is_outdated else ""
        what = f"Write the report on {found.quarter} for {paper.title}{meets}{again}"
        command = f"report {{period}} --for {paper.audience}"
        command += " --internal" if paper.internal else ""
        yield _step(found, Urgency.REPORT, what, command)
