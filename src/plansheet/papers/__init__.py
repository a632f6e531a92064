"""Reports as files: a Word document, a web page and a PDF, with charts as pictures."""

from plansheet.papers.office import as_pdf, office_program
from plansheet.papers.page import web_page
from plansheet.papers.template import Template
from plansheet.papers.word import word_document

__all__ = ["Template", "as_pdf", "office_program", "web_page", "word_document"]
