"""The letter "we are here", written for a contact that could not be reached: it goes to the next batch to print."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.action import action, audit
from teamlet.ground.reasons import Reason
from teamlet.records.followups.actions.tries import record_attempt
from teamlet.records.followups.models import Contact
from teamlet.records.followups.words import AttemptResult, Channel
from teamlet.records.outreach.actions import draft_message, release_message
from teamlet.records.outreach.models import Message
from teamlet.records.outreach.words import Channel as Way, Purpose

#: For how long a letter is of use: paper takes its time.
USEFUL = timedelta(days=30)


@action
def queue_letter(*, contact: Contact, subject: str, body: str, language: str, at: datetime, by: Principal) -> Message:
    """Put the letter for this contact with those to print, and note it as a try; once a day.

    Raises ``Refused`` with the reason when the patient has no whole postal address or wants no letters, and
    ``ChangedMeanwhile`` when the contact is no longer open.
    """
    day = at.astimezone(ZoneInfo(by.time_zone)).date()
    message = draft_message(
        patient=contact.patient,
        purpose=Purpose.CONTACT_LETTER,
        channel=Way.LETTER,
        language=language,
        subject=subject,
        body=body,
        why=Reason("outreach.contact_letter"),
        occurrence=f"contact-letter/{contact.oid}/{day.isoformat()}",
        send_after=at,
        expires_at=at + USEFUL,
        is_ours=True,
        at=at,
        by=by,
    )
    if message.released_at is None:
        release_message(message=message, at=at, by=by)
        record_attempt(contact=contact, channel=Channel.LETTER, result=AttemptResult.LEFT_MESSAGE, at=at, by=by)
    audit(contact, patient=contact.patient, letter=message.oid)
    return message
