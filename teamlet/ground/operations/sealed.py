"""A sealed stream: encrypted in chunks, so that a flipped byte, a missing end or a wrong key is noticed.

Layout: a magic line, one line of JSON (key fingerprint, salt, creation time), then chunks of a four-byte length
and AES-256-GCM ciphertext.  Each file has its own key (HKDF of backup key and salt); a chunk's nonce is its number,
and its associated data the header with a mark on the last chunk, so chunks can be neither moved nor left out.
"""

from __future__ import annotations

import io
import json
import os
import struct
from datetime import UTC, datetime
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from teamlet.ground.operations.halt import Halt
from teamlet.ground.operations.keys import fingerprint

MAGIC = b"TEAMLET BACKUP 1\n"
#: Plain bytes per chunk.
CHUNK = 1 << 20
_LENGTH = struct.Struct(">I")
_TAG = 16


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"teamlet backup 1").derive(key))


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


class Sealer(io.RawIOBase):
    """Writes plain bytes sealed into ``target``; ``close`` writes the last chunk and leaves ``target`` open."""

    def __init__(self, target: BinaryIO, key: bytes) -> None:
        salt = os.urandom(16)
        header = {
            "key": fingerprint(key),
            "salt": salt.hex(),
            "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        self._header = MAGIC + json.dumps(header, sort_keys=True).encode() + b"\n"
        self._target = target
        self._cipher = _cipher(key, salt)
        self._number = 0
        self._waiting = bytearray()
        target.write(self._header)

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, data: Any) -> int:
        """Take plain bytes."""
        self._waiting += data
        # One byte more than a chunk must wait before the chunk is known not to be the last.
        while len(self._waiting) > CHUNK:
            self._seal(bytes(self._waiting[:CHUNK]), is_last=False)
            del self._waiting[:CHUNK]
        return len(data)

    def _seal(self, plain: bytes, *, is_last: bool) -> None:
        sealed = self._cipher.encrypt(_nonce(self._number), plain, self._header + (b"last" if is_last else b"more"))
        self._target.write(_LENGTH.pack(len(sealed)) + sealed)
        self._number += 1

    def close(self) -> None:
        """Write what waits as the last chunk."""
        if not self.closed:
            self._seal(bytes(self._waiting), is_last=True)
            self._waiting.clear()
        super().close()


class Unsealer(io.RawIOBase):
    """Reads the plain bytes of a sealed stream.

    Raises ``Halt`` when the file is no backup, was made with another key, was cut or was changed.
    """

    def __init__(self, source: BinaryIO, key: bytes) -> None:
        self._source = source
        magic = source.readline(64)
        if magic != MAGIC:
            raise Halt("This file is not a Teamlet backup of a kind that this version reads.")
        line = source.readline(2048)
        try:
            header = json.loads(line)
            salt = bytes.fromhex(header["salt"])
            made_with = str(header["key"])
        except (ValueError, KeyError, TypeError) as error:
            raise Halt(_DAMAGED) from error
        if made_with != fingerprint(key):
            raise Halt(
                f"This backup was made with another key ({made_with}); the key here is {fingerprint(key)}. "
                "Put the key it was made with into TEAMLET_HOME/keys/backup_key."
            )
        self.created_at = str(header.get("created_at", ""))
        self._header = magic + line
        self._cipher = _cipher(key, salt)
        self._number = 0
        self._plain = b""
        self._is_over = False

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill ``buffer``; 0 only at the true end."""
        while not self._plain and not self._is_over:
            self._open_next()
        found = self._plain[: len(buffer)]
        buffer[: len(found)] = found
        self._plain = self._plain[len(found) :]
        return len(found)

    def _open_next(self) -> None:
        head = self._source.read(_LENGTH.size)
        length = _LENGTH.unpack(head)[0] if len(head) == _LENGTH.size else 0
        if not _TAG <= length <= CHUNK + _TAG:
            raise Halt(_CUT if len(head) < _LENGTH.size else _DAMAGED)
        sealed = self._source.read(length)
        if len(sealed) < length:
            raise Halt(_CUT)
        for mark, is_last in ((b"more", False), (b"last", True)):
            try:
                self._plain = self._cipher.decrypt(_nonce(self._number), sealed, self._header + mark)
            except InvalidTag:
                continue
            self._number += 1
            self._is_over = is_last
            if is_last and self._source.read(1):
                raise Halt(_DAMAGED)
            return
        raise Halt(_DAMAGED)


_DAMAGED = "This backup is damaged: its bytes were changed. Nothing was done."
_CUT = "This backup is cut off: its end is missing. Nothing was done."
