"""Signs that are no words: those that nobody can see, and those that were lost on the way."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

UNREADABLE = _("There is a sign in it that cannot be kept. Please write it again.")
UNSEEN = _("Only signs that nobody can see stand here. Please write it again, or leave it empty.")

#: What stands in place of bytes that were no text when they were posted.
REPLACED = "\ufffd"
#: Letters and marks that show nothing, beside spaces and control signs.
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_UNSEEN_KINDS = frozenset({"Cc", "Cf", "Cn", "Cs", "Zl", "Zp", "Zs"})
_SELECTOR = re.compile("[\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def is_seen(text: str) -> bool:
    """Say whether anything of ``text`` can be seen: not only spaces, joiners, fillers and control signs."""
    return any(
        unicodedata.category(sign) not in _UNSEEN_KINDS and sign not in _UNSEEN for sign in _SELECTOR.sub("", text)
    )


def check_seen(text: str) -> None:
    """Raise ``ValidationError`` for words that would print as a blank; spaces alone are an empty field."""
    if text.strip() and not is_seen(text):
        raise ValidationError(UNSEEN, code="unseen")


def check_readable(text: object) -> None:
    """Raise ``ValidationError`` for what was sent in another encoding and cannot be read any more."""
    if REPLACED in str(text):
        raise ValidationError(UNREADABLE, code="unreadable")
