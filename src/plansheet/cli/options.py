"""Options and arguments that several commands share."""

from __future__ import annotations

import click


class Said(click.ParamType[str]):
    """Some words; nothing but blanks is none."""

    name = "text"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the words without blanks around them; wrong usage where there are none."""
        if not value.strip():
            self.fail("Write some words here.", param, ctx)
        return value.strip()


SAID = Said()
period = click.argument("period", metavar="PERIOD")
dry_run = click.option("--dry-run", is_flag=True, help="Say what would be done; write nothing.")
as_json = click.option("--json", "is_json", is_flag=True, help="Print one JSON document.")
services = click.option(
    "--service", "codes", metavar="CODE", multiple=True, help="Only this service; may be repeated."
)
starts = click.option(
    "--from", "starts", metavar="PERIOD", required=True, help="The quarter from which it holds."
)
reason = click.option("--reason", metavar="TEXT", type=SAID, required=True, help="Why.")
approved_by = click.option(
    "--approved-by", metavar="TEXT", default="", help="Who approved it, and when."
)
scheduler = click.option(
    "--scheduler",
    metavar="ADDRESS",
    default="",
    help="Have a cluster do the work, for example tcp://10.0.0.5:8786 (see the README).",
)
folder_of = click.pass_obj
