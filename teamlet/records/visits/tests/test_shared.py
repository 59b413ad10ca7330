"""What is shared in a visit: time for the plan, care that is open, one line each, taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from teamlet.conftest import make_patient
from teamlet.content import teaching
from teamlet.content.teaching import Care
from teamlet.ground.reasons import Refused
from teamlet.records.patients.models import Helper
from teamlet.records.practice.actions.saves import undo_save
from teamlet.records.practice.models import Save
from teamlet.records.visits import queries
from teamlet.records.visits.actions import (
    TopicSaid,
    let_join,
    record_feelings,
    record_shared,
    save_agenda,
    start_visit,
)
from teamlet.records.visits.models import Shared
from teamlet.records.visits.rules import care_state, time_for_plan
from teamlet.records.visits.words import FeelingsRoute, SaidBack, SharedKind, TopicPlace

BEGAN = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
A1C = Care("care_diabetes_a1c", ("4548-4", "17856-6"), 183)
ON = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("minutes", "passed", "status"),
    [
        (20, 0, "enough"),
        (20, 11, "enough"),
        (20, 12, "now"),
        (20, 19, "now"),
        (20, 20, "over"),
        (20, 49, "over"),
        (20, 50, "enough"),
        (None, 12, "now"),
        (40, 12, "enough"),
        (40, 32, "now"),
        (5, 0, "now"),
    ],
)
def test_when_the_line_that_protects_the_plan_stands(minutes, passed, status):
    assert time_for_plan(BEGAN, minutes, BEGAN + timedelta(minutes=passed)).status == status


def test_a_visit_that_nobody_opened_has_time():
    assert time_for_plan(None, 20, BEGAN).status == "enough"


@pytest.mark.parametrize(
    ("dates", "status"),
    [
        ({}, "open"),
        ({"4548-4": date(2026, 5, 24)}, "done"),
        ({"4548-4": date(2026, 5, 23)}, "open"),
        ({"4548-4": date(2020, 1, 1), "17856-6": date(2026, 11, 1)}, "done"),
        ({"4548-4": date(2026, 12, 1)}, "open"),
        ({"2160-0": date(2026, 11, 1)}, "open"),
    ],
)
def test_care_that_the_chart_can_tell(dates, status):
    state = care_state(A1C, dates, ON)
    assert state.decision.status == status
    assert state.is_gap is (status == "open")


def test_care_that_only_the_patient_can_tell_is_no_gap():
    state = care_state(Care("care_diabetes_eyes"), {}, ON)
    assert (state.decision.status, state.is_gap) == ("ask", False)


def test_every_code_of_the_lists_has_words_in_both_languages():
    codes = {*teaching.topics(), *teaching.skills(), *teaching.aids()}
    codes |= {each.code for each in teaching.CARE} | {part.code for each in teaching.CARE for part in each.parts}
    for language in ("en", "es"):
        assert codes <= set(teaching.words(language))
    assert all(len(teaching.steps_of(code, teaching.words("en"))) >= 3 for code in teaching.skills())


@pytest.mark.parametrize(
    ("codes", "lists"),
    [
        (set(), []),
        ({"E11.9"}, ["care_diabetes"]),
        ({"44054006", "I10"}, ["care_diabetes", "care_hypertension"]),
        ({"Z00.0"}, []),
        ({"J45.909"}, ["care_lungs"]),
    ],
)
def test_which_lists_belong_to_a_patient(codes, lists):
    assert [each.code for each in teaching.care_for(codes)] == lists


@pytest.fixture
def by(staff):
    return staff("nurse").principal


@pytest.fixture
def visit(patient, by, at):
    return start_visit(patient=patient, at=at("2026-11-23T09:00"), by=by)


@pytest.mark.django_db
class TestRecording:
    @pytest.mark.parametrize(
        ("kind", "code"),
        [("topic", "topic_nonsense"), ("skill", "topic_food"), ("aid", ""), ("care", "care_diabetes_a1c")],
    )
    def test_only_what_the_lists_have(self, visit, by, at, kind, code):
        with pytest.raises(Refused, match=r"visits\.shared_unknown"):
            record_shared(visit=visit, kind=SharedKind(kind), code=code, at=at("2026-11-23T09:01"), by=by)

    def test_the_introduction_is_ticked_once_in_all_visits(self, visit, patient, by, at):
        def say(where):
            return record_shared(
                visit=where, kind=SharedKind.INTRODUCTION, code="introduction", at=at("2026-11-24T09:00"), by=by
            )

        first = say(visit)
        assert say(start_visit(patient=patient, at=at("2026-11-24T09:00"), by=by)) == first
        assert queries.is_introduced(patient)

    def test_a_line_is_taken_back_within_minutes_and_stays_in_the_record(self, visit, by, at):
        now = at("2026-11-23T09:05")
        record_shared(visit=visit, kind=SharedKind.TOPIC, code="topic_food", result=SaidBack.AGAIN, at=now, by=by)
        assert [row.code for row in queries.shared_in(visit)] == ["topic_food"]
        undo_save(save=Save.objects.get(kind="visits.shared"), at=now, by=by)
        assert queries.shared_in(visit) == []
        assert Shared.objects.count() == 1
        assert queries.explained_twice(by, now - timedelta(days=1)) == []

    def test_what_was_explained_twice_counts_for_the_practice(self, visit, by, at, neighbor, staff):
        now = at("2026-11-23T09:05")
        for code, result in (
            ("topic_food", SaidBack.AGAIN),
            ("topic_food", SaidBack.CLEAR),
            ("topic_food", SaidBack.NOT_CHECKED),
            ("skill_inhaler", SaidBack.AGAIN),
            ("topic_feet", SaidBack.CLEAR),
        ):
            kind = SharedKind.SKILL if code.startswith("skill") else SharedKind.TOPIC
            record_shared(visit=visit, kind=kind, code=code, result=result, at=now, by=by)
        rows = [(row.code, row.again, row.checked) for row in queries.explained_twice(by, now - timedelta(days=1))]
        assert rows == [("skill_inhaler", 1, 1), ("topic_food", 1, 2)]
        assert queries.explained_twice(neighbor, now - timedelta(days=1)) == []

    def test_feelings_are_for_those_who_may_read_them(self, visit, by, at):
        record_feelings(visit=visit, weighs=True, route=FeelingsRoute.TALK_NOW, at=at("2026-11-23T09:05"), by=by)
        asked, row = queries.feelings_of(visit, ["nurse"])
        assert (asked, row.route) == (True, "talk_now")
        assert queries.feelings_of(visit, ["educator"]) == (True, None)

    def test_who_joins_is_the_patients_choice(self, visit, patient, by, at, practice):
        now = at("2026-11-23T09:05")
        lucia = Helper.objects.create(patient=patient, name="Lucía", relation="daughter", may_join=True)
        otto = Helper.objects.create(patient=patient, name="Otto", relation="neighbor")
        other = Helper.objects.create(
            patient=make_patient(practice, given="Lena"), name="Ida", relation="", may_join=True
        )
        let_join(visit=visit, helper=lucia, at=now, by=by)
        let_join(visit=visit, helper=lucia, at=now, by=by)
        for nobody in (otto, other):
            with pytest.raises(Refused, match=r"visits\.guest_not_wanted"):
                let_join(visit=visit, helper=nobody, at=now, by=by)
        with pytest.raises(Refused, match=r"visits\.guest_unnamed"):
            let_join(visit=visit, name="  ", at=now, by=by)
        assert [(row.name, row.relation) for row in queries.guests_of(visit)] == [("Lucía", "daughter")]

    def test_what_was_left_for_later_comes_back_until_it_is_talked_about(self, visit, patient, by, at):
        later = [TopicSaid("the pills", place=TopicPlace.LATER), TopicSaid("my knee")]
        save_agenda(visit=visit, topics=later, seen=0, at=at("2026-11-23T09:05"), by=by)
        second = start_visit(patient=patient, at=at("2026-12-01T09:00"), by=by)
        assert [topic.words for topic in queries.left_for_later(second)] == ["the pills"]
        save_agenda(visit=second, topics=[TopicSaid("the pills")], seen=0, at=at("2026-12-01T09:05"), by=by)
        third = start_visit(patient=patient, at=at("2026-12-08T09:00"), by=by)
        assert queries.left_for_later(third) == []
