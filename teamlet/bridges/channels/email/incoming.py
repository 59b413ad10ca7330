"""A message that came in, read: what somebody wrote, or what a machine says about a message of ours (RFC 5322, 3464).

Nothing here raises for what a message may hold: broken headers, wrong charsets, no end.  Of what cannot be taken apart
the words are kept as they stand.
"""

from __future__ import annotations

import email
import hashlib
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from email import policy
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.utils import getaddresses
from enum import StrEnum

from teamlet.bridges.channels.email.plain import plain_text

#: Signs of a reply that are kept; bytes of a message that are looked at.
MOST_WORDS = 1_000_000
MOST_BYTES = 30_000_000
_MOST_PARTS = 200
_MOST_REFERENCES = 20

#: Our reference: the left half of a Message-ID of ours, or what follows the plus sign of our address.
_REFERENCE = re.compile(r"[A-Za-z0-9_-]{8,24}")
_MESSAGE_ID = re.compile(r"<\s*([A-Za-z0-9_-]{8,24})@[^<>\s]{1,255}>")
_WRITTEN_ID = re.compile(r"(?im)^[ \t>]*message-id:[ \t]*<?\s*([A-Za-z0-9_-]{8,24})@")
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_MACHINES = re.compile(r"(mailer-daemon|postmaster|no-?reply|donotreply|bounces?)([+.@-]|$)", re.IGNORECASE)
_ADDRESS = re.compile(r"[^@\s<>]{1,64}@[^@\s<>]{1,175}")
_STOP_SUBJECTS = {"stop", "unsubscribe", "alto"}
_BULK = {"bulk", "junk", "list", "auto_reply", "auto-reply"}
#: Of a status (RFC 3463) that is for good: what is about the address or the mailbox, but not a mailbox that is full.
_ABOUT_THE_ADDRESS = {"0", "1", "2"}
_NOT_FOR_GOOD = {"5.2.2", "5.2.3", "5.1.7", "5.1.8"}


class Kind(StrEnum):
    """What came in."""

    WORDS = "words"
    BOUNCE = "bounce"
    ARRIVED = "arrived"
    COMPLAINT = "complaint"
    #: A report that says nothing that is to be written down: delayed, not spam.
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message that came in.

    ``message_id`` is how it is known again.  ``sender`` is who says to have written it.  ``references`` may be ours,
    the likeliest first.  ``by_machine``: it says so itself.  ``code`` and ``is_permanent`` are a bounce's.
    """

    kind: Kind
    message_id: str
    sender: str = ""
    words: str = ""
    references: tuple[str, ...] = ()
    by_machine: bool = False
    code: str = ""
    is_permanent: bool = False


def read_mail(raw: bytes) -> Incoming:
    """Read one message."""
    raw = raw[:MOST_BYTES]
    message = _parse(raw)
    if message is None:
        words = raw.decode("utf-8", "replace")[:MOST_WORDS]
        return Incoming(Kind.WORDS, _digest(raw), words=words, by_machine=True)
    identity = _header(message, "Message-ID")[:400] or _digest(raw)
    sender = _address(message, "From")
    report = _report_of(message)
    if report == "feedback-report":
        return _complaint(message, identity, sender)
    if report == "delivery-status":
        return _delivery_status(message, identity, sender)
    by_machine = _is_by_machine(message, sender)
    words = _words(message)
    if by_machine and _came_back(message, sender):
        codes = _STATUS.findall(words)
        found = tuple(dict.fromkeys(_WRITTEN_ID.findall(words) + list(_references(message))))
        if found and codes:
            return _bounce(identity, sender, found, codes[-1])
    subject = _header(message, "Subject").strip().casefold()
    if subject in _STOP_SUBJECTS:
        # What the mail programs' own way to unsubscribe writes (List-Unsubscribe); its text is the program's.
        words = "STOP" if by_machine or not words.strip() else f"STOP\n{words}"
    elif not words.strip():
        words = _header(message, "Subject")
    return Incoming(
        Kind.WORDS,
        identity,
        sender=sender,
        words=words[:MOST_WORDS],
        references=tuple(_references(message))[:_MOST_REFERENCES],
        by_machine=by_machine,
    )


# --- parts of a message -----------------------------------------------------------------------------------------------


def _parse(raw: bytes) -> EmailMessage | None:
    """Return the message taken apart, or None when it cannot be: nested a thousandfold, for instance."""
    try:
        message = email.message_from_bytes(raw, policy=policy.default)
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError):
        return None
    return message


def _digest(raw: bytes) -> str:
    return "sha256:" + hashlib.sha256(raw).hexdigest()


def _header(message: Message, name: str) -> str:
    """Return a header's text in one line, "" when it is not there; a broken one as it stands."""
    wanted = name.casefold()
    for key, value in message.raw_items():
        if key.casefold() == wanted:
            return _decoded(str(value))
    return ""


