"""A small form that needs a look opens in its place: what was typed stands in it, the sentence beside its field."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.django_db

#: Address, what is posted, the field in question, the fold it stands in, and what of it must still be there.
WRONG = {
    "topics": (
        "agenda/",
        {"topic-0-words": "mi rodilla", "topic-1-words": "the pills", "topic-1-place": "never"},
        "id_topic-1-place",
        r'<details class="more" open>\s*<summary>.{0,400}topics',
        [">\nmi rodilla</textarea>", ">\nthe pills</textarea>"],
    ),
    "goal": (
        "goal/",
        {"goal": "walk", "importance": "99", "importance_words": "for Mateo", "source": "suggested"},
        "goal_importance",
        r'<details class="more part" name="part" open><summary>Importance',
        [">\nfor Mateo</textarea>"],
    ),
    "barriers": (
        "parts/barriers/",
        {"barriers": ["weather", "dragons"], "barrier_words": "rain", "strategy": "the hall"},
        "barriers_barriers",
        r'name="part" open><summary>What may get in the way',
        [">\nrain</textarea>", ">\nthe hall</textarea>"],
    ),
    "where": (
        "parts/where/",
        {"where": "the park " * 30, "helpers": "Lucía, Otto"},
        "where_where",
        r'name="part" open><summary>Where',
        ["the park the park", 'value="Lucía, Otto"'],
    ),
    "dates": (
        "parts/dates/",
        {
            "starts_on_month": "3",
            "starts_on_day": "9",
            "starts_on_year": "2027",
            "ends_on_month": "3",
            "ends_on_day": "1",
            "ends_on_year": "2027",
        },
        "dates_ends_on",
        r'name="part" open><summary>Start and end',
        ["The last day is before the first.", 'value="9"'],
    ),
    "sure": ("parts/sure/", {"confidence": "11"}, "sure_confidence", r'name="part" open><summary>How sure', []),
    "said back": (
        "parts/said-back/",
        {"teach_back": "sang it"},
        "said-back_teach_back",
        r'name="part" open><summary>Said it back',
        [],
    ),
    "wording": (
        "parts/wording/",
        {"gloss": "A short walk. " * 30},
        "wording_gloss",
        r'name="part" open><summary>The team',
        ["A short walk. A short walk."],
    ),
    "contact window": (
        "parts/contact/",
        {"follow_up": "agreed", "from_time": "12:00", "to_time": "09:00", "phone": "(555) 010-7777"},
        "contact_to_time",
        r'name="part" open><summary>Next contact',
        ['value="(555) 010-7777"', "The time window ends before it begins."],
    ),
    "contact day": (
        "parts/contact/",
        {
            "follow_up": "agreed",
            "phone": "(555) 010-7777",
            "agreed_on_month": "1",
            "agreed_on_day": "2",
            "agreed_on_year": "2026",
        },
        "contact_agreed_on",
        r'name="part" open><summary>Next contact',
        ['value="(555) 010-7777"', 'value="2026"', "is in the past"],
    ),
}


@pytest.mark.parametrize("which", WRONG)
def test_it_opens_in_its_place_with_what_was_typed(open_visit, at, which):
    from teamlet.records.plans.models import PlanVersion
    from teamlet.records.visits.models import Topic

    at("2026-11-23T09:00")
    address, posted, field, fold, kept = WRONG[which]
    strip = open_visit()
    strip.save()
    answer = strip.post(address, **posted)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="{field}_error"' in page
    assert f'href="#{field}' in page
    assert re.search(fold, page, re.DOTALL)
    for words in kept:
        assert words in page
    assert (PlanVersion.objects.count(), Topic.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("posted", "seen"),
    [
        (
            {"reason": "not_ready", "declined": "on", "ask_again_on_month": "2", "ask_again_on_day": "31"},
            "ask_again_on",
        ),
        ({"reason": "lazy", "declined": "on"}, "reason"),
    ],
)
def test_not_today_keeps_the_chip_and_what_stands_below(open_visit, posted, seen):
    from teamlet.records.plans.models import NotToday

    answer = open_visit().post("not-today/", **(posted | {"ask_again_on_year": "2027"}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "data-not-today open" in page
    assert f'href="#rest_{seen}' in page
    assert re.search(r'name="declined"[^>]*checked', page)
    assert 'value="2027"' in page
    assert ('button--primary" name="reason" value="not_ready"' in page) == (posted["reason"] == "not_ready")
    assert not NotToday.objects.exists()


@pytest.mark.parametrize("role", ["clinician", "medical-assistant"])
def test_the_clinicians_three_fields_keep_what_was_typed(open_visit, role):
    answer = open_visit(role).post("goal/", goal="my knee", importance="eleven")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert ">\nmy knee</textarea>" in page
    assert 'id="goal_importance_error"' in page


def test_the_marks_stay(open_visit):
    strip = open_visit()
    strip.save()
    page = strip.post("parts/barriers/", barriers=["weather", "dragons"]).content.decode()
    assert re.search(r'value="weather"[^>]* checked', page)


def test_a_corrected_form_saves_with_the_stamp_of_the_page_that_came_back(open_visit):
    from teamlet.records.plans.models import PlanVersion

    strip = open_visit()
    strip.save()
    page = strip.post("parts/where/", where="the park " * 30).content.decode()
    stamp = re.findall(r'name="stamp" value="([^"]+)"', page)[-1]
    assert strip.post("parts/where/", stamp=stamp, where="the park").status_code == 302
    assert PlanVersion.objects.order_by("-id").first().where_words == "the park"


def test_what_a_colleague_saved_before_the_correction_is_still_compared(open_visit):
    strip = open_visit()
    strip.save()
    page = strip.post("parts/where/", where="the park " * 30).content.decode()
    stamp = re.findall(r'name="stamp" value="([^"]+)"', page)[-1]
    strip.post("parts/where/", where="the mall")
    assert strip.post("parts/where/", stamp=stamp, where="the park").status_code == 409


@pytest.mark.parametrize(
    ("address", "mine", "kept"),
    [
        ("agenda/", {"topic-0-words": "The pills"}, ">\nThe pills</textarea>"),
        ("goal/", {"goal": "walk", "importance_words": "for Mateo"}, ">\nfor Mateo</textarea>"),
        ("parts/where/", {"where": "the park"}, 'value="the park"'),
    ],
)
def test_mine_can_be_edited_after_the_comparison(open_visit, address, mine, kept):
    strip = open_visit()
    strip.save()
    old = strip.stamp()
    strip.post("agenda/", **{"topic-0-words": "My knee"})
    strip.post("parts/where/", where="the mall")
    strip.post("goal/", goal="dance")
    compared = strip.post(address, stamp=old, **mine)
    assert compared.status_code == 409
    assert "Edit mine first" in compared.content.decode()
    fresh = re.findall(r'name="stamp" value="([^"]+)"', compared.content.decode())[-1]
    again = strip.post(address, stamp=fresh, edit="1", **mine)
    assert again.status_code == 200
    assert kept in again.content.decode()
    stamp = re.findall(r'name="stamp" value="([^"]+)"', again.content.decode())[-1]
    assert strip.post(address, stamp=stamp, **mine).status_code == 302


def test_a_form_given_back_is_recorded_as_a_reading(client_of, patient, staff, at):
    from teamlet.ground.access import stamps
    from teamlet.ground.audit.models import Event
    from teamlet.records.visits.actions import start_visit

    maya = staff("medical-assistant")
    visit = start_visit(patient=patient, at=at("2026-11-23T09:00"), by=maya.principal)
    before = Event.objects.filter(verb="visits.read_strip").count()
    address = f"/practice/cedar/visits/{visit.oid}/not-today/"
    answer = client_of(maya).post(address, {"stamp": stamps.make(patient_oid=patient.oid), "reason": "no such chip"})
    assert answer.status_code == 422
    assert Event.objects.filter(verb="visits.read_strip").count() == before + 1
