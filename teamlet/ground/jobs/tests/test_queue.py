"""Jobs: one winner per occurrence, one effect per job, late workers without effect, growing pauses."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from teamlet.ground.jobs.hold import begin_epoch, installation, release
from teamlet.ground.jobs.models import Job, Schedule
from teamlet.ground.jobs.queue import LostLease, Queue, Work, add, forget_done
from teamlet.ground.jobs.schedule import Recurring, daily, every, put_due
from teamlet.ground.jobs.words import BACKOFF, LEASE

NOW = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)


class Effects:
    """Work that leaves a row in the database and counts its calls."""

    def __init__(self) -> None:
        self.calls = 0
        self.trouble: Exception | None = None
        self.meanwhile = lambda: None

    def __call__(self) -> None:
        self.calls += 1
        Schedule.objects.create(name=f"effect-{self.calls}", next_at=NOW)
        self.meanwhile()
        if self.trouble:
            raise self.trouble

    @staticmethod
    def rows() -> int:
        return Schedule.objects.filter(name__startswith="effect").count()


class Ticks:
    """A monotonic clock that the test moves."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def effects(db):
    return Effects()


@pytest.fixture
def queue(effects):
    return Queue("w1", {"k": Work(effects)})


def test_a_job_is_added_once_per_occurrence_and_done_once(queue, effects):
    assert add("k", occurrence="a@1", now=NOW)
    assert not add("k", occurrence="a@1", now=NOW)
    job = queue.claim(NOW)
    assert queue.carry_out(job, NOW)
    assert queue.claim(NOW) is None
    assert (effects.calls, effects.rows(), Job.objects.get().state) == (1, 1, "done")


def test_two_workers_never_get_the_same_job(queue, effects):
    other = Queue("w2", queue.kinds)
    for number in range(6):
        add("k", occurrence=str(number), now=NOW)
    got = [worker.claim(NOW).pk for _ in range(3) for worker in (queue, other)]
    assert len(set(got)) == 6


def test_a_claim_that_came_second_gets_nothing(queue):
    add("k", occurrence="a", now=NOW)
    seen_by_both = Job.objects.get()
    assert queue._take(seen_by_both) is not None
    assert Queue("w2", queue.kinds)._take(Job(pk=seen_by_both.pk, fence=0, renewals=0, state="waiting")) is None


def test_an_abandoned_job_is_taken_over_after_a_lease_that_was_watched(queue):
    ticks = Ticks()
    other = Queue("w2", queue.kinds, clock=ticks)
    add("k", occurrence="a", now=NOW)
    first = queue.claim(NOW)
    # The wall clock jumps a day: no reason to take anything.
    assert other.claim(NOW + timedelta(days=1)) is None
    ticks.seconds += LEASE - 1
    assert other.claim(NOW) is None
    queue.renew(first)
    ticks.seconds += LEASE - 1
    assert other.claim(NOW) is None
    ticks.seconds += LEASE
    taken = other.claim(NOW)
    assert (taken.pk, taken.fence, taken.worker) == (first.pk, first.fence + 1, "w2")
    with pytest.raises(LostLease):
        queue.renew(first)


def test_a_frozen_worker_that_wakes_late_leaves_no_effect(queue, effects):
    ticks = Ticks()
    other = Queue("w2", queue.kinds, clock=ticks)
    add("k", occurrence="a", now=NOW)
    first = queue.claim(NOW)
    other.claim(NOW)
    ticks.seconds += LEASE
    taken = other.claim(NOW)
    assert other.carry_out(taken, NOW)
    assert not queue.carry_out(first, NOW)
    assert (effects.calls, effects.rows()) == (2, 1)


def test_negative_control_without_the_fence_the_late_effect_would_stay(queue, effects, monkeypatch):
    monkeypatch.setattr(Queue, "_end", lambda self, job: None)
    add("k", occurrence="a", now=NOW)
    first = queue.claim(NOW)
    Job.objects.update(fence=first.fence + 1)
    queue.carry_out(first, NOW)
    assert effects.rows() == 1


