"""The bank holidays of the nations of the United Kingdom, as the library `holidays` knows them."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


class Nation(StrEnum):
    """Whose bank holidays are no working days."""

    ENGLAND = "England"
    WALES = "Wales"
    SCOTLAND = "Scotland"
    NORTHERN_IRELAND = "Northern Ireland"
    NONE = "none"


_CODES = {
    Nation.ENGLAND: "ENG",
    Nation.WALES: "WLS",
    Nation.SCOTLAND: "SCT",
    Nation.NORTHERN_IRELAND: "NIR",
}


@cache
def bank_holidays(nation: Nation, year: int) -> frozenset[date]:
    """Return the bank holidays of a calendar year, with those that were proclaimed for it alone.

    One that is proclaimed after the installed library was made is not among them, nor is any of a
    year after 2100, the last that it knows: such days go into the settings' `holidays`.
    """
    if nation not in _CODES:
        return frozenset()
    # It takes longer to load than a settings file to read, and only a deadline needs it.
    from holidays import country_holidays  # noqa: PLC0415 - loaded when used: commands start at once

    return frozenset(country_holidays("GB", subdiv=_CODES[nation], years=year))
