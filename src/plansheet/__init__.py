"""plansheet: from service plans to the council-wide Performance Data Collection spreadsheet."""

__version__ = "0.1.0"
