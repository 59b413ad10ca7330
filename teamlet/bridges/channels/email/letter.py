"""One message as the bytes that go to the mail server (RFC 5322)."""

from __future__ import annotations

import re
import unicodedata
from binascii import b2a_qp
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache
from urllib.parse import quote

from teamlet.bridges.channels import Outgoing
from teamlet.bridges.channels.email.server import Server

#: What stands before the @ without quotation marks, between dots (RFC 5322 atom; letters beyond ASCII: RFC 6531).
_ATOM = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+")
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_LINE_ENDS = re.compile(r"\r\n|\r|\n|\x0b|\x0c|\x1c|\x1d|\x1e|\x85|\u2028|\u2029")
_END = "\r\n"
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1b\x1f\x7f\ud800-\udfff]")


class NotAnAddress(ValueError):
    """No mail can be sent to this."""


@dataclass(frozen=True, slots=True)
class Letter:
    """``content``: header and body with CRLF, dots doubled, without the final dot.  ``to``: the one who gets it."""

    to: str
    content: bytes
    needs_utf8: bool


def write_letter(outgoing: Outgoing, reference: str, server: Server, *, at: datetime) -> Letter:
    """Write the message: plain text, one recipient by address alone, ``reference`` as the left half of its Message-ID.

    Raises ``NotAnAddress`` for anything that is not one plain address.
    """
    local, domain = split_address(outgoing.address)
    to = f"{local}@{domain}"
    lines = [
        f"From: {_sender(server.sender_name, server.sender)}",
        f"To: {to}",
        f"Subject: {Header(_one_line(outgoing.subject), header_name='Subject').encode(linesep=_END)}",
        f"Date: {format_datetime(at)}",
        f"Message-ID: <{reference}@{server.domain}>",
        f"List-Unsubscribe: <mailto:{quote(server.sender, safe='@+')}?subject=STOP>",
        # A machine wrote it (RFC 3834): no absence note comes back.
        "Auto-Submitted: auto-generated",
        "X-Auto-Response-Suppress: All",
        *([f"Content-Language: {outgoing.language}"] if _LANGUAGE.fullmatch(outgoing.language) else []),
        "MIME-Version: 1.0",
        'Content-Type: text/plain; charset="utf-8"',
        "Content-Transfer-Encoding: quoted-printable",
        "",
        "",
    ]
    body = _UNSEEN.sub("", _LINE_ENDS.sub("\n", outgoing.body)).removesuffix("\n") + "\n"
    coded = b2a_qp(body.encode(), istext=True).replace(b"\n", b"\r\n")
    content = _END.join(lines).encode() + coded
    return Letter(to, re.sub(rb"(?m)^\.", b"..", content), not local.isascii())


@lru_cache(maxsize=4)
def _sender(name: str, address: str) -> str:
    """Return name and address as they stand after ``From:``; a name beyond ASCII is coded (RFC 2047)."""
    message = EmailMessage(SMTP)
    message["From"] = Address(_one_line(name), addr_spec=address)
    return message.as_string().strip().removeprefix("From:").strip()


def split_address(value: str) -> tuple[str, str]:
    """Return the two halves of a plain address, the domain as it stands in the name system.

    Raises ``NotAnAddress`` for more than one address, a name around it, quotation marks, control characters, a domain
    without a dot, and a domain that two versions of the standard write in two ways.
    """
    local, _, domain = unicodedata.normalize("NFC", value.strip(" ")).rpartition("@")
    if len(local.encode()) > 64 or not all(_ATOM.fullmatch(atom) for atom in local.split(".")):
        raise NotAnAddress
    spelled = domain.lower()
    try:
        encoded = spelled.encode("idna").decode("ascii")
        is_same = spelled.isascii() or encoded.encode("ascii").decode("idna") == spelled
    except UnicodeError:
        raise NotAnAddress from None
    labels = encoded.split(".")
    if not is_same or len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):
        raise NotAnAddress
    return local, encoded


def _one_line(text: str) -> str:
    return " ".join(_UNSEEN.sub("", _LINE_ENDS.sub(" ", text)).split())
