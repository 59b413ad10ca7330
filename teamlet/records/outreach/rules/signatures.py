"""Whether a webhook comes from who it says: the provider's signature over address and fields.

Twilio's scheme: HMAC-SHA1 with the account's secret over the full address followed by every field's name and
values in order, in base64; for other bodies the address carries the body's SHA-256.  The address is the one that
the practice gave the provider, never one put together from headers of the request: so a wrong host, scheme or
path is a wrong signature.  The scheme knows no time: a repeated call is found by the provider's own number of it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs, urlsplit

from teamlet.ground.reasons import Decision, Reason
from teamlet.records.outreach.rules.words import Signed

_SHA1_BYTES = 20


def signature_of(address: str, fields: Mapping[str, Sequence[str]], secret: str) -> str:
    """Return the signature of a call to ``address`` with these form fields (all values of each name)."""
    said = address + "".join(name + value for name in sorted(fields) for value in sorted(set(fields[name])))
    digest = hmac.new(secret.encode(), said.encode("utf-8", "surrogatepass"), hashlib.sha1).digest()
    return base64.b64encode(digest).decode("ascii")


def check_signature(
    signature: str,
    *,
    address: str,
    secrets: Sequence[str],
    fields: Mapping[str, Sequence[str]] | None = None,
    body: bytes | None = None,
) -> Decision[Signed]:
    """Say whether a webhook is genuine.  Never raises, whatever was sent.

    ``address``: the full one given to the provider, with its query.  ``secrets``: the account's secret, and while
    it is being changed the next one.  ``fields`` of a form, or the ``body`` of anything else.  Compared in
    constant time.
    """
    usable = [secret for secret in secrets if secret]
    if not usable:
        return Decision(Signed.NO, (Reason("outreach.signature_no_secret"),))
    if not signature:
        return Decision(Signed.NO, (Reason("outreach.signature_missing"),))
    try:
        given = base64.b64decode(signature.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error, ValueError):
        given = b""
    if len(given) != _SHA1_BYTES:
        return Decision(Signed.NO, (Reason("outreach.signature_unreadable"),))
    if body is not None and not _is_body_of(address, body):
        return Decision(Signed.NO, (Reason("outreach.signature_wrong"),))
    genuine = False
    for secret in usable:
        wanted = base64.b64decode(signature_of(address, fields or {}, secret))
        genuine |= hmac.compare_digest(wanted, given)
    if not genuine:
        return Decision(Signed.NO, (Reason("outreach.signature_wrong"),))
    return Decision(Signed.YES, (Reason("outreach.signature_right"),))


def _is_body_of(address: str, body: bytes) -> bool:
    try:
        named = parse_qs(urlsplit(address).query).get("bodySHA256", [""])
    except ValueError:
        return False
    wanted = hashlib.sha256(body).hexdigest()
    return len(named) == 1 and hmac.compare_digest(wanted.encode(), named[0].casefold().encode("utf-8", "replace"))
