"""What follows from a mail that came in: a reply is taken in, a report is written down beside its message."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import structlog
from django.conf import settings
from django.db import transaction

from teamlet.bridges.channels.email.incoming import Incoming, Kind, read_mail
from teamlet.ground.access.principal import system
from teamlet.records.followups.actions import take_reply
from teamlet.records.outreach.actions import record_receipt
from teamlet.records.outreach.queries.replies import practices_of_mail
from teamlet.records.outreach.rules.addresses import address_key
from teamlet.records.outreach.words import Channel
from teamlet.records.outreach.words.receipts import Receipt
from teamlet.records.practice.models import Practice

log = structlog.get_logger("teamlet.outreach")

#: Who told us, as the history of a message shows it.
PROVIDER = "mail"


class Took(StrEnum):
    """What became of a mail."""

    REPLY = "reply"
    REPORT = "report"
    #: Nothing is to be written down: a delay, a report of no message of ours, our own mail.
    NOTHING = "nothing"
    #: Several practices live here and nothing tells whose it is.
    NOBODYS = "nobodys"


def take_mail(raw: bytes, *, at: datetime) -> Took:
    """Take one mail in; when this returns, all of it is committed.  The same mail again changes nothing.

    Raises only what a database that is away raises: then it is given once more later.
    """
    mail = read_mail(raw)
    if mail.kind is Kind.NOTHING or _is_ours(mail):
        return Took.NOTHING
    key = address_key(Channel.EMAIL, mail.sender)
    practices, reference = practices_of_mail(mail.references, key)
    if mail.kind is not Kind.WORDS:
        if not reference:
            log.warning("report of no message of ours", kind=mail.kind.value)
            return Took.NOTHING
        with transaction.atomic():
            _take_report(mail, practices[0], reference, at)
        return Took.REPORT
    if not practices:
        log.warning("mail of nobody", practices="several")
        return Took.NOBODYS
    with transaction.atomic():
        for practice in practices:
            take_reply(
                practice=practice,
                channel=Channel.EMAIL,
                provider=PROVIDER,
                provider_reference=mail.message_id,
                address=mail.sender,
                words=mail.words,
                by_machine=mail.by_machine,
                in_reply_to=reference,
                at=at,
                by=system(practice, "mail"),
            )
    return Took.REPLY


def _is_ours(mail: Incoming) -> bool:
    ours = settings.MAIL.get("FROM", "")
    return bool(ours) and mail.sender.casefold() == ours.casefold()


def _take_report(mail: Incoming, practice: Practice, reference: str, at: datetime) -> None:
    results = {
        Kind.ARRIVED: Receipt.DELIVERED,
        Kind.COMPLAINT: Receipt.COMPLAINT,
        Kind.BOUNCE: Receipt.NEVER if mail.is_permanent else Receipt.UNDELIVERED,
    }
    record_receipt(
        practice=practice,
        provider=PROVIDER,
        result=results[mail.kind],
        provider_reference=mail.message_id[:120],
        reference=reference,
        code=mail.code,
        at=at,
        by=system(practice, "mail"),
    )
