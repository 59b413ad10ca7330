"""The worker's way with providers: nothing in a transaction, patience, one at a time where nobody can be asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from teamlet.bridges.channels import Accepted, CannotAsk, NotThere, Rejected, Scope, Unknown, Way, channels
from teamlet.bridges.channels.drain import Drain
from teamlet.bridges.channels.outbox import Outbox
from teamlet.conftest import make_patient
from teamlet.ground.reasons import Reason
from teamlet.records.outreach import actions
from teamlet.records.outreach.models import Delivery, Message
from teamlet.records.outreach.words import Channel, ConsentHow, Purpose, StopSource
from teamlet.records.patients.models import ContactPoint

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)


def assert_no_transaction() -> None:
    """Only the test's own transaction is open: no savepoint of an action lies above it."""
    assert connection.savepoint_ids == []


class Provider:
    """Answers as it was told, one answer after the other and then the last one; remembers what it was given."""

    name = "fake"
    longest_call = 1.0
    quiet = 0.0
    is_for_demos = True

    def __init__(self, *answers: Any, can_ask: bool = True, asked: Any = None, then: Callable[[], None] = int) -> None:
        self.answers, self.can_ask, self.asked, self.then = list(answers), can_ask, asked or CannotAsk(), then
        self.given: list[str] = []
        self.outgoing: list[Any] = []
        self.questions: list[Any] = []

    def send(self, outgoing: Any, reference: str) -> Any:
        assert_no_transaction()
        assert outgoing.still_ours()
        self.given.append(reference)
        self.outgoing.append(outgoing)
        self.then()
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def ask(self, question: Any) -> Any:
        assert_no_transaction()
        self.questions.append(question)
        return self.asked


@pytest.fixture(autouse=True)
def noon(at: Any, settings: Any, tmp_path: Any) -> None:
    settings.HOME = tmp_path
    at("2026-11-23T12:00")


@pytest.fixture
def queue(practice: Any, staff: Any) -> Callable[[int], list[Message]]:
    """Return ``queue(many)``: released check-ins to as many patients."""
    nurse = staff("nurse").principal

    def fill(many: int) -> list[Message]:
        found = []
        for number in range(many):
            patient = make_patient(practice, given=f"Ana {number}")
            ContactPoint.objects.create(patient=patient, kind="mobile", value=f"(555) 010-3{number:03}")
            kind = {"patient": patient, "purpose": Purpose.CHECK_IN, "channel": Channel.TEXT, "at": NOON, "by": nurse}
            actions.give_consent(how=ConsentHow.IN_PERSON, **kind)
            draft = actions.draft_message(
                language="en",
                body="Cedar Family Practice: How did it go? STOP to end.",
                why=Reason("outreach.approved"),
                occurrence=f"check-in/{number}",
                send_after=NOON,
                **kind,
            )
            found.append(actions.release_message(message=draft, at=NOON, by=nurse))
        return found

    return fill


def states() -> list[str]:
    return list(Message.objects.order_by("id").values_list("state", flat=True))


def drain(provider: Any, **fields: Any) -> Drain:
    return Drain("one", providers={Way.TEXT: provider}, **fields)


def test_each_is_handed_over_once(queue):
    queue(5)
    provider = Provider(Accepted("SM1"))
    worker = drain(provider, batch=2)
    assert worker.turn() == 5
    assert worker.turn() == 0
    assert states() == ["sent"] * 5
    assert len(set(provider.given)) == len(provider.given) == 5


def test_a_provider_that_is_busy_is_left_alone_and_the_rest_is_given_back(queue):
    queue(4)
    now = [0.0]
    provider = Provider(Accepted("SM1"), Rejected("429", False, 120), Accepted("SM2"))
    worker = drain(provider, now=lambda: now[0])
    worker.turn()
    assert len(provider.given) == 2
    assert states() == ["sent", "queued", "queued", "queued"]
    assert list(Message.objects.order_by("id").values_list("tries", flat=True)) == [1, 1, 0, 0]
    assert Message.objects.order_by("id")[1].send_after == NOON + timedelta(seconds=120)
    now[0] = 119.0
    assert worker.turn() == 0
    now[0] = 121.0
    worker.turn()
    assert states() == ["sent", "queued", "sent", "sent"]


def test_one_unclear_answer_stops_nobody_several_do(queue):
    queue(5)
    provider = Provider(Unknown("500"), Accepted("SM1"), Unknown("500"), Unknown("500"), Accepted("SM2"))
    drain(provider, now=lambda: 0.0).turn()
    assert states() == ["unknown", "sent", "unknown", "unknown", "queued"]


def test_what_is_not_clear_is_asked_and_sent_again_when_it_never_arrived(queue):
    [message] = queue(1)
    provider = Provider(Unknown("cut off"), Accepted("SM1"), asked=NotThere())
    worker = drain(provider)
    for _ in range(3):
        worker.turn()
    assert states() == ["sent"]
    assert provider.given == [message.reference] * 2


def test_who_cannot_be_asked_gets_one_at_a_time_and_leaves_at_most_one_in_doubt(queue):
    queue(3)
    on_its_way = []
    provider = Provider(
        Unknown("cut off"),
        Accepted(""),
        can_ask=False,
        then=lambda: on_its_way.append(Message.objects.filter(state="sending").count()),
    )
    worker = drain(provider)
    for _ in range(3):
        worker.turn()
    assert on_its_way == [1, 1, 1]
    assert states() == ["unknown", "sent", "sent"]
    assert Message.objects.get(state="unknown").ask_after is None