def _headers(message: Message, name: str) -> list[str]:
    wanted = name.casefold()
    return [_decoded(str(value)) for key, value in message.raw_items() if key.casefold() == wanted]


def _decoded(value: str) -> str:
    text = value
    with suppress(ValueError, LookupError, TypeError, IndexError, AttributeError):
        text = str(make_header(decode_header(value)))
    text = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return " ".join(text.split())[:4000]


def _address(message: Message, name: str) -> str:
    """Return the first address of a header, "" when there is none; what is coded in a name is no address."""
    values = [str(value) for key, value in message.raw_items() if key.casefold() == name.casefold()]
    with suppress(ValueError, LookupError, TypeError, IndexError, AttributeError):
        for _name, address in getaddresses([" ".join(each.split())[:4000] for each in values[:1]]):
            if _ADDRESS.fullmatch(address.strip()):
                return address.strip().encode("utf-8", "surrogateescape").decode("utf-8", "replace")[:240]
    return ""


def _type(part: Message) -> str:
    with suppress(ValueError, LookupError, TypeError, IndexError, AttributeError):
        return part.get_content_type()
    return "application/octet-stream"


def _parts(message: Message) -> Iterator[Message]:
    with suppress(RecursionError):
        for number, part in enumerate(message.walk()):
            if number >= _MOST_PARTS:
                return
            yield part


def _report_of(message: Message) -> str:
    """Return which kind of report a message is, "" for none."""
    if _type(message) != "multipart/report":
        return ""
    kinds = {_type(part) for part in _parts(message)}
    if "message/feedback-report" in kinds:
        return "feedback-report"
    return "delivery-status" if "message/delivery-status" in kinds else ""


def _text(part: Message) -> str:
    """Return the text of a part, whatever charset it claims."""
    with suppress(ValueError, LookupError, TypeError, IndexError, AttributeError, KeyError):
        content = part.get_content() if isinstance(part, EmailMessage) else None
        if isinstance(content, str):
            return content
    with suppress(ValueError, LookupError, TypeError, IndexError, AttributeError):
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            try:
                return payload.decode("utf-8")
            except UnicodeDecodeError:
                return payload.decode("latin-1")
    return ""


def _is_attached(part: Message) -> bool:
    return _header(part, "Content-Disposition").casefold().startswith("attachment")


def _words(message: Message) -> str:
    """Return what was written: the plain text, else the text of the HTML; never of attachments."""
    plain: list[str] = []
    marked: list[str] = []
    for part in _parts(message):
        kind = _type(part)
        if part.is_multipart() or _is_attached(part) or not kind.startswith("text/"):
            continue
        if kind == "text/html":
            marked.append(plain_text(_text(part)))
        elif kind == "text/plain":
            plain.append(_text(part))
    chosen = plain if any(text.strip() for text in plain) else marked
    return "\n".join(text.strip("\r\n") for text in chosen)[:MOST_WORDS]


# --- what a message is ------------------------------------------------------------------------------------------------


