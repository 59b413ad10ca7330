"""The addresses that a provider is given: put together from ``TEAMLET_ORIGIN``, never from headers of a request.

Behind a proxy a request says the proxy's idea of host, scheme and port; what was signed is what the provider called.
"""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from django.conf import settings

_PORTS = {"https": 443, "http": 80}


def replies_address(practice: str) -> str:
    """Return the full address for replies to a practice (by key); "" without ``TEAMLET_ORIGIN``."""
    return _full(f"/hooks/text/{practice}/replies/")


def status_address(practice: str, reference: str) -> str:
    """Return the full address for what became of a message; "" without ``TEAMLET_ORIGIN``.

    Written out as ``urls`` has it: the worker, which gives it away, loads no pages.
    """
    return _full(f"/hooks/text/{practice}/status/{reference}/")


def as_signed(full: str) -> list[str]:
    """Return how a provider may write this address of ours when it signs: with the port and without."""
    if not full:
        return []
    parts = urlsplit(full)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
    port = parts.port or _PORTS.get(parts.scheme, 0)
    return [urlunsplit(parts._replace(netloc=where)) for where in (host, f"{host}:{port}")]


def _full(path: str) -> str:
    return f"{settings.ORIGIN.rstrip('/')}{path}" if settings.ORIGIN else ""
