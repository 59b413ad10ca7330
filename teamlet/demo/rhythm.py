"""Messages of the demo that go out by the rhythm, visits to specialists, and a helper who gets prompts."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from teamlet.ground.access.principal import Principal
from teamlet.records.followups.actions import draft_due, note_specialist_visit, settle_specialist_visit
from teamlet.records.followups.models import Contact
from teamlet.records.followups.queries.rhythm import has_messages_to_draft
from teamlet.records.followups.words import ContactState
from teamlet.records.followups.words.specialists import SpecialistState
from teamlet.records.outreach.actions import approve_purpose, say_helper_consent
from teamlet.records.outreach.actions.consents import record_consents
from teamlet.records.outreach.words import Channel, ConsentHow, ConsentState, Purpose
from teamlet.records.patients.models import Helper
from teamlet.records.practice.models import Practice

#: Patients with the newest plans, who agreed to messages when theirs was made.
_AGREED = 4
#: Days from the demo's today, whom they see, and how it stands.
_VISITS = ((-5, "eye doctor", None), (9, "kidney doctor", None), (-20, "foot doctor", SpecialistState.TALKED))


def play_rhythm(practice: Practice, *, today: date, at: datetime, by: Principal, worker: Principal) -> None:
    """Let the newest plans be followed by messages; ``at`` is the demo's now.  Drafts wait, reminders go by themselves."""
    rows = Contact.objects.filter(
        practice=practice,
        state=ContactState.OPEN,
        rhythm_after__isnull=False,
        patient__language__in=("en", "es"),
        patient__birth_date__lt=today - timedelta(days=19 * 365),
        patient__merged_into=None,
        patient__deceased_on=None,
    )
    people = [row.patient for row in rows.select_related("patient").order_by("-plan_version__at", "-id")[:_AGREED]]
    for patient in people:
        record_consents(
            patient=patient,
            purposes=[Purpose.PLAN_COPY, Purpose.REMINDER, Purpose.CHECK_IN],
            channels=[Channel.TEXT],
            state=ConsentState.GIVEN,
            how=ConsentHow.IN_PERSON,
            at=at - timedelta(days=1),
            by=by,
        )
    approve_purpose(
        practice=practice, purpose=Purpose.REMINDER, channel=Channel.TEXT, at=at - timedelta(days=30), by=by
    )
    for patient, (days, whom, state) in zip(people, _VISITS, strict=False):
        visit = note_specialist_visit(patient=patient, on=today + timedelta(days=days), whom=whom, at=at, by=by)
        if state is not None:
            settle_specialist_visit(visit=visit, state=state, at=at, by=by)
    helper = Helper.objects.filter(patient__in=people).order_by("id").first()
    if helper is not None:
        Helper.objects.filter(pk=helper.pk).update(phone="(555) 010-4001")
        say_helper_consent(helper=helper, given=True, how=ConsentHow.IN_PERSON, at=at, by=by)
    while has_messages_to_draft(practice, at=at):
        draft_due(practice=practice, at=at, by=worker)
