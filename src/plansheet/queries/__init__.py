"""A return's queries back to its section head: an issue with its answers and questions: pure."""