def test_an_error_leaves_no_half_effect_and_is_tried_again_with_growing_pauses(queue, effects):
    effects.trouble = ValueError("Rosa Marín")
    add("k", occurrence="a", now=NOW)
    now = NOW
    for pause in BACKOFF:
        job = queue.claim(now)
        assert not queue.carry_out(job, now)
        row = Job.objects.get()
        assert (row.state, row.run_after) == ("waiting", now + timedelta(seconds=pause))
        assert queue.claim(now + timedelta(seconds=pause - 1)) is None
        now += timedelta(seconds=pause)
    assert not queue.carry_out(queue.claim(now), now)
    row = Job.objects.get()
    assert (row.state, row.tries) == ("given-up", len(BACKOFF) + 1)
    assert row.last_error.startswith("ValueError ")
    assert "Rosa" not in row.last_error
    assert effects.rows() == 0
    assert queue.claim(now + timedelta(days=30)) is None


def test_a_held_worker_claims_nothing_until_it_is_released(queue):
    add("k", occurrence="a", now=NOW)
    before = installation()
    after = begin_epoch(at_least=7, reason="restored")
    assert (after.epoch, after.epoch_key != before.epoch_key) == (8, True)
    assert queue.claim(NOW) is None
    assert release() is True
    assert release() is False
    assert queue.claim(NOW) is not None


def test_an_occurrence_has_one_winner_among_many_workers(db):
    recurring = [Recurring("anchor", "k", every(60))]
    assert put_due(recurring, NOW) == 1
    assert [put_due(recurring, NOW) for _ in range(3)] == [0, 0, 0]
    assert put_due(recurring, NOW + timedelta(seconds=59)) == 0
    assert put_due(recurring, NOW + timedelta(seconds=60)) == 1
    assert Job.objects.count() == 2


def test_what_fell_due_often_while_nobody_worked_is_done_once(db):
    recurring = [Recurring("anchor", "k", every(60))]
    put_due(recurring, NOW)
    assert put_due(recurring, NOW + timedelta(days=3)) == 1


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=12), timedelta(days=400)])
def test_a_clock_that_was_set_back_delays_by_one_period_at_most(db, back):
    recurring = [Recurring("anchor", "k", every(60))]
    put_due(recurring, NOW)
    put_due(recurring, NOW - back)
    assert put_due(recurring, NOW - back + timedelta(seconds=60)) == 1


@pytest.mark.parametrize(
    "zone", ["America/New_York", "America/Phoenix", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Sao_Paulo", "UTC"]
)
@pytest.mark.parametrize("at", [time(0, 1), time(1, 30), time(2, 15), time(3, 10)])
def test_a_daily_job_comes_once_on_every_civil_day_of_two_years(zone, at):
    """Walks each occurrence over both nights on which clocks change."""
    following = daily(at, zone)
    moment = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
    days = []
    while moment < datetime(2028, 1, 1, tzinfo=UTC):
        moment = following(moment)
        days.append(moment.astimezone(ZoneInfo(zone)).date())
    assert len(days) == len(set(days)) == (days[-1] - days[0]).days + 1


def test_a_time_that_the_night_skips_comes_after_the_gap():
    found = daily(time(2, 30), "America/New_York")(datetime(2026, 3, 8, 5, 0, tzinfo=UTC))
    assert found == datetime(2026, 3, 8, 7, 30, tzinfo=UTC)


def test_done_jobs_are_forgotten_and_given_up_ones_are_not(queue, effects):
    add("k", occurrence="a", now=NOW)
    queue.carry_out(queue.claim(NOW), NOW)
    add("k", occurrence="b", now=NOW)
    Job.objects.filter(occurrence="b").update(state="given-up", ended_at=NOW)
    assert forget_done(datetime.now(UTC) + timedelta(days=1)) == 1
    assert list(Job.objects.values_list("occurrence", flat=True)) == ["b"]
