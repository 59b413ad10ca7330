"""What only people decide: releases, approvals, what may have gone out, what a restored backup brought back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from teamlet.ground.jobs.hold import begin_epoch
from teamlet.ground.jobs.models import Installation
from teamlet.ground.reasons import Refused
from teamlet.records.outreach import actions, queries
from teamlet.records.outreach.models import Message, OptOut
from teamlet.records.outreach.rules.outcomes import Accepted, NotThere, Unknown
from teamlet.records.outreach.suppression import stops_file
from teamlet.records.outreach.tests.conftest import NOON
from teamlet.records.outreach.words import Channel, MessageState, Purpose, StopSource
from teamlet.records.patients.models import ContactPoint

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def no_list(settings, tmp_path):
    settings.HOME = tmp_path


def again(message):
    return Message.objects.get(pk=message.pk)


@pytest.fixture
def unknown(queued, claim, say):
    message = queued()
    say(claim()[0], Unknown("cut off"))
    return message


def test_sending_again_takes_a_new_reference(unknown, claim, maya):
    before = unknown.reference
    row = actions.send_again(message=unknown, at=NOON + DAY, by=maya.principal)
    assert (row.state, row.tries) == ("queued", 0)
    [mine] = claim(at=NOON + DAY)
    assert mine.reference == row.reference != before
    assert [line.outcome for line in queries.deliveries_of(row)] == ["unknown", "sent_again"]


def test_treated_as_sent_is_over_and_counts_for_the_limits(unknown, claim, maya, practice):
    actions.treat_as_sent(message=unknown, at=NOON, by=maya.principal)
    assert again(unknown).state == "sent"
    assert list(queries.unknown_messages(practice)) == []
    with pytest.raises(Refused):
        actions.send_again(message=unknown, at=NOON, by=maya.principal)


def test_only_a_person_decides(unknown, system):
    for decide in (actions.send_again, actions.treat_as_sent):
        with pytest.raises(ValueError, match="only a person"):
            decide(message=unknown, at=NOON, by=system)
    assert again(unknown).state == "unknown"


@pytest.mark.parametrize("state", ["sent", "rejected", "unknown", "sending", "cancelled"])
def test_what_went_out_cannot_be_cancelled(queued, claim, maya, state):
    message = queued()
    lease = NOON if state == "sending" else None
    Message.objects.filter(pk=message.pk).update(state=state, lease_until=lease)
    with pytest.raises(Refused) as refused:
        actions.cancel_message(message=message, at=NOON, by=maya.principal)
    assert refused.value.reason.code == "outreach.may_not_move"


def test_what_waits_can_be_cancelled(queued, claim, maya):
    message = queued()
    actions.cancel_message(message=message, at=NOON, by=maya.principal)
    assert again(message).state == "cancelled"
    assert claim() == []


def test_a_standing_approval_releases_drafts_and_holds_what_needs_a_hand(person, draft, practice, maya, system):
    fine, without = person("(555) 010-3001"), person("(555) 010-3002")
    ContactPoint.objects.filter(patient=without).delete()
    for patient in (fine, without):
        draft(patient)
    kind = {"purpose": Purpose.CHECK_IN, "channel": Channel.TEXT}
    with pytest.raises(Refused):
        actions.release_approved(**kind, at=NOON, by=system)
    approval = actions.approve_purpose(practice=practice, **kind, at=NOON, by=maya.principal)
    assert actions.release_approved(**kind, at=NOON, by=system) == 1
    assert dict(Message.objects.values_list("patient__pk", "state")) == {fine.pk: "queued", without.pk: "held"}
    assert Message.objects.get(state="queued").approval == approval
    actions.end_approval(approval=approval, at=NOON, by=maya.principal)
    assert queries.approval_for(practice, **kind) is None


@pytest.mark.parametrize(
    "written", ["(555) 010-3001", "555-010-3001", "5550103001", "+15550103001", "1 (555) 010-3001", "555.010.3001"]
)
def test_a_shared_phone_needs_a_word_first(person, draft, maya, system, written):
    """However each of the two wrote the number down."""
    mother, daughter = person("(555) 010-3001"), person(written, given="Ana")
    with pytest.raises(Refused) as refused:
        actions.release_message(message=draft(mother), at=NOON, by=maya.principal)
    assert refused.value.reason.code == "outreach.shared_address"
    actions.set_reach(patient=daughter, channel=Channel.TEXT, shared_is_fine=True, at=NOON, by=system)
    assert actions.release_message(message=draft(daughter), at=NOON, by=maya.principal).state == "queued"


def test_another_practice_sees_and_moves_nothing(queued, neighbor, staff):
    message = queued()
    assert queries.message(neighbor, message.oid) is None
    stranger = staff("nurse", at=neighbor).principal
    with pytest.raises(Message.DoesNotExist):
        actions.cancel_message(message=message, at=NOON, by=stranger)


def test_nothing_is_claimed_while_the_practice_holds(queued, claim, practice, maya):
    message = queued()
    actions.hold_everything(practice=practice, at=NOON, by=maya.principal)
    assert not queries.has_due(practice, Channel.TEXT, at=NOON)
    assert claim() == []
    actions.release_everything(practice=practice, at=NOON, by=maya.principal)
    assert [each.pk for each in claim()] == [message.pk]


def test_who_writes_is_answered_while_the_practice_holds(queued, claim, practice, maya):
    waits, answer = queued(), queued("(555) 010-3002")
    Message.objects.filter(pk=answer.pk).update(fixed_answer="emergency", purpose="")
    actions.hold_everything(practice=practice, at=NOON, by=maya.principal)
    assert queries.has_due(practice, Channel.TEXT, at=NOON)
    assert [each.pk for each in claim()] == [answer.pk]
    assert not queries.has_due(practice, Channel.TEXT, at=NOON)
    assert again(waits).state == "queued"


def test_nothing_is_claimed_while_the_installation_is_held(queued, claim):
    queued()
    Installation.objects.update(held_since=NOON)
    assert claim() == []


def test_a_restored_backup_sends_nothing_before_a_person_and_the_provider_were_asked(
    queued, claim, practice, maya, system
):
    due, later = queued("(555) 010-3001"), queued("(555) 010-3002", send_after=NOON + 2 * DAY)
    begin_epoch(at_least=1, reason="restored")
    Installation.objects.update(held_since=None)
    assert claim() == []
    assert queries.has_restored(practice)
    assert actions.hold_restored(practice=practice, at=NOON, by=system) == 2
    assert queries.count_by_state(practice)[MessageState.HELD] == 2
    assert actions.release_everything(practice=practice, at=NOON, by=maya.principal) == 2
    assert (again(due).state, again(later).state) == ("unknown", "queued")
    assert claim() == []
    [asked] = queries.to_ask(practice, Channel.TEXT, at=NOON)
    actions.settle_unknown(message=asked, provider="fake", answer=NotThere(), at=NOON, by=system)
    assert [each.pk for each in claim()] == [due.pk]
    assert [each.pk for each in claim(at=NOON + 2 * DAY)] == [later.pk]


def test_what_went_out_after_the_backup_is_found_at_the_provider(queued, claim, practice, maya, system):
    message = queued()
    begin_epoch(at_least=1, reason="restored")
    Installation.objects.update(held_since=None)
    actions.hold_restored(practice=practice, at=NOON, by=system)
    actions.release_held(message=message, at=NOON, by=maya.principal)
    [asked] = queries.to_ask(practice, Channel.TEXT, at=NOON)
    assert (
        actions.settle_unknown(message=asked, provider="fake", answer=Accepted("SM1"), at=NOON, by=system)
        == MessageState.SENT
    )


def test_stops_of_after_the_backup_are_read_again(queued, claim, practice, system):
    message = queued()
    where = {"practice": practice, "channel": Channel.TEXT, "source": StopSource.REPLY, "at": NOON, "by": system}
    actions.stop_address(address="+1 555 010 3001", **where)
    actions.stop_address(address="+1 555 010 3002", **where)
    assert stops_file().stat().st_mode & 0o777 == 0o600
    assert not queries.forgets_stops(practice)
    # As in a backup of before.
    OptOut.objects.all().delete()
    Message.objects.update(state="queued")
    with stops_file().open("ab") as file:
        file.write(b'{"practice": "cedar", "chan')
    assert queries.forgets_stops(practice)
    assert actions.read_stops_again(practice=practice, at=NOON, by=system) == 2
    assert again(message).state == "cancelled"
    assert not queries.forgets_stops(practice)


def test_a_start_is_written_after_its_commit(practice, system, django_capture_on_commit_callbacks):
    where = {"practice": practice, "channel": Channel.TEXT, "address": "5550103001", "at": NOON, "by": system}
    actions.stop_address(source=StopSource.REPLY, **where)
    with django_capture_on_commit_callbacks(execute=True):
        actions.start_address(source=StopSource.REPLY, **where)
    assert len(stops_file().read_text().splitlines()) == 2
    assert not queries.forgets_stops(practice)