def test_a_slow_provider_keeps_nobody_waiting(queue):
    queue(4)
    now = [0.0]

    def take_long() -> None:
        now[0] += 3.0

    drain(Provider(Accepted("SM1"), then=take_long), now=lambda: now[0]).turn()
    assert states() == ["sent", "sent", "queued", "queued"]


def test_a_worker_that_is_told_to_stop_gives_back_what_it_has(queue):
    queue(3)
    told = []
    provider = Provider(Accepted("SM1"), then=lambda: told.append(1))
    drain(provider, stopping=lambda: bool(told)).turn()
    assert states() == ["sent", "queued", "queued"]


def test_a_stop_between_claim_and_sending_is_seen(queue, practice, system):
    queue(2)
    now = [0.0]

    def stop_the_second() -> None:
        now[0] += 1.0
        where = {"practice": practice, "channel": Channel.TEXT, "address": "(555) 010-3001"}
        actions.stop_address(source=StopSource.REPLY, at=NOON, by=system, **where)

    provider = Provider(Accepted("SM1"), then=stop_the_second)
    drain(provider, now=lambda: now[0]).turn()
    assert states() == ["sent", "cancelled"]
    assert len(provider.given) == 1


def test_what_another_worker_left_is_found_when_it_did_not_move_for_a_lease(queue, practice, system, at):
    queue(1)
    lease = timedelta(seconds=60)
    kind = {"practice": practice, "channel": Channel.TEXT, "limit": 5, "lease": lease, "by": system}
    assert len(actions.claim_messages(worker="gone", at=NOON, **kind)) == 1
    now = [0.0]
    provider = Provider(Accepted("SM1"), asked=Accepted("SM0"))
    worker = drain(provider, lease=60.0, now=lambda: now[0])
    # The clock jumps: what did not move before these eyes for a minute is not taken.
    at("2026-11-23T15:00")
    worker.turn()
    now[0] = 59.0
    worker.turn()
    assert states() == ["sending"]
    now[0] = 60.0
    worker.turn()
    assert states() == ["sent"]
    assert provider.given == []


def test_the_outbox_is_for_demos_only(queue, practice):
    queue(1)
    practice.is_demo = False
    practice.save()
    assert drain(Outbox()).turn() == 0
    practice.is_demo = True
    practice.save()
    assert drain(Outbox()).turn() == 1
    assert states() == ["sent"]


def test_a_demo_practice_never_sends_for_real(queue, practice):
    queue(2)
    real = Provider(Accepted("SM1"))
    real.is_for_demos = False
    assert drain(real).turn() == 2
    assert (states(), real.given) == (["sent", "sent"], [])
    assert set(Delivery.objects.values_list("provider", flat=True)) == {"outbox"}


def test_a_real_practice_sends_for_real_and_a_busy_provider_stops_no_demo(queue, practice, neighbor):
    queue(1)
    practice.is_demo = False
    practice.save()
    real = Provider(Rejected("429", False, 60))
    real.is_for_demos = False
    worker = drain(real, now=lambda: 0.0)
    worker.turn()
    assert (states(), len(real.given)) == (["queued"], 1)
    practice.is_demo = True
    practice.save()
    Message.objects.update(send_after=NOON)
    worker.turn()
    assert states() == ["sent"]


def test_one_message_that_is_put_off_keeps_nobody_else_waiting(queue):
    queue(3)
    provider = Provider(Rejected("450", False, scope=Scope.MESSAGE), Accepted("SM1"))
    drain(provider, now=lambda: 0.0).turn()
    assert states() == ["queued", "sent", "sent"]


def test_a_provider_without_references_is_asked_by_what_the_message_looks_like(queue, practice):
    practice.text_number = "+15550102200"
    practice.save()
    two = queue(2)[1]
    provider = Provider(Accepted("SM1"), Unknown("cut off"), asked=Accepted("SM2"))
    worker = drain(provider)
    worker.turn()
    worker.turn()
    assert states() == ["sent", "sent"]
    [outgoing, _] = provider.outgoing
    assert (outgoing.practice, outgoing.sender) == ("cedar", "+15550102200")
    [question] = provider.questions
    assert (question.reference, question.address, question.body) == (two.reference, two.address, two.body)
    assert question.sender == "+15550102200"
    assert NOON - timedelta(minutes=5) < question.since <= NOON
    assert question.is_taken("SM1")
    assert question.is_taken("SM2")  # by now
    assert not question.is_taken("SM3")


def test_a_provider_that_speaks_is_listened_to(queue):
    class Speaking(Provider):
        heard = 0

        def listen(self, seconds: float) -> int:
            assert_no_transaction()
            assert seconds < 1
            self.heard += 1
            return 3

    provider = Speaking(Accepted("SM1"))
    assert drain(provider).turn() == 3
    assert provider.heard == 1


def test_a_transaction_around_the_provider_would_be_seen():
    assert_no_transaction()
    with transaction.atomic(), pytest.raises(AssertionError):
        assert_no_transaction()


def test_the_channels_of_the_settings_can_be_made():
    assert {provider.name for provider in channels().values()} == {"outbox"}
