"""What the lines of the environment say about an installation, read into what settings keep.

No message of an error repeats an address: it may hold a password.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit


def key(home: Path, name: str) -> str:
    """Return the installation's key ``name`` from ``home/keys``, made at first use, readable by its owner only."""
    path = home / "keys" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            pass
        else:
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_urlsafe(50))
    return path.read_text().strip()


def database(environ: Mapping[str, str], home: Path) -> dict[str, object]:
    """Return Django's entry of the database: PostgreSQL by ``TEAMLET_DATABASE_URL``, else SQLite in ``home``.

    Raises ``ValueError`` for an address of anything else.
    """
    url = environ.get("TEAMLET_DATABASE_URL", "")
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(home / "teamlet.sqlite3"),
            # Opening a connection costs as much as five statements; a minute, not for ever, so that a file put in
            # place by hand is found.
            "CONN_MAX_AGE": 60,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 10,
                # FULL, not NORMAL: a saved plan must survive a power cut.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError("TEAMLET_DATABASE_URL must begin with postgresql://")
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or query.pop("port", "")),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": query,
    }


def mail(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the mail server of ``TEAMLET_SMTP_URL`` and who writes; {} when there is none.

    Raises ``ValueError`` with what it should look like.
    """
    url = environ.get("TEAMLET_SMTP_URL", "")
    if not url:
        return {}
    try:
        parts = urlsplit(url)
        port = parts.port or {"smtp": 587, "smtps": 465}[parts.scheme]
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        security = query.pop("tls", "starttls") if parts.scheme == "smtp" else "tls"
        authority = query.pop("ca", "")
        is_clear = bool(parts.hostname) and parts.path in {"", "/"} and not parts.fragment and not query
    except (ValueError, KeyError):
        is_clear = False
    if not is_clear or security not in {"starttls", "tls", "none"}:
        raise ValueError("TEAMLET_SMTP_URL must look like smtp://user:password@host:587, with %40 for @ in a password")
    if security == "none" and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
        raise ValueError("TEAMLET_SMTP_URL: tls=none is for a mail server on this machine only")
    name, address = parseaddr(environ.get("TEAMLET_MAIL_FROM", ""))
    local, _, domain = address.rpartition("@")
    if not local or not domain or not address.isascii() or set(address) & set(" <>\r\n"):
        raise ValueError("TEAMLET_MAIL_FROM must look like Cedar Family Practice <care@cedar.example>")
    return {
        "HOST": parts.hostname or "",
        "PORT": str(port),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "SECURITY": security,
        "CA": authority,
        "FROM": address,
        "FROM_NAME": name,
    }


def texts(environ: Mapping[str, str], *, secure: bool) -> dict[str, str]:
    """Return the provider of text messages of ``TEAMLET_TEXT_URL``; {} when there is none.

    ``secure`` when pages are served by https, which Twilio's calls need.  Raises ``ValueError`` with what it should
    look like.
    """
    url = environ.get("TEAMLET_TEXT_URL", "")
    if not url:
        return {}
    try:
        parts = urlsplit(url)
        host = parts.hostname or {"twilio": "api.twilio.com"}.get(parts.scheme, "")
        port = parts.port or {"twilio": 443, "smpp": 2775, "smpps": 3550}[parts.scheme]
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        security = query.pop("tls", "tls" if parts.scheme != "smpp" else "missing")
        known = {"twilio": {"next"}, "smpp": {"type", "long"}, "smpps": {"type", "long", "ca"}}[parts.scheme]
        is_clear = bool(host and parts.username and parts.password) and parts.path in {"", "/"} and not parts.fragment
        is_clear &= query.keys() <= known and query.get("long", "parts") in {"parts", "payload"}
    except (ValueError, KeyError):
        is_clear = False
    if not is_clear or security not in {"tls", "none", "missing"} or (security == "none" and parts.scheme == "smpps"):
        raise ValueError(
            "TEAMLET_TEXT_URL must look like twilio://ACCOUNT:TOKEN@api.twilio.com or smpps://user:password@host:3550, "
            "with %40 for @ in a password"
        )
    if parts.scheme != "twilio" and (len(unquote(parts.username or "")) > 15 or len(unquote(parts.password or "")) > 8):
        raise ValueError("TEAMLET_TEXT_URL: SMPP has room for a user of 15 and a password of 8 signs")
    is_here = host in {"localhost", "127.0.0.1", "::1"}
    if parts.scheme == "smpp" and security != "none":
        raise ValueError(
            "TEAMLET_TEXT_URL: smpp:// needs ?tls=none, for a way that is private by other means; or smpps://"
        )
    if parts.scheme == "twilio" and security == "none" and not is_here:
        raise ValueError("TEAMLET_TEXT_URL: tls=none with twilio:// is for a stand-in on this machine only")
    if parts.scheme == "twilio" and not secure and not is_here:
        raise ValueError("TEAMLET_TEXT_URL with twilio:// needs TEAMLET_ORIGIN=https://…: Twilio calls it with replies")
    return {
        "KIND": parts.scheme.removesuffix("s"),
        "HOST": host,
        "PORT": str(port),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "NEXT_PASSWORD": query.get("next", ""),
        "SECURITY": security,
        "CA": query.get("ca", ""),
        "TYPE": query.get("type", ""),
        "LONG": query.get("long", "parts"),
    }


def mailbox(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the mailbox to read of ``TEAMLET_IMAP_URL``; {} when there is none.

    Raises ``ValueError`` with what it should look like.
    """
    url = environ.get("TEAMLET_IMAP_URL", "")
    if not url:
        return {}
    try:
        parts = urlsplit(url)
        port = parts.port or {"imap": 143, "imaps": 993}[parts.scheme]
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        security = query.pop("tls", "starttls") if parts.scheme == "imap" else "tls"
        authority, after = query.pop("ca", ""), query.pop("after", "seen")
        is_clear = bool(parts.hostname and parts.username and parts.password) and not parts.fragment and not query
    except (ValueError, KeyError):
        is_clear = False
    if not is_clear or security not in {"starttls", "tls", "none"} or after not in {"seen", "delete"}:
        raise ValueError("TEAMLET_IMAP_URL must look like imaps://user:password@host/INBOX, with %40 for @ in a name")
    if security == "none" and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
        raise ValueError("TEAMLET_IMAP_URL: tls=none is for a mail server on this machine only")
    return {
        "HOST": parts.hostname or "",
        "PORT": str(port),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "FOLDER": unquote(parts.path.strip("/")) or "INBOX",
        "SECURITY": security,
        "CA": authority,
        "AFTER": after,
    }
