"""The stamp in every form: which patient it was made for, which versions it showed, and its one-time key."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from django.core import signing

FIELD = "stamp"
_SALT = "teamlet.form"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a form knew when it was made.

    ``seen`` maps a section's name to the version number the form showed (0 = none yet): the save
    compares it with today's, so that a second person's save is never overwritten unseen.
    """

    key: str
    patient_oid: str = ""
    seen: dict[str, int] = field(default_factory=dict)


def make(*, patient_oid: str = "", seen: dict[str, int] | None = None) -> str:
    """Return the signed text of a new stamp with a fresh 128-bit key."""
    return signing.dumps({"k": secrets.token_urlsafe(16), "p": patient_oid, "s": seen or {}}, salt=_SALT)


def read(text: str) -> Stamp:
    """Return the stamp that ``text`` carries.  Raises ``django.core.signing.BadSignature`` when it is not ours."""
    values = signing.loads(text, salt=_SALT)
    return Stamp(key=values["k"], patient_oid=values["p"], seen=values["s"])
