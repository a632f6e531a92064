"""Words about accounts on mail servers: how to sign in, and where the secret for that is kept."""

from __future__ import annotations

from enum import StrEnum


class SignIn(StrEnum):
    """How plansheet says who it is."""

    PASSWORD = "password"  # noqa: S105 - a word of the settings, no password
    TOKEN = "xoauth2"  # noqa: S105 - the name of a way to sign in
    NONE = "none"


class Kept(StrEnum):
    """Where a password or token is kept."""

    KEYRING = "keyring"
    ENVIRONMENT = "environment"
    COMMAND = "command"
