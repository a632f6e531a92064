"""Who may send a service's return without being asked about: pure, of plain addresses.

Addresses are compared without case and as a whole: `name+parks@...` is not `name@...`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.model.words import is_address

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping


def addresses_in(given: Iterable[str]) -> frozenset[str]:
    """Return the addresses among what stands for contacts, where a job title may stand too."""
    return frozenset(each.strip().casefold() for each in given if is_address(each.strip()))


def is_stranger(
    sender: str, contacts: frozenset[str], council: str = "", domains: Container[str] = ()
) -> bool:
    """Return whether nobody of a service, nor of the council, has the address `sender`.

    `contacts` are the service's own addresses: where it has none, nothing can be compared and
    nobody is a stranger. `council` is the address that collects and forwards, `domains` those of
    which everybody is welcome. A sender who is not known, "", is a stranger.
    """
    if not contacts:
        return False
    address = sender.strip().casefold()
    if address and address in contacts | addresses_in([council]):
        return False
    domain = address.rpartition("@")[2]
    return not (domain and domain in domains)


def service_of(addresses: Iterable[str], contacts: Mapping[str, frozenset[str]]) -> str:
    """Return the one service that any of the addresses is a contact of; "" for none or several."""
    wanted = addresses_in(addresses)
    found = [service for service, known in contacts.items() if known & wanted]
    return found[0] if len(found) == 1 else ""
