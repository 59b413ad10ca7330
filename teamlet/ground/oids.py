"""Opaque ids: what addresses carry instead of row numbers."""

from __future__ import annotations

import secrets

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
LENGTH = 16


def new_oid() -> str:
    """Return 16 characters (79 bits) from an alphabet without look-alikes."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(LENGTH))
