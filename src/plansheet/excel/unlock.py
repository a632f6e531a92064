"""Workbooks protected with a password to open them, opened with the passwords at hand."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from plansheet.excel.limits import damaged, locked

if TYPE_CHECKING:
    from collections.abc import Sequence

# Excel itself locks with this what it only recommends to open as read-only, and never asks for it.
_OF_EXCEL = "VelvetSweatshop"
_NONE_GIVEN = "it is protected with a password, and none was given"
_WRONG = "it is protected with a password, which is none of those given"


def is_protected(data: bytes) -> bool:
    """Return whether a workbook of Excel 97-2003 is protected with a password to open it."""
    from msoffcrypto import OfficeFile  # noqa: PLC0415 - only such a file needs it

    try:
        return bool(OfficeFile(BytesIO(data)).is_encrypted())
    except Exception as error:
        raise damaged() from error


def unlocked(data: bytes, passwords: Sequence[str]) -> bytes:
    """Return the workbook that was protected, by the first of `passwords` that opens it.

    Raises Refused: `encrypted` where none does, `unreadable` where what protects it is damaged.
    """
    from msoffcrypto import OfficeFile  # noqa: PLC0415 - only such a file needs it
    from msoffcrypto.exceptions import InvalidKeyError  # noqa: PLC0415 - loaded when used: commands start at once

    for password in (*passwords, _OF_EXCEL):
        # What comes out is never more than went in.
        out = BytesIO()
        try:
            protected = OfficeFile(BytesIO(data))
            # Only the older kind (.xls) always checks the password, and takes no such word.
            checks = {} if protected.format == "xls97" else {"verify_password": True}
            protected.load_key(password=password, **checks)
            protected.decrypt(out)
        except InvalidKeyError:
            continue
        except Exception as error:
            raise damaged() from error
        return out.getvalue()
    raise locked(_WRONG if passwords else _NONE_GIVEN)
