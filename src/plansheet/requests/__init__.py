"""What services ask to have changed: the sheet Requests of a return, understood and checked."""

from plansheet.requests.checks import request_problems
from plansheet.requests.reading import Asking, requests_of, understood

__all__ = ["Asking", "request_problems", "requests_of", "understood"]
