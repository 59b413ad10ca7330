"""Text messages: through Twilio's API or through a carrier's SMPP, as ``TEAMLET_TEXT_URL`` says."""

from __future__ import annotations

import re

#: A number as it goes to a provider (ITU-T E.164).
_NUMBER = re.compile(r"\+[1-9]\d{6,14}")


def number_of(value: str) -> str:
    """Return a number as a provider wants it (``+15550102233``); "" for anything that is none."""
    from teamlet.records.outreach.rules.addresses import address_key
    from teamlet.records.outreach.words import Channel

    key = address_key(Channel.TEXT, value)
    return key if _NUMBER.fullmatch(key) else ""
