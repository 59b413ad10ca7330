"""A batch of messages begun, prepared and released as the worker does it; see ``test_batch_killed``.

python -m tests.faults.batching begin MANY      prints the batch's name
python -m tests.faults.batching release BATCH
python -m tests.faults.batching carry BATCH     the work of the job, to its end
"""

from __future__ import annotations

import sys


def begin(many: int) -> str:
    """Begin a batch for so many people who agreed to it, as a nurse."""
    from teamlet.ground import clock
    from teamlet.records.followups.actions.batches import begin_batch
    from teamlet.records.outreach.actions.batches import Words
    from teamlet.records.outreach.models import Consent
    from teamlet.records.outreach.words import Channel, Purpose
    from teamlet.records.patients.models import ContactPoint, Patient
    from teamlet.records.practice.models import Practice

    practice = Practice.objects.get(key="cedar")
    at = clock.now()
    people = Patient.objects.bulk_create(
        Patient(practice=practice, given="Ana", family=f"Rios {number}", language="en", created_at=at)
        for number in range(many)
    )
    ContactPoint.objects.bulk_create(
        ContactPoint(patient=patient, kind="mobile", value=f"+1614555{number:04}")
        for number, patient in enumerate(people)
    )
    agreed = {"practice": practice, "purpose": "reminder", "channel": "text", "state": "given", "how": "in_person"}
    Consent.objects.bulk_create(Consent(patient=patient, at=at, **agreed) for patient in people)
    return begin_batch(
        purpose=Purpose.REMINDER,
        channel=Channel.TEXT,
        words={"en": Words("Cedar: we are closed on Friday. STOP to end.", "")},
        patients=[patient.pk for patient in people],
        at=at,
        by=nurse(),
    ).oid


def nurse():
    from teamlet.records.practice.models import Membership
    from teamlet.records.practice.queries import resolve_principal

    return resolve_principal(Membership.objects.get().user_id, "cedar")


def release(batch: str) -> None:
    from teamlet.ground import clock
    from teamlet.records.followups.actions.batches import release_batch
    from teamlet.records.followups.models import MessageBatch

    release_batch(batch=MessageBatch.objects.get(oid=batch), at=clock.now(), by=nurse())


def carry(batch: str) -> None:
    from teamlet.worker import carry_batch

    carry_batch("cedar", batch)


if __name__ == "__main__":
    import django

    django.setup()
    what, about = sys.argv[1:]
    if what == "begin":
        print(begin(int(about)))
    else:
        {"release": release, "carry": carry}[what](about)
