"""What stops the work: the few exceptions plansheet raises, each one sentence for a person.

A fault in the data is never an exception: it is a `Problem` (see `plansheet.problems`).
`cli` turns every one of these into exit status 2.
"""


class PlansheetError(Exception):
    """The work cannot go on; the message says what happened and the one thing to do."""


class SettingsError(PlansheetError):
    """The council's `plansheet.toml` is missing or says something that cannot be used."""


class PeriodError(PlansheetError):
    """A period that cannot be read, or that no plan of the council covers."""


class ServiceError(PlansheetError):
    """A service that was asked for by a code that no plan has."""


class RefError(PlansheetError):
    """A row that was asked for by a ref that the service does not have in that quarter."""


class PlanError(PlansheetError):
    """A plan that cannot be used, or not be changed as was asked."""


class DecisionError(PlansheetError):
    """A decision about a return that cannot be taken as was asked."""


class StoreError(PlansheetError):
    """A file or folder of the council cannot be read or written."""


class EditError(PlansheetError):
    """A workbook of the council's own that cannot be changed without losing something in it."""


class LedgerError(PlansheetError):
    """The ledger cannot be opened, or was written by a newer plansheet."""


class MailError(PlansheetError):
    """A mail server that cannot be reached or trusted, or that does not let plansheet in."""


class ClusterError(PlansheetError):
    """A cluster that cannot be reached, or none of whose computers can be used."""
