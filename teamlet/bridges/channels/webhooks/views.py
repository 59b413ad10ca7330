"""Two addresses that Twilio calls.  An answer is quick, empty, and the same for everybody who is not Twilio."""

from __future__ import annotations

import structlog
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from teamlet.bridges.channels.text.codes import receipt_of
from teamlet.bridges.channels.webhooks.addresses import replies_address, status_address
from teamlet.bridges.channels.webhooks.signed import read_signed
from teamlet.ground import clock
from teamlet.ground.access.pages import Audience, Sensitivity, page
from teamlet.ground.access.principal import system
from teamlet.records.followups.actions import take_reply
from teamlet.records.outreach.actions import record_receipt
from teamlet.records.outreach.queries.receipts import is_in_doubt
from teamlet.records.outreach.rules.addresses import address_key
from teamlet.records.outreach.words import Channel
from teamlet.records.outreach.words.receipts import Receipt

log = structlog.get_logger("teamlet.outreach")

PROVIDER = "twilio"
_NOTHING = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'


@csrf_exempt  # it is signed instead
@page(audience=Audience.PUBLIC, sensitivity=Sensitivity.STAFF, methods="POST", once=False)
def replies(request: HttpRequest, practice: str) -> HttpResponse:
    """Take in what a patient wrote to the practice's number."""
    said = read_signed(request, practice, replies_address(practice))
    if said is None:
        return _not_taken()
    number, sender = said.fields.get("MessageSid", ""), said.fields.get("From", "")
    ours = said.practice.text_number
    if not (number and sender and ours) or address_key(Channel.TEXT, said.fields.get("To", "")) != ours:
        # Signed, and set up for another practice's address: it is nobody's reply here.
        log.warning("call not taken", page="webhooks:replies", why="number")
        return _not_taken()
    take_reply(
        practice=said.practice,
        channel=Channel.TEXT,
        provider=PROVIDER,
        provider_reference=number[:120],
        address=sender,
        words=said.fields.get("Body", ""),
        at=clock.now(),
        by=system(said.practice, "text"),
    )
    return HttpResponse(_NOTHING, content_type="text/xml; charset=utf-8")


@csrf_exempt  # it is signed instead
@page(audience=Audience.PUBLIC, sensitivity=Sensitivity.STAFF, methods="POST", once=False)
def status(request: HttpRequest, practice: str, reference: str) -> HttpResponse:
    """Write down what became of a message, whose reference stands in the address."""
    said = read_signed(request, practice, status_address(practice, reference))
    if said is None:
        return _not_taken()
    code = said.fields.get("ErrorCode", "")
    result = receipt_of(said.fields.get("MessageStatus", ""), code)
    # That Twilio has it is news only where nobody knew.
    if result is not None and (result is not Receipt.ON_ITS_WAY or is_in_doubt(said.practice, reference)):
        record_receipt(
            practice=said.practice,
            provider=PROVIDER,
            result=result,
            provider_reference=said.fields.get("MessageSid", "")[:120],
            reference=reference[:24],
            code=code[:80],
            at=clock.now(),
            by=system(said.practice, "text"),
        )
    return HttpResponse(_NOTHING, content_type="text/xml; charset=utf-8")


def _not_taken() -> HttpResponse:
    return HttpResponse(status=403, content_type="text/plain; charset=utf-8")
