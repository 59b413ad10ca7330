"""The waiting-room tablet: bound to one visit by a number that is good once; covered, wiped, resumed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from teamlet.conftest import make_patient
from teamlet.content.schema import Mode
from teamlet.ground.access.links import pin_hash
from teamlet.ground.reasons import Refused
from teamlet.records.instruments import actions, queries
from teamlet.records.instruments.models import FormAccess, TabletBinding
from teamlet.records.instruments.rules.forms import tablet_state
from teamlet.records.instruments.tests.conftest import BORN, NOON, options
from teamlet.records.instruments.words import Checked, TabletState

pytestmark = pytest.mark.django_db
LITTLE = options("phq_9", "phq_1")[1]
MINUTE = timedelta(minutes=1)


def bind(scene, form, **more):
    return actions.bind_tablet(form=form, at=more.pop("at", NOON), by=scene.assistant.principal, **more)


def type_in(scene, pin, *, at=NOON, client="10.0.0.9"):
    return actions.try_pin(practice=scene.practice, pin=pin, client=client, at=at)


@pytest.mark.parametrize(
    ("kept", "idle", "state"),
    [
        (TabletState.BOUND, timedelta(hours=1), TabletState.BOUND),
        (TabletState.OPEN, timedelta(0), TabletState.OPEN),
        (TabletState.OPEN, 2 * MINUTE - timedelta(microseconds=1), TabletState.OPEN),
        (TabletState.OPEN, 2 * MINUTE, TabletState.CURTAIN),
        (TabletState.OPEN, 10 * MINUTE - timedelta(microseconds=1), TabletState.CURTAIN),
        (TabletState.OPEN, 10 * MINUTE, TabletState.WIPED),
        (TabletState.CURTAIN, timedelta(0), TabletState.CURTAIN),
        (TabletState.CURTAIN, 10 * MINUTE, TabletState.WIPED),
        (TabletState.WIPED, timedelta(0), TabletState.WIPED),
        (TabletState.ENDED, timedelta(0), TabletState.ENDED),
    ],
)
def test_an_unused_tablet_is_covered_then_wiped(kept, idle, state):
    assert tablet_state(kept, NOON, at=NOON + idle) is state


def test_the_number_is_good_once_and_for_ten_minutes(scene):
    form = scene.form("phq_9")
    binding, pin = bind(scene, form)
    assert binding.pin_hash == pin_hash(pin, "cedar") != pin
    assert type_in(scene, pin, at=NOON + 10 * MINUTE).checked is Checked.WRONG
    assert type_in(scene, pin).checked is Checked.RIGHT
    assert type_in(scene, pin).checked is Checked.WRONG
    assert not TabletBinding.objects.exclude(pin_hash="").exists()


def test_guessing_numbers_ends_after_ten(scene):
    _, pin = bind(scene, scene.form("phq_9"))
    wrong = [f"{number:06}" for number in range(12) if f"{number:06}" != pin]
    answers = [type_in(scene, guess).checked for guess in wrong]
    assert answers[:10] == [Checked.WRONG] * 10
    assert set(answers[10:]) == {Checked.LOCKED}
    assert type_in(scene, pin).checked is Checked.LOCKED
    assert type_in(scene, pin, client="10.0.0.7").checked is Checked.RIGHT


@pytest.mark.parametrize("pin", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "12 345", "\x00" * 6])
def test_what_is_no_number_opens_nothing(scene, pin):
    assert type_in(scene, pin).checked is Checked.WRONG


def test_nothing_is_shown_before_the_birth_date(scene):
    form = scene.form("phq_9")
    access = scene.tablet(form, verified=False)
    visitor = queries.visitor(access.test_key, at=NOON)
    assert (visitor.may_fill, visitor.needs_birth_date) == (False, True)
    with pytest.raises(Refused, match="not_verified"):
        scene.say(form, "phq_1", LITTLE, access=access)
    by = visitor.principal
    wrong = actions.verify_birth_date(access=visitor.access, birth_date=date(1990, 1, 1), at=NOON, by=by)
    assert wrong.checked is Checked.WRONG
    right = actions.verify_birth_date(access=visitor.access, birth_date=BORN, at=NOON, by=by)
    assert right.checked is Checked.RIGHT
    assert queries.visitor(access.test_key, at=NOON).may_fill


def test_the_curtain_is_lifted_by_the_birth_date_and_what_was_wiped_by_a_new_number(scene):
    form = scene.form("phq_9")
    access = scene.tablet(form)
    scene.say(form, "phq_1", LITTLE, access=access)
    covered = queries.visitor(access.test_key, at=NOON + 2 * MINUTE)
    assert (covered.tablet, covered.may_fill, covered.needs_birth_date) == (TabletState.CURTAIN, False, True)
    with pytest.raises(Refused, match="behind_curtain"):
        scene.say(form, "phq_2", LITTLE, access=access, at=NOON + 2 * MINUTE)
    actions.verify_birth_date(access=covered.access, birth_date=BORN, at=NOON + 3 * MINUTE, by=covered.principal)
    assert queries.visitor(access.test_key, at=NOON + 4 * MINUTE).may_fill
    wiped = queries.visitor(access.test_key, at=NOON + 13 * MINUTE)
    assert (wiped.tablet, wiped.may_fill, wiped.needs_birth_date) == (TabletState.WIPED, False, False)
    with pytest.raises(Refused, match="access_over"):
        actions.verify_birth_date(access=wiped.access, birth_date=BORN, at=NOON + 13 * MINUTE, by=wiped.principal)
    actions.expire_forms(practice=scene.practice, at=NOON + 13 * MINUTE, by=scene.assistant.principal)
    assert queries.visitor(access.test_key, at=NOON + 13 * MINUTE) is None
    _, pin = actions.resume_tablet(form=form, at=NOON + 14 * MINUTE, by=scene.assistant.principal)
    entered = type_in(scene, pin, at=NOON + 14 * MINUTE)
    again = queries.visitor(entered.key, at=NOON + 14 * MINUTE)
    assert again.needs_birth_date
    assert [each.item for each in queries.given_in(again.form)] == ["phq_1"]


def test_saving_keeps_the_curtain_up(scene):
    form = scene.form("phq_9")
    access = scene.tablet(form)
    for step in range(1, 8):
        at = NOON + step * MINUTE * 1.5
        scene.say(form, f"phq_{step}", options("phq_9", f"phq_{step}")[0], access=access, at=at)
    assert queries.visitor(access.test_key, at=at + MINUTE).may_fill
    actions.touch_tablet(access=access, at=at + MINUTE, by=scene.assistant.principal)
    assert queries.visitor(access.test_key, at=at + 2 * MINUTE).may_fill
    actions.draw_curtain(access=access, at=at + 2 * MINUTE, by=scene.assistant.principal)
    assert not queries.visitor(access.test_key, at=at + 2 * MINUTE).may_fill


def test_after_sending_back_the_tablet_knows_nothing(scene):
    form = scene.form("phq_9")
    access = scene.tablet(form)
    scene.say(form, "phq_1", LITTLE, access=access)
    by = queries.acting_for(scene.practice, Mode.TABLET)
    actions.submit_form(form=form, mode=Mode.TABLET, access=access, at=NOON, by=by)
    assert queries.visitor(access.test_key, at=NOON) is None
    again = actions.submit_form(form=form, mode=Mode.TABLET, access=access, at=NOON, by=by)
    assert again.state == "submitted"


def test_taken_away_midway_what_was_answered_stays(scene):
    form = scene.form("phq_9")
    access = scene.tablet(form)
    scene.say(form, "phq_1", LITTLE, access=access)
    actions.end_tablet(binding=access.binding, at=NOON, by=scene.assistant.principal)
    assert queries.visitor(access.test_key, at=NOON) is None
    with pytest.raises(Refused, match="access_over"):
        scene.say(form, "phq_2", LITTLE, access=access)
    assert len(queries.given_in(form)) == 1
    scene.say(form, "phq_2", LITTLE)


def test_a_second_tablet_ends_the_first(scene):
    form = scene.form("phq_9")
    first = scene.tablet(form)
    second = scene.tablet(form)
    assert queries.visitor(first.test_key, at=NOON) is None
    assert queries.visitor(second.test_key, at=NOON).may_fill
    assert FormAccess.objects.filter(ended_at=None).count() == 1


def test_a_look_alike_is_compared_first(scene):
    make_patient(scene.practice, given="Rosalía", birth_date=BORN)
    form = scene.form("phq_9")
    with pytest.raises(Refused, match="look_alike_first"):
        bind(scene, form)
    binding, _ = bind(scene, form, look_alike_seen=True)
    assert binding.visit == scene.visit


def test_without_a_visit_there_is_no_tablet(scene):
    form = scene.form("visit_preparation", visit=None, purpose="visit_preparation")
    with pytest.raises(Refused, match="tablet_needs_visit"):
        bind(scene, form)


def test_the_same_number_opens_nothing_next_door(scene, neighbor):
    _, pin = bind(scene, scene.form("phq_9"))
    entered = actions.try_pin(practice=neighbor, pin=pin, client="10.0.0.9", at=NOON)
    assert entered.checked is Checked.WRONG
