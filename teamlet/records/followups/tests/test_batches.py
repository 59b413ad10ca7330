"""Batches of messages: each patient at most once, whoever cuts a part off; nobody who may not be written to; never
done while anything is open."""

from __future__ import annotations

import pytest
from django.db import transaction

from teamlet.conftest import make_patient
from teamlet.ground.access.principal import system as system_of
from teamlet.ground.jobs.models import Job
from teamlet.ground.reasons import Refused
from teamlet.records.followups.actions import batches as actions
from teamlet.records.followups.models import BatchMember, MessageBatch
from teamlet.records.followups.queries import batches as queries
from teamlet.records.followups.queries.rhythm import kinds_to_release
from teamlet.records.followups.words.batches import BatchState, MemberState
from teamlet.records.outreach.actions import give_consent, release_approved, stop_address, withdraw_consent
from teamlet.records.outreach.actions.batches import Words
from teamlet.records.outreach.actions.messages import approve_purpose, cancel_message
from teamlet.records.outreach.models import Message
from teamlet.records.outreach.words import Channel, ConsentHow, MessageState, Purpose, StopSource
from teamlet.records.patients.models import ContactPoint
from teamlet.worker import carry_batch

pytestmark = pytest.mark.django_db
TEXT = "Cedar Family Practice: we are thinking of you. Call us any time. Reply STOP to end."
SPANISH = "Cedar Family Practice: pensamos en usted. Llame cuando quiera. Responda ALTO para terminar."


@pytest.fixture
def now(at):
    return at("2026-11-24T10:00")


@pytest.fixture
def nurse(staff):
    return staff("nurse").principal


@pytest.fixture
def agreed(practice, nurse, now):
    """Return ``agreed(n, **fields)``: a patient with a mobile number who agreed to reminders by text."""

    def made(number: int, *, consents: bool = True, phone: str = "", **fields):
        who = make_patient(practice, given=f"P{number}", record_number=f"r{number}", **fields)
        value = phone or f"+1202555{1000 + number}"
        ContactPoint.objects.create(patient=who, kind="mobile", value=value)
        if consents:
            give_consent(
                patient=who, purpose=Purpose.REMINDER, channel=Channel.TEXT, how=ConsentHow.IN_PERSON, at=now, by=nurse
            )
        return who

    return made


@pytest.fixture
def begin(nurse, now):
    """Return ``begin(patients, **changes)``: a batch that is begun."""

    def made(people, **changes):
        values = {
            "purpose": Purpose.REMINDER,
            "channel": Channel.TEXT,
            "words": {"en": Words(TEXT), "es": Words(SPANISH)},
            "patients": [each.pk for each in people],
        }
        return actions.begin_batch(**(values | changes), at=now, by=nurse)

    return made


def carried(batch: MessageBatch) -> tuple[MessageBatch, queries.Progress]:
    carry_batch("cedar", batch.oid)
    batch.refresh_from_db()
    return batch, queries.progress_of([batch])[batch.pk]


def test_everybody_who_agreed_gets_one_draft_and_the_others_are_told_with_a_reason(agreed, begin, practice, nurse, now):
    plain, spanish = agreed(1), agreed(2, language="es")
    silent, other, young = agreed(3, consents=False), agreed(4, language="vi"), agreed(5, birth_date="2015-01-01")
    unwilling, stopped = agreed(6), agreed(7)
    withdraw_consent(
        patient=unwilling, purpose=Purpose.REMINDER, channel=Channel.TEXT, how=ConsentHow.BY_PHONE, at=now, by=nurse
    )
    stop_address(
        practice=practice, channel=Channel.TEXT, address="+12025551007", source=StopSource.STAFF, at=now, by=nurse
    )
    named = agreed(8, family="Cedar")
    everybody = [plain, spanish, silent, other, young, unwilling, stopped, named]
    batch, progress = carried(begin([*everybody, plain]))
    assert batch.state == BatchState.READY
    assert batch.size == 8
    found = dict(BatchMember.objects.filter(batch=batch).values_list("patient__given", "reason"))
    assert found == {
        "P1": "", "P2": "", "P3": "outreach.no_consent", "P4": "outreach.not_in_language",
        "P5": "outreach.under_age", "P6": "outreach.consent_withdrawn", "P7": "outreach.opted_out",
        "P8": found["P8"],
    }  # fmt: skip
    assert found["P8"].startswith("outreach.")
    assert set(Message.objects.values_list("patient__given", "body", "language", "state")) == {
        ("P1", TEXT, "en", "draft"),
        ("P2", SPANISH, "es", "draft"),
    }
    assert (progress.looked_at, progress.still_open) == (8, 2)
    assert not progress.is_done(batch.state)


def test_a_batch_that_was_cut_off_goes_on_and_nobody_is_written_to_twice(agreed, begin, practice, monkeypatch, now):
    monkeypatch.setattr(actions, "AT_ONCE", 3)
    batch = begin([agreed(number) for number in range(10)])
    by = system_of(practice, "worker")
    assert actions.prepare_part(batch=batch, at=now, by=by) == 3

    with transaction.atomic():
        # As a kill before the commit leaves it.
        actions.prepare_part(batch=batch, at=now, by=by)
        transaction.set_rollback(True)
    assert Message.objects.count() == 3
    batch, _ = carried(batch)
    assert batch.state == BatchState.READY
    assert Message.objects.count() == len(set(Message.objects.values_list("patient_id", flat=True))) == 10
    carried(batch)
    assert Message.objects.count() == 10


