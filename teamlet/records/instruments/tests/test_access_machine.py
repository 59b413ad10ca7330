"""Links and tablets under any order of events: no way in opens anything but its own form, and only while it may.

2,000 runs in the proof, 150 otherwise.
"""

from __future__ import annotations

import os
from collections import Counter
from datetime import date, timedelta
from typing import ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings, strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from teamlet.conftest import make_patient, make_person, make_practice
from teamlet.content.schema import Mode
from teamlet.ground.access.links import token_hash
from teamlet.ground.reasons import Refused
from teamlet.records.instruments import actions, queries
from teamlet.records.instruments.actions import forms
from teamlet.records.instruments.models import Answer, FormAccess
from teamlet.records.instruments.tests.conftest import BORN, NOON, make_scene, options
from teamlet.records.instruments.words import Checked, FormState

RUNS = 2_000 if os.environ.get("TEAMLET_PROOF") == "1" else 150
MINUTE = timedelta(minutes=1)
LITTLE = options("phq_2", "phq_1")[1]
DATES = {"cedar": BORN, "juniper": date(1980, 2, 29)}


class Ways(RuleBasedStateMachine):
    """Two practices with two patients each; forms, links, tablets and browsers come and go in any order."""

    #: What really happened over all runs: a machine that opens nothing proves nothing.
    seen: ClassVar[Counter[str]] = Counter()
    links = Bundle("links")
    pins = Bundle("pins")
    keys = Bundle("keys")

    def __init__(self):
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.now = NOON
        self.forms = []
        #: For each secret what it may open at most, as we keep book: (form, the browser's way).
        self.book = {}
        self.alive_links = {}
        self.verified = set()
        self.answers = {}
        self.over = set()
        #: Forms to which the questions about danger were added: no link opens them any more.
        self.asks_danger = set()

    def teardown(self):
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    def two_practices(self):
        self.scenes = {}
        for key in DATES:
            practice = make_practice(key, key.title())
            people = {}

            def staff(role, at, people=people):
                if role not in people:
                    people[role] = make_person(at, role)
                return people[role]

            patient = make_patient(practice, birth_date=DATES[key], given=f"Rosa {key}")
            self.scenes[key] = make_scene(practice, staff, patient)

    @initialize(target=links)
    def begin_with_a_link(self):
        self.two_practices()
        self.give_out("cedar")
        self.give_out("juniper")
        return self.make_link(1)

    @rule(target=keys, number=st.integers(0, 3))
    def hand_over_a_tablet(self, number):
        """Bind, type the number and give the birth date in one go, as it mostly happens."""
        pin = self.bind(number)
        return self.type_pin(pin, False, True) if isinstance(pin, tuple) and len(pin) == 3 else multiple()

    @rule(key=st.sampled_from(sorted(DATES)))
    def give_out(self, key):
        form = self.scenes[key].form("phq_2", at=self.now)
        form.scene = self.scenes[key]
        self.forms.append(form)

    def some_form(self, number):
        return self.forms[number % len(self.forms)] if self.forms else None

    @rule(target=links, number=st.integers(0, 5))
    def make_link(self, number):
        form = self.some_form(number)
        if form is None:
            return multiple()
        try:
            _link, token = actions.issue_link(form=form, at=self.now, by=form.scene.assistant.principal)
        except Refused:
            assert form.oid in self.over or form.oid in self.asks_danger
            return multiple()
        self.forget_links(form)
        self.alive_links[token] = (form, 5)
        return token

    @rule(target=keys, token=links, date_is=st.sampled_from(["right", "right", "right", "wrong", "next door's"]))
    def knock(self, token, date_is):
        """Give a birth date: the right one, a wrong one, or that of the patient next door."""
        link = queries.link_by_token(token)
        form, tries = self.alive_links.get(token, (None, 0))
        if link is None:
            assert form is None or form.oid in self.over
            return multiple()
        assert link.form_id == form.pk
        next_door = next(day for key, day in DATES.items() if key != form.scene.practice.key)
        given = {"right": form.patient.birth_date, "wrong": date(1999, 9, 9)}.get(date_is, next_door)
        try:
            entered = actions.try_door(door=link.oid, birth_date=given, at=self.now)
        except Refused:
            assert form.oid in self.over
            return multiple()
        assert form.oid not in self.over
        is_right = given == form.patient.birth_date and tries > 0
        assert entered.checked is (Checked.LOCKED if tries <= 0 else Checked.RIGHT if is_right else Checked.WRONG)
        self.seen[f"birth date {entered.checked}"] += 1
        if entered.checked is Checked.WRONG:
            self.alive_links[token] = (form, tries - 1)
        if not entered.key:
            return multiple()
        self.book[entered.key] = (form, Mode.LINK)
        self.verified.add(entered.key)
        return entered.key

    @rule(target=pins, number=st.integers(0, 3))
    def bind(self, number):
        form = self.some_form(number)
        if form is None:
            return multiple()
        try:
            _, pin = actions.bind_tablet(
                form=form, look_alike_seen=True, at=self.now, by=form.scene.assistant.principal
            )
        except Refused:
            assert form.oid in self.over
            return multiple()
        for secret, (of, way) in list(self.book.items()):
            if of is form and way is Mode.TABLET:
                self.book.pop(secret)
        return (form, pin, self.now)

    @rule(
        target=keys,
        pin=consumes(pins),
        is_next_door=st.sampled_from([False, False, False, True]),
        goes_on=st.sampled_from([True, True, False]),
    )
    def type_pin(self, pin, is_next_door, goes_on):
        form, number, since = pin
        here = form.scene.practice.key
        practice = self.scenes[next(key for key in DATES if (key == here) is not is_next_door)].practice
        client = f"10.0.{len(self.book)}.{self.now.minute}"
        entered = actions.try_pin(practice=practice, pin=number, client=client, at=self.now)
        if not entered.key:
            return multiple()
        access = FormAccess.objects.get(key_hash=token_hash(entered.key))
        assert access.form.practice_id == practice.pk
        found = next(each for each in self.forms if each.pk == access.form_id)
        if found is form:
            assert self.now < since + timedelta(minutes=10)
        self.book[entered.key] = (found, Mode.TABLET)
        if goes_on:
            self.give_birth_date(entered.key, True)
        return entered.key

    @rule(key=keys, right=st.sampled_from([True, True, False]))
    def give_a_birth_date(self, key, right):
        self.give_birth_date(key, right)

    def give_birth_date(self, key, right):
        visitor = queries.visitor(key, at=self.now)
        if visitor is None or visitor.mode is Mode.LINK:
            return
        given = visitor.form.patient.birth_date if right else date(1999, 9, 9)
        try:
            entered = actions.verify_birth_date(
                access=visitor.access, birth_date=given, at=self.now, by=visitor.principal
            )
        except Refused:
            return
        assert entered.key == ""
        if entered.checked is Checked.RIGHT:
            assert right
            self.verified.add(key)

    @rule(key=keys, sequence=st.integers(1, 3), points=st.integers(0, 3))
    def answer(self, key, sequence, points):
        known = self.book.get(key)
        access = FormAccess.objects.filter(key_hash=token_hash(key)).first()
        form = known[0] if known else (access.form if access else None)
        if form is None:
            return
        scene = next(each for each in self.scenes.values() if each.practice.pk == form.practice_id)
        many = Answer.objects.count()
        try:
            value = options("phq_2", "phq_1")[points]
            saved = scene.say(form, "phq_1", value, part="phq_2@1", access=access, sequence=sequence, at=self.now)
        except Refused:
            assert Answer.objects.count() == many
            return
        self.seen[f"answered by {known[1]}"] += 1
        assert known is not None
        assert key in self.verified
        assert form.oid not in self.over
        if saved.added:
            assert known[1] is Mode.TABLET
            self.asks_danger.add(form.oid)
            self.forget_links(form)

    @rule(key=keys, number=st.integers(0, 5))
    def answer_another_form(self, key, number):
        """A key is good for its own form only."""
        access = FormAccess.objects.filter(key_hash=token_hash(key)).first()
        form = self.some_form(number)
        if access is None or form is None or access.form_id == form.pk:
            return
        many = Answer.objects.count()
        self.seen["another form tried"] += 1
        with pytest.raises(Refused):
            form.scene.say(form, "phq_1", LITTLE, part="phq_2@1", access=access, at=self.now)
        assert Answer.objects.count() == many

    @rule(key=keys)
    def send_back(self, key):
        visitor = queries.visitor(key, at=self.now)
        if visitor is None:
            return
        try:
            actions.submit_form(
                form=visitor.form, mode=visitor.mode, access=visitor.access, at=self.now, by=visitor.principal
            )
        except Refused:
            return
        assert key in self.verified
        self.seen[f"sent back by {visitor.mode}"] += 1
        self.close(visitor.form.oid)

    @rule(number=st.integers(0, 20))
    def take_back(self, number):
        form = self.forms[number] if number < len(self.forms) else None
        if form is None or form.oid in self.over:
            return
        actions.revoke_form(form=form, at=self.now, by=form.scene.assistant.principal)
        self.close(form.oid)

    def forget_links(self, form):
        for secret, (of, way) in list(self.book.items()):
            if of is form and way is Mode.LINK:
                self.book.pop(secret)
        self.alive_links = {old: value for old, value in self.alive_links.items() if value[0] is not form}

    def close(self, oid):
        self.over.add(oid)
        self.book = {secret: value for secret, value in self.book.items() if value[0].oid != oid}

    @rule(minutes=st.sampled_from([0.5, 1, 1, 2, 5, 10]))
    def time_passes(self, minutes):
        self.now += minutes * MINUTE

    @rule()
    def the_worker_comes_by(self):
        for scene in self.scenes.values():
            actions.expire_forms(practice=scene.practice, at=self.now, by=scene.assistant.principal)

    @invariant()
    def what_is_over_is_closed(self):
        for secret in list(self.book):
            visitor = queries.visitor(secret, at=self.now)
            if visitor is None:
                continue
            form, way = self.book[secret]
            assert visitor.form.pk == form.pk
            assert visitor.mode is way
            assert visitor.principal.practice_id == form.practice_id
            if visitor.may_fill:
                assert secret in self.verified
                assert visitor.form.state == FormState.VERIFIED

    @invariant()
    def every_open_browser_is_in_the_book(self):
        known = {token_hash(secret) for secret in self.book}
        for access in FormAccess.objects.filter(ended_at=None):
            assert access.key_hash in known


@pytest.mark.django_db
def test_no_order_of_events_opens_what_is_not_ones_own(at):
    at(NOON)
    run_state_machine_as_test(
        Ways,
        settings=settings(
            max_examples=RUNS,
            phases=[Phase.generate],  # a long example tomorrow beats five minutes of shortening it
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    wanted = {
        "answered by link",
        "answered by tablet",
        "sent back by link",
        "sent back by tablet",
        "birth date right",
        "birth date wrong",
        "another form tried",
    }
    assert {what for what in wanted if Ways.seen[what] < RUNS // 50} == set(), Ways.seen


class Careless(Ways):
    """The control: a browser that is let in whatever its form came to."""


@pytest.mark.django_db
def test_the_machine_notices_a_way_in_that_stays_open(at, monkeypatch):
    at(NOON)
    monkeypatch.setattr(forms, "close_ways_in", lambda form, at: None)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(
            Careless,
            settings=settings(
                max_examples=60,
                stateful_step_count=25,
                deadline=None,
                suppress_health_check=list(HealthCheck),
                phases=[Phase.generate],  # it is to fail, not to explain itself
            ),
        )
