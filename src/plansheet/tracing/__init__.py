"""One figure told from end to end, for whoever has to vouch for it: pure."""

from plansheet.tracing.build import trace_of
from plansheet.tracing.evidence import Evidence, Received, Version
from plansheet.tracing.find import Found, find_row, is_ref
from plansheet.tracing.page import Trace

__all__ = ["Evidence", "Found", "Received", "Trace", "Version", "find_row", "is_ref", "trace_of"]
