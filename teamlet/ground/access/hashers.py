"""Password hashing for staff: argon2id with 19 MiB, t=2, p=1 (OWASP's figures), at most two at a time."""

from __future__ import annotations

import threading

from django.contrib.auth.hashers import Argon2PasswordHasher

_two_at_a_time = threading.BoundedSemaphore(2)


class Argon2(Argon2PasswordHasher):
    """argon2id at 19 MiB and two passes: about 50 ms; Django's default takes 100 MiB and 360 ms."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        """Hash ``password``, waiting while two others are being hashed in this process."""
        with _two_at_a_time:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Check ``password``, waiting while two others are being hashed in this process."""
        with _two_at_a_time:
            return super().verify(password, encoded)
