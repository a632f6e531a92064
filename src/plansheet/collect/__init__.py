"""From what a workbook holds to what the service said: pure, the inverse of `generate`."""

from plansheet.collect.book import Collected, collect
from plansheet.collect.identity import Identity, identity_of

__all__ = ["Collected", "Identity", "collect", "identity_of"]
