"""The password or token of an account, or of the ledger's server: taken from where it is kept.

It is never shown.

No message of this module quotes what was found or printed, and no error is passed on with its
cause: a library's or a command's own words may hold the secret.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass, field

from plansheet.errors import MailError
from plansheet.model.accounts import Kept

_SERVICE = "plansheet"
_COMMAND_SECONDS = 60.0
# The part of plansheet.toml that is about the ledger: the secret of an account is none of its.
LEDGER = "ledger"


@dataclass(frozen=True, slots=True)
class Secret:
    """Where a secret is; never the secret itself."""

    where: Kept = Kept.KEYRING
    variable: str = ""
    # An argument may be what opens another keeper of passwords.
    command: tuple[str, ...] = field(default=(), repr=False)


def secret_of(secret: Secret, user: str, section: str = "") -> str:
    """Return the password or token of `user`, from where it is kept.

    In a keyring, that of the `section` of plansheet.toml goes before the one for all.

    Raises:
        MailError: there is none, or what keeps it does not give it.
    """
    match secret.where:
        case Kept.KEYRING:
            return _from_keyring(user, section)
        case Kept.ENVIRONMENT:
            return _from_environment(secret.variable)
        case Kept.COMMAND:
            return _from_command(secret.command)


def remember(user: str, secret: str, section: str = "") -> None:
    """Put the password or token of `user` where the system keeps passwords.

    With a `section` of plansheet.toml it is that section's alone.

    Raises:
        MailError: there is no such place, or it does not take this one.
    """
    # Loading it looks for what keeps passwords on this system, which few commands need.
    import keyring  # noqa: PLC0415 - loaded when used: commands start at once
    from keyring.errors import KeyringError  # noqa: PLC0415 - loaded when used: commands start at once

    try:
        keyring.set_password(_service(section), user, secret)
    except KeyringError:
        raise MailError(_no_keyring(section)) from None
    except Exception:  # noqa: BLE001 - each system's keeper of passwords has errors of its own
        message = (
            f"This computer's keyring did not take the secret of {user!r} ({len(secret)} "
            "characters). Windows keeps only short ones there, and a token may be longer: let a "
            'command print it (secret = "command" and secret_command in plansheet.toml).'
        )
        raise MailError(message) from None


def _service(section: str) -> str:
    return f"{_SERVICE} {section}" if section else _SERVICE


def _from_keyring(user: str, section: str) -> str:
    import keyring  # noqa: PLC0415 - as above

    try:
        kept = keyring.get_password(_service(section), user) if section else None
        if section != LEDGER:
            kept = kept or keyring.get_password(_SERVICE, user)
    except Exception:  # noqa: BLE001 - each system's keeper of passwords has errors of its own
        raise MailError(_no_keyring(section)) from None
    if not kept:
        message = (
            f"This computer's keyring holds no password or token of {user!r} for plansheet. Run "
            f"'{_command(section)}' once, on this computer and as yourself."
        )
        raise MailError(message)
    return kept


def _command(section: str) -> str:
    return f"plansheet {'ledger' if section == LEDGER else 'mail'} remember"


def _no_keyring(section: str) -> str:
    return (
        "This computer has no keyring that can be used, or it is locked, so "
        f"'{_command(section)}' has nowhere to keep a password. Unlock it, or take the secret "
        'from a variable or a command (secret = "environment" or "command" in plansheet.toml).'
    )


def _from_environment(variable: str) -> str:
    found = os.environ.get(variable, "").strip("\r\n")
    if not found:
        message = (
            f"The password or token should be in the environment variable {variable!r}, which is "
            "not set or empty. Set it before plansheet runs, or name another in plansheet.toml "
            "(secret_variable)."
        )
        raise MailError(message)
    return found


def _from_command(command: tuple[str, ...]) -> str:
    named = command[0] if command else ""
    found = shutil.which(named)
    if found is None:
        message = (
            f"The password or token should come from the command {named!r}, which this computer "
            "does not find. Check secret_command in plansheet.toml: the command first, with its "
            'folder where it needs one, then what it is told, such as ["get-token", "--mail"].'
        )
        raise MailError(message)
    return _first_line(named, _printed(named, [found, *command[1:]]))


def _printed(named: str, command: list[str]) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603 - the council's own settings name it; no shell reads it
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_COMMAND_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        why = (
            f"was not done after {_COMMAND_SECONDS:.0f} seconds and was ended. It must ask "
            "nothing: run it by hand once to see what it waits for."
        )
    except OSError:
        why = "cannot be started. Run it by hand once to see why."
    else:
        if done.returncode == 0:
            return done.stdout
        why = (
            f"ended with exit status {done.returncode}. Run it by hand once to see why; what it "
            "printed is not shown here, since it may hold the secret."
        )
    message = f"The command {named!r}, which should print the password or token, {why}"
    raise MailError(message)


def _first_line(named: str, printed: bytes) -> str:
    lines = printed.decode("utf-8-sig", "replace").splitlines()
    found = lines[0].strip() if lines else ""
    if not found or "\ufffd" in found:
        what = "bytes that are no text (UTF-8)" if found else "nothing in its first line"
        message = (
            f"The command {named!r} should print the password or token, and printed {what}. "
            "Run it by hand once to see why."
        )
        raise MailError(message)
    return found
