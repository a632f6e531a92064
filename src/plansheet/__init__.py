"""plansheet: from service plans to the council-wide Performance Data Collection spreadsheet."""

__version__ = "0.1.0"

# A process of plansheet's makes hundreds of thousands of values that it needs to its end, and then
# is gone: looking through them for what could go takes an eighth of its time, so it is seldom done.
COLLECTED_EVERY = 100_000
