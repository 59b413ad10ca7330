"""Reads around receipts: which message a provider speaks of."""

from __future__ import annotations

from datetime import datetime

from teamlet.records.outreach.models import Delivery, Message
from teamlet.records.outreach.words import Channel, MessageState
from teamlet.records.practice.queries import Scope, practice_id_of


def message_of_receipt(scope: Scope, *, provider: str, provider_reference: str, reference: str) -> int | None:
    """Return the row number of the message that a provider speaks of, by our reference or by its own; or None.

    Our reference changes when a person decides to send once more: the earlier ones stand in the history.
    """
    practice = practice_id_of(scope)
    lines = Delivery.objects.filter(practice_id=practice).order_by("-id").values_list("message_id", flat=True)
    found: int | None = None
    if reference:
        found = Message.objects.filter(practice_id=practice, reference=reference).values_list("pk", flat=True).first()
        if found is None:
            found = lines.filter(message__practice_id=practice, reference=reference).first()
    if found is None and provider_reference:
        found = lines.filter(provider=provider, provider_reference=provider_reference).first()
    return found


def is_taken(scope: Scope, *, provider: str, provider_reference: str, address_key: str = "") -> bool:
    """Whether the provider's own number stands beside a message of the practice, to this address if one is given."""
    rows = Delivery.objects.filter(
        practice_id=practice_id_of(scope), provider=provider, provider_reference=provider_reference
    )
    return (rows.filter(message__address_key=address_key) if address_key else rows).exists()


def references_to(scope: Scope, channel: Channel, address_key: str, *, since: datetime) -> list[str]:
    """Return our references of what went out, or may have, to an address since then, newest first."""
    rows = Message.objects.filter(
        practice_id=practice_id_of(scope), channel=channel, address_key=address_key, went_out__gte=since
    )
    return list(rows.order_by("-id").values_list("reference", flat=True))


def is_in_doubt(scope: Scope, reference: str) -> bool:
    """Whether nobody knows yet that the provider has the message with our reference, and no worker holds it."""
    rows = Message.objects.filter(practice_id=practice_id_of(scope), reference=reference)
    return rows.filter(state__in=[MessageState.UNKNOWN, MessageState.QUEUED, MessageState.HELD]).exists()
