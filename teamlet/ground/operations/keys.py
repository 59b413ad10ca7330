"""The backup key: 256 bits in `TEAMLET_HOME/keys/backup_key`, never inside a backup."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from teamlet.ground.operations.halt import Halt

NAME = "backup_key"


def key_path(home: Path) -> Path:
    """Return where the backup key lies or would lie."""
    return home / "keys" / NAME


def backup_key(home: Path, *, make: bool) -> bytes:
    """Return the 32 bytes of the backup key; with ``make`` a first use makes it.

    Raises ``Halt`` when there is none and none may be made, or when the file holds something else.
    """
    path = key_path(home)
    if make and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_hex(32) + "\n")
                file.flush()
                os.fsync(file.fileno())
        except FileExistsError:
            pass
    try:
        found = bytes.fromhex(path.read_text().strip())
    except FileNotFoundError:
        raise Halt(f"The backup key is not here. Copy it to {path}; a backup cannot be read without it.") from None
    except (ValueError, UnicodeDecodeError):
        found = b""
    if len(found) != 32:
        raise Halt(f"{path} does not hold a backup key (64 characters 0-9 a-f).")
    return found


def fingerprint(key: bytes) -> str:
    """Return 12 characters by which two keys can be told apart without showing either."""
    return hashlib.sha256(b"teamlet backup key\0" + key).hexdigest()[:12]
