"""Which mail server, and in whose name."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class Server:
    """A mail server and the sender that it lets us be.

    ``security``: "starttls" (asked for, and never done without), "tls" (from the first byte) or "none".  ``authority``:
    file of the certificates to trust instead of the machine's own.  The password is in no ``repr``.
    """

    host: str
    port: int
    sender: str
    sender_name: str = ""
    security: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    authority: str = ""

    @classmethod
    def of(cls, mail: Mapping[str, str]) -> Server:
        """Return the server of ``settings.MAIL``.  Raises ``ValueError`` when none is set up."""
        if not mail:
            raise ValueError("TEAMLET_SMTP_URL names no mail server.")
        return cls(
            host=mail["HOST"],
            port=int(mail["PORT"]),
            sender=mail["FROM"],
            sender_name=mail["FROM_NAME"],
            security=mail["SECURITY"],
            user=mail["USER"],
            password=mail["PASSWORD"],
            authority=mail["CA"],
        )

    @property
    def domain(self) -> str:
        """The sender's domain: the right half of each Message-ID, and how we greet."""
        return self.sender.rpartition("@")[2]

    @cached_property
    def tls(self) -> ssl.SSLContext:
        """TLS 1.2 or newer, name and chain verified.  Raises ``OSError`` when the file of authorities is unreadable."""
        return ssl.create_default_context(cafile=self.authority or None)
