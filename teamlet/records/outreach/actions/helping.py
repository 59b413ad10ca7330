"""What a patient and somebody of their family said about prompts to that person's own number."""

from __future__ import annotations

from datetime import datetime

from teamlet.ground.access.principal import Principal, user_of
from teamlet.ground.audit.action import action, audit
from teamlet.ground.reasons import Reason, Refused
from teamlet.records.outreach.models import HelperConsent
from teamlet.records.outreach.rules.addresses import address_key
from teamlet.records.outreach.rules.numbers import why_no_text
from teamlet.records.outreach.words import Channel, ConsentHow, ConsentState
from teamlet.records.patients.models import Helper


@action
def say_helper_consent(*, helper: Helper, given: bool, how: ConsentHow, at: datetime, by: Principal) -> HelperConsent:
    """Record that patient and helper both agree to prompts to the helper's number, or that one of them does not.

    Raises ``Refused`` when there is no number to which texts may go.
    """
    user_of(by)
    row = Helper.objects.select_related("patient__merged_into").get(pk=helper.pk, patient__practice_id=by.practice_id)
    if given:
        why = why_no_text(address_key(Channel.TEXT, row.phone))
        if why:
            raise Refused(Reason("outreach.address_not_allowed", {"why": why.value}))
    said = HelperConsent.objects.create(
        practice_id=by.practice_id,
        patient=row.patient,
        helper=row,
        state=ConsentState.GIVEN if given else ConsentState.WITHDRAWN,
        how=how,
        at=at,
        by_id=by.user_id,
    )
    audit(said, patient=row.patient, helper=row.oid, state=said.state)
    return said