def _is_by_machine(message: Message, sender: str) -> bool:
    """Say whether a machine wrote it, as it says itself (RFC 3834) or as such messages look."""
    submitted = _header(message, "Auto-Submitted").casefold()
    if submitted and not submitted.startswith("no"):
        return True
    if any(_header(message, name) for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Reply", "List-Id")):
        return True
    if _header(message, "Precedence").casefold() in _BULK:
        return True
    return _came_back(message, sender) or not sender


def _came_back(message: Message, sender: str) -> bool:
    """Say whether it came from a mail server and not from a person: no sender on its envelope, or a server's name."""
    return _header(message, "Return-Path") == "<>" or _MACHINES.match(sender) is not None


def _references(message: Message) -> Iterator[str]:
    """Return what may be our references: what it answers, then what came before, then who it was written to."""
    seen: set[str] = set()
    found = [*_MESSAGE_ID.findall(_header(message, "In-Reply-To"))]
    found += reversed(_MESSAGE_ID.findall(_header(message, "References")))
    for name in ("To", "Delivered-To", "X-Original-To", "Cc"):
        for value in _headers(message, name):
            found += re.findall(r"\+([A-Za-z0-9_-]{8,24})@", value)
    for each in found:
        if each not in seen and _REFERENCE.fullmatch(each):
            seen.add(each)
            yield each


def _references_returned(message: Message) -> tuple[str, ...]:
    """Return what may be our references in a report: the Message-ID of the message that it gives back."""
    found: list[str] = []
    for part in _parts(message):
        kind = _type(part)
        if part is not message and _header(part, "Message-ID"):
            found += _MESSAGE_ID.findall(_header(part, "Message-ID"))
        if kind in {"text/rfc822-headers", "message/rfc822-headers"} or (kind.startswith("text/") and not found):
            found += _WRITTEN_ID.findall(_text(part))
    return tuple(dict.fromkeys([*found, *_references(message)]))[:_MOST_REFERENCES]


def _complaint(message: Message, identity: str, sender: str) -> Incoming:
    """Read a complaint (ARF, RFC 5965)."""
    feedback = " ".join(_fields(message, "message/feedback-report", "Feedback-Type")).casefold()
    kind = Kind.NOTHING if "not-spam" in feedback else Kind.COMPLAINT
    return Incoming(
        kind, identity, sender=sender, references=_references_returned(message), by_machine=True, code=feedback[:40]
    )


def _delivery_status(message: Message, identity: str, sender: str) -> Incoming:
    """Read a report on delivery (RFC 3464)."""
    actions = [value.casefold() for value in _fields(message, "message/delivery-status", "Action")]
    codes = [code for value in _fields(message, "message/delivery-status", "Status") for code in _STATUS.findall(value)]
    found = _references_returned(message)
    if any(action.startswith("failed") for action in actions):
        return _bounce(identity, sender, found, next((code for code in codes if code[0] in "45"), ""))
    arrived = any(action.startswith("delivered") for action in actions)
    kind = Kind.ARRIVED if arrived else Kind.NOTHING
    return Incoming(kind, identity, sender=sender, references=found, by_machine=True, code=codes[0] if codes else "")


def _bounce(identity: str, sender: str, references: tuple[str, ...], code: str) -> Incoming:
    for_good = code.startswith("5.") and code.split(".")[1] in _ABOUT_THE_ADDRESS and code not in _NOT_FOR_GOOD
    return Incoming(
        Kind.BOUNCE, identity, sender=sender, references=references, by_machine=True, code=code, is_permanent=for_good
    )


def _fields(message: Message, kind: str, name: str) -> Iterator[str]:
    """Return the values of a field in the parts of a report; they stand like headers, in blocks."""
    wanted = re.compile(rf"(?im)^{re.escape(name)}[ \t]*:[ \t]*(.*)$")
    for part in _parts(message):
        if _type(part) != kind:
            continue
        payload = part.get_payload()
        blocks = payload if isinstance(payload, list) else [part]
        for block in blocks:
            if isinstance(block, Message):
                yield from filter(None, _headers(block, name))
        yield from wanted.findall(_text(part))
