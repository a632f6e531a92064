"""Plan and period to the pages of a collection workbook: pure."""

from plansheet.generate.book import content_sha256, generate, stated_content
from plansheet.generate.context import Context

__all__ = ["Context", "content_sha256", "generate", "stated_content"]
