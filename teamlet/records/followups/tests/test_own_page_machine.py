"""Links to own pages under any order of events: no link or phone opens any page but its own, and only while it may."""

from __future__ import annotations

import os
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings, strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from teamlet.conftest import make_patient, make_person, make_practice
from teamlet.ground.access.roles import Role
from teamlet.ground.reasons import Refused
from teamlet.records.followups.actions import (
    end_own_pages,
    open_own_page,
    own_page_links as links,
    verify_own_birth_date,
)
from teamlet.records.followups.queries.own_page import acting_on_own_page, own_link_by_token, own_visitor
from teamlet.records.instruments.words import Checked
from teamlet.records.patients.models import Helper, Patient

RUNS = 1_000 if os.environ.get("TEAMLET_PROOF") == "1" else 40
NOON = datetime(2026, 11, 25, 17, tzinfo=UTC)
BORN = {"cedar": date(1961, 5, 3), "juniper": date(1980, 2, 29)}


class Ways(RuleBasedStateMachine):
    """Two practices with a patient and a helper each; links, phones, wrong dates, ends and days come in any order."""

    #: What really happened over all runs: a machine that opens nothing proves nothing.
    seen: ClassVar[Counter[str]] = Counter()
    tokens = Bundle("tokens")
    keys = Bundle("keys")

    def __init__(self):
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.now = NOON
        #: By token: [place, until, tries]; by key: [place, until].  A place is a patient's key and whose page it is.
        self.alive = {}
        self.book = {}
        self.gone = set()
        self.refusing = set()

    def teardown(self):
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @initialize(target=tokens)
    def two_practices(self):
        self.people = {}
        for key, born in BORN.items():
            practice = make_practice(key, key.title())
            nurse = make_person(practice, Role.NURSE)
            patient = make_patient(practice, birth_date=born, given=f"Rosa {key}")
            helper = Helper.objects.create(
                patient=patient, name=f"Helper {key}", may_join=True, agreed_on=date(2026, 1, 1)
            )
            self.people[key] = (practice, nurse.principal, patient, helper)

        return multiple(*(self.link_of(key, helps) for key in BORN for helps in (False, True)))

    @rule(target=tokens, key=st.sampled_from(sorted(BORN)), helps=st.booleans())
    def make_link(self, key, helps):
        token = self.link_of(key, helps)
        return token if token is not None else multiple()

    @rule(target=keys, key=st.sampled_from(sorted(BORN)), helps=st.booleans())
    def open_on_a_phone(self, key, helps):
        """Make a link and give the right birth date in one go, as it mostly happens."""
        token = self.link_of(key, helps)
        return self.knock_at(token, "right") if token is not None else multiple()

    @rule(target=tokens, key=st.sampled_from(sorted(BORN)), helps=st.booleans(), times=st.integers(1, 6))
    def give_wrong_dates(self, key, helps, times):
        token = self.link_of(key, helps)
        for _ in range(times if token is not None else 0):
            self.knock_at(token, "wrong")
        return token if token is not None else multiple()

    def link_of(self, key, helps):
        _practice, by, patient, helper = self.people[key]
        place = (key, helps)
        try:
            path = open_own_page(patient=patient, helper=helper if helps else None, at=self.now, by=by)
        except Refused:
            assert key in self.gone or (helps and key in self.refusing)
            return None
        assert key not in self.gone
        token = path.split("/")[2]
        self.alive[token] = [place, self.now + timedelta(days=90), 5]
        return token

    @rule(target=keys, token=tokens, born=st.sampled_from(["right", "wrong", "next door's"]))
    def knock(self, token, born):
        """Give a birth date: the right one, a wrong one, or that of the patient next door."""
        return self.knock_at(token, born)

    def knock_at(self, token, born):
        link = own_link_by_token(token)
        known = self.alive.get(token)
        here = next(key for key, row in self.people.items() if row[2].pk == link.patient_id)
        other = next(key for key in BORN if key != here)
        given = {"right": BORN[here], "wrong": date(1999, 9, 9)}.get(born, BORN[other])
        try:
            entered = verify_own_birth_date(
                link=link, birth_date=given, at=self.now, by=acting_on_own_page(link.practice)
            )
        except Refused:
            assert not self.is_open(known)
            return multiple()
        assert self.is_open(known)
        wanted = Checked.LOCKED if known[2] <= 0 else Checked.RIGHT if born == "right" else Checked.WRONG
        assert entered.checked is wanted
        self.seen[f"birth date {wanted}"] += 1
        if wanted is Checked.WRONG:
            for row in self.alive.values():
                row[2] -= row[0] == known[0] and row[2] > 0
        if wanted is not Checked.RIGHT:
            assert entered.key == ""
            return multiple()
        self.book[entered.key] = [known[0], self.now + timedelta(days=90)]
        self.look_with(entered.key)
        return entered.key

    def is_open(self, row):
        return row is not None and self.now < row[1] and self.may(row[0])

    def may(self, place):
        key, helps = place
        return key not in self.gone and not (helps and key in self.refusing)

    @rule(key=st.sampled_from(sorted(BORN)))
    def end_all(self, key):
        _practice, by, patient, _helper = self.people[key]
        end_own_pages(patient=patient, at=self.now, by=by)
        self.alive = {token: row for token, row in self.alive.items() if row[0][0] != key}
        self.book = {secret: row for secret, row in self.book.items() if row[0][0] != key}

    @rule(key=st.sampled_from(sorted(BORN)), alive=st.sampled_from([True, True, True, False]))
    def leave_or_come_back(self, key, alive):
        Patient.objects.filter(pk=self.people[key][2].pk).update(is_active=alive)
        (self.gone.discard if alive else self.gone.add)(key)

    @rule(key=st.sampled_from(sorted(BORN)), agrees=st.sampled_from([True, True, True, False]))
    def agree_or_not(self, key, agrees):
        Helper.objects.filter(pk=self.people[key][3].pk).update(may_join=agrees)
        (self.refusing.discard if agrees else self.refusing.add)(key)

    @rule(days=st.sampled_from([1, 30, 45, 89, 90]))
    def days_pass(self, days):
        self.now += timedelta(days=days)

    @rule(key=keys)
    def look(self, key):
        self.look_with(key)

    def look_with(self, key):
        visitor = own_visitor(key, at=self.now)
        row = self.book.get(key)
        opens = visitor is not None and visitor.may_see
        assert opens is self.is_open(row)
        if opens:
            self.seen["opened for a helper" if row[0][1] else "opened for the patient"] += 1
            assert visitor.patient.pk == self.people[row[0][0]][2].pk
            assert (visitor.helper is not None) is row[0][1]
            assert visitor.principal.practice_id == self.people[row[0][0]][0].pk

    @invariant()
    def no_phone_opens_what_is_not_in_the_book(self):
        for key, row in list(getattr(self, "book", {}).items()):
            visitor = own_visitor(key, at=self.now)
            assert (visitor is not None and visitor.may_see) is self.is_open(row)


@pytest.mark.django_db
def test_no_order_of_events_opens_what_is_not_ones_own():
    run_state_machine_as_test(Ways, settings=_settings(RUNS))
    wanted = {
        "birth date right",
        "birth date wrong",
        "opened for a helper",
        "opened for the patient",
    }
    assert {what for what in wanted if Ways.seen[what] < RUNS // 20} == set(), Ways.seen


@pytest.mark.django_db
def test_the_machine_notices_a_link_that_stays_open(monkeypatch):
    """The control: links that open whatever became of them."""
    monkeypatch.setattr(links, "opens", lambda link, at: True)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Ways, settings=_settings(60))


def _settings(runs):
    return settings(
        max_examples=runs,
        phases=[Phase.generate],
        stateful_step_count=25,
        deadline=None,
        derandomize=os.environ.get("TEAMLET_PROOF") != "1",
        suppress_health_check=list(HealthCheck),
    )
