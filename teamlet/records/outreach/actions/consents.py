"""What patients agree to, and how they may be reached."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.action import action, audit
from teamlet.ground.reasons import ChangedMeanwhile
from teamlet.records.outreach.models import Consent, Reach
from teamlet.records.outreach.queries.lists import consents_version, reach_version
from teamlet.records.outreach.words import Channel, ConsentHow, ConsentState, Purpose
from teamlet.records.patients.models import ContactPoint, Patient


@action
def give_consent(
    *, patient: Patient, purpose: Purpose, channel: Channel, how: ConsentHow, at: datetime, by: Principal
) -> Consent:
    """Record that the patient agrees to messages for one purpose by one way, and how that was said."""
    row = _said(patient, purpose, channel, ConsentState.GIVEN, how, at, by)
    audit(row, patient=patient, purpose=purpose, channel=channel, how=how)
    return row


@action
def withdraw_consent(
    *, patient: Patient, purpose: Purpose, channel: Channel, how: ConsentHow, at: datetime, by: Principal
) -> Consent:
    """Record that the patient wants no more messages for this purpose by this way.

    Messages that wait are not touched: they are asked about again before they go, and cancelled then.
    """
    row = _said(patient, purpose, channel, ConsentState.WITHDRAWN, how, at, by)
    audit(row, patient=patient, purpose=purpose, channel=channel, how=how)
    return row


@action
def record_consents(
    *,
    patient: Patient,
    purposes: Sequence[Purpose],
    channels: Sequence[Channel],
    state: ConsentState,
    how: ConsentHow,
    seen: int | None = None,
    at: datetime,
    by: Principal,
) -> list[Consent]:
    """Record what the patient said about several purposes and ways at once.

    Raises ``ChangedMeanwhile`` when somebody recorded something since the version ``seen``.
    """
    row = Patient.objects.select_related("merged_into").get(pk=patient.pk, practice_id=by.practice_id)
    if seen is not None and seen != consents_version(by, row):
        raise ChangedMeanwhile("consent")
    made = [_said(row, purpose, channel, state, how, at, by) for purpose in purposes for channel in channels]
    audit(
        ("outreach.consent", made[0].oid if made else ""),
        patient=row,
        purposes=[*purposes],
        channels=[*channels],
        state=state,
        how=how,
    )
    return made


def _said(
    patient: Patient,
    purpose: Purpose,
    channel: Channel,
    state: ConsentState,
    how: ConsentHow,
    at: datetime,
    by: Principal,
) -> Consent:
    Patient.objects.get(pk=patient.pk, practice_id=by.practice_id)
    return Consent.objects.create(
        practice_id=by.practice_id,
        patient=patient,
        purpose=purpose,
        channel=channel,
        state=state,
        how=how,
        at=at,
        by_id=by.user_id,
    )


@action
def set_reach(
    *,
    patient: Patient,
    channel: Channel,
    point: ContactPoint | None = None,
    is_allowed: bool = True,
    shared_is_fine: bool = False,
    may_leave_voicemail: bool = False,
    hides_sender: bool = False,
    seen: int | None = None,
    at: datetime,
    by: Principal,
) -> Reach:
    """Say by which number or address, and with what care, the patient may be reached this way.

    Raises ``ContactPoint.DoesNotExist`` for a contact point of somebody else, ``ChangedMeanwhile`` when what stands is
    not the version ``seen``.
    """
    row = Patient.objects.select_related("merged_into").get(pk=patient.pk, practice_id=by.practice_id)
    if seen is not None:
        stands = Reach.objects.select_for_update().filter(patient=row, channel=channel).first()
        if reach_version(stands) != seen:
            raise ChangedMeanwhile("reach")
    if point is not None:
        point = ContactPoint.objects.get(pk=point.pk, patient=row)
    reach, _ = Reach.objects.update_or_create(
        patient=row,
        channel=channel,
        defaults={
            "practice_id": by.practice_id,
            "point": point,
            "is_allowed": is_allowed,
            "shared_is_fine": shared_is_fine,
            "may_leave_voicemail": may_leave_voicemail,
            "hides_sender": hides_sender,
            "changed_at": at,
            "changed_by_id": by.user_id,
        },
    )
    audit(("outreach.reach", str(reach.pk)), patient=row, channel=channel, is_allowed=is_allowed)
    return reach
