"""A council that writes and reads e-mail: its settings, its messages, and a clock for waiting."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from town import Q1, Town

from plansheet.jobs.council import opened, quarter_of
from plansheet.jobs.mailbox import read_mailbox
from plansheet.jobs.sending import send_messages
from plansheet.jobs.writing_to import WantedMessages
from plansheet.model.messages import Delivery, Kind

if TYPE_CHECKING:
    from mail_server import Post

    from plansheet.jobs.outcome import Outcome, World


class Reached(Protocol):
    """A server of the tests as settings name it."""

    @property
    def port(self) -> int: ...

    @property
    def certificates(self) -> str: ...


@dataclass
class Mailing:
    """The town with its mail server, and a clock of its own for waiting."""

    town: Town
    post: Post | None = None
    seconds: float = 0.0

    @property
    def server(self) -> Post:
        """Return the server of the tests that messages go to."""
        assert self.post is not None
        return self.post

    def pause(self, seconds: float) -> None:
        self.seconds += seconds

    def world(self, *, dry_run: bool = False) -> World:
        base = self.town.world(dry_run=dry_run)
        return replace(base, pause=self.pause, seconds=lambda: self.seconds)

    def send(self, kind: str = "issue", *services: str, **how: object) -> Outcome:
        dry_run = bool(how.pop("dry_run", False))
        wanted = WantedMessages(Kind(kind), services, is_sent=True)
        wanted = replace(wanted, **how)  # type: ignore[arg-type]
        return self.town.run(
            lambda council: send_messages(
                council, quarter_of(Q1), self.world(dry_run=dry_run), wanted
            ),
            read_only=dry_run,
        )

    def read(self, *, dry_run: bool = False, password: str = "") -> Outcome:
        """Read the mailbox."""
        world = self.world(dry_run=dry_run)
        return self.town.run(
            lambda council: read_mailbox(council, quarter_of(Q1), world, password),
            read_only=dry_run,
        )

    def deliveries(self) -> list[tuple[str, str, Delivery]]:
        with opened(self.town.root) as council:
            found = council.ledger.messages.of(quarter_of(Q1))
        return [(each.service, str(each.kind), each.delivery) for each in found]


def say(town: Town, section: str, **values: object) -> None:
    """Write settings down below the heading of their section, in place of what stood there."""
    path = town.root / "plansheet.toml"
    lines, here, done = [], "", set[str]()
    for line in path.read_text(encoding="utf-8").splitlines():
        here = line if line.startswith("[") else here
        name = line.partition(" = ")[0]
        is_said = here == f"[{section}]" and name in values
        done |= {name} if is_said else set()
        lines.append(f"{name} = {json.dumps(values[name])}" if is_said else line)
    assert done == set(values)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def by_post(town: Town, post: Reached, **more: object) -> None:
    """Have a council send by a server of the tests, with whatever else is said of that."""
    email = more.pop("email", "performance@council.example")
    say(town, "council", email=email)
    server = {"server": "localhost", "port": post.port, "certificates": post.certificates}
    say(town, "mail", **{**server, "sign_in": "none", **more})