def test_released_by_a_person_it_is_done_only_when_every_message_came_to_an_end(agreed, begin, nurse, now):
    batch, _ = carried(begin([agreed(number) for number in range(3)]))
    actions.release_batch(batch=batch, at=now, by=nurse)
    assert Job.objects.filter(kind=actions.JOB).count() == 2
    batch, progress = carried(batch)
    assert (batch.state, progress.messages[MessageState.QUEUED], progress.still_open) == (BatchState.RELEASED, 3, 3)
    assert not progress.is_done(batch.state)
    assert set(Message.objects.values_list("released_by_id", flat=True)) == {nurse.user_id}
    for state in (MessageState.HELD, MessageState.UNKNOWN, MessageState.SENDING):
        Message.objects.update(state=MessageState.SENT, lease_until=now)
        Message.objects.filter(pk=Message.objects.latest("pk").pk).update(state=state)
        assert not queries.progress_of([batch])[batch.pk].is_done(batch.state), state
    Message.objects.update(state=MessageState.SENT)
    assert queries.progress_of([batch])[batch.pk].is_done(batch.state)


def test_what_may_not_go_out_any_more_is_taken_back_when_it_is_released(agreed, begin, practice, nurse, now):
    patients = [agreed(number) for number in range(3)]
    batch, _ = carried(begin(patients))
    stop_address(
        practice=practice, channel=Channel.TEXT, address="+12025551001", source=StopSource.STAFF, at=now, by=nurse
    )
    gone = Message.objects.get(patient=patients[2])
    cancel_message(message=gone, at=now, by=nurse)
    actions.release_batch(batch=batch, at=now, by=nurse)
    batch, progress = carried(batch)
    states = dict(Message.objects.values_list("patient__given", "state"))
    assert states == {"P0": "queued", "P1": "cancelled", "P2": "cancelled"}
    assert progress.reasons == {"outreach.opted_out": 1}
    assert progress.members[MemberState.CANCELLED] == 1


def test_a_standing_approval_does_not_release_what_goes_to_many(agreed, begin, practice, nurse, now):
    carried(begin([agreed(1)]))
    approve_purpose(practice=practice, purpose=Purpose.REMINDER, channel=Channel.TEXT, at=now, by=nurse)
    release_approved(purpose=Purpose.REMINDER, channel=Channel.TEXT, at=now, by=system_of(practice, "worker"))
    assert kinds_to_release(practice) == [], "the worker would ask for them for ever"
    assert set(Message.objects.values_list("state", flat=True)) == {"draft"}


def test_a_cancelled_batch_takes_its_drafts_along_and_cannot_be_released(agreed, begin, nurse, now):
    batch, _ = carried(begin([agreed(1)]))
    actions.cancel_batch(batch=batch, at=now, by=nurse)
    assert set(Message.objects.values_list("state", flat=True)) == {"cancelled"}
    with pytest.raises(Refused) as refused:
        actions.release_batch(batch=batch, at=now, by=nurse)
    assert refused.value.reason.code == "followups.batch_may_not_move"
    batch, progress = carried(batch)
    assert (batch.state, progress.is_done(batch.state)) == (BatchState.CANCELLED, False)


def test_somebody_else_releases_the_rest_when_whoever_released_it_is_gone(agreed, begin, staff, nurse, now):
    from teamlet.records.practice.actions.people import suspend_membership

    batch, _ = carried(begin([agreed(1)]))
    actions.release_batch(batch=batch, at=now, by=nurse)
    suspend_membership(membership=staff("nurse").membership, by=staff("manager").principal)
    batch, progress = carried(batch)
    assert (batch.state, progress.members[MemberState.DRAFTED]) == (BatchState.RELEASING, 1)
    actions.release_batch(batch=batch, at=now, by=staff("clinician").principal)
    batch, _ = carried(batch)
    assert batch.state == BatchState.RELEASED


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"words": {}}, "followups.batch_no_text"),
        ({"patients": []}, "followups.batch_empty"),
        ({"patients": range(10_001)}, "followups.batch_too_large"),
        ({"words": {"en": Words("Your diabetes check is due. Cedar Family Practice. STOP to end.")}}, "outreach."),
        ({"words": {"en": Words("Call us. Reply STOP to end.")}}, "outreach."),
    ],
)
def test_what_cannot_be_begun_is_refused(agreed, begin, changes, code):
    with pytest.raises(Refused) as refused:
        begin([agreed(1)], **changes)
    assert refused.value.reason.code.startswith(code)
    assert not MessageBatch.objects.exists()


def test_a_neighbors_patient_is_in_no_batch(agreed, begin, neighbor_patient):
    batch = begin([agreed(1), neighbor_patient])
    assert batch.size == 1
