"""A return's queries back to its section head: an issue with its answers and questions: pure."""

from plansheet.queries.answers import filled
from plansheet.queries.asked import Query, is_theirs, queries_of
from plansheet.queries.book import Asking, query_book
from plansheet.queries.issued import as_issued
from plansheet.queries.markdown import as_markdown

__all__ = [
    "Asking",
    "Query",
    "as_issued",
    "as_markdown",
    "filled",
    "is_theirs",
    "queries_of",
    "query_book",
]
