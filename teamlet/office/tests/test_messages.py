"""When messages go out by themselves, and which kinds nobody looks at first."""

from __future__ import annotations

import pytest

from teamlet.ground.access import stamps
from teamlet.records.followups.models import RhythmVersion
from teamlet.records.followups.queries.rhythm import rhythm_in_force
from teamlet.records.library.models import ContentVersion
from teamlet.records.library.queries import shipped_body
from teamlet.records.outreach.models import StandingApproval
from teamlet.records.outreach.queries import approval_for
from teamlet.records.outreach.rules.rhythm import USUAL_RHYTHM, as_body
from teamlet.records.outreach.words import Channel, Purpose

pytestmark = pytest.mark.django_db
WHERE = "/practice/cedar/office/messages/"
APPROVALS = f"{WHERE}approvals/"


def filled(seen=0, **changes):
    """The form as the page shows it, with changes; None takes a field away, as an empty box does."""
    said = {}
    for place, body in as_body(USUAL_RHYTHM).items():
        said |= {f"{place}__{name}": value for name, value in body.items() if name != "on"}
        if body["on"]:
            said[f"{place}__on"] = "on"
    said |= {"stamp": stamps.make(seen={"rhythm": seen})} | changes
    return {name: value for name, value in said.items() if value is not None}


@pytest.mark.parametrize("role", ["manager", "clinician", "lead-coach"])
def test_the_pages_open(client_of, practice, role):
    client = client_of(role)
    text = client.get(WHERE).content.decode()
    assert 'name="level_2_check_in__day" value="12"' in text
    page = client.get(APPROVALS).content.decode()
    assert "Cedar Family Practice: How did your plan go? 1 I did it." in page
    assert "¿Cómo le fue con su plan?" in page


@pytest.mark.parametrize("role", ["nurse", "front-desk", "medical-assistant"])
def test_who_does_not_edit_content_finds_no_page(client_of, practice, role):
    for where in (WHERE, APPROVALS):
        assert client_of(role).get(where).status_code == 404
    assert client_of(role).post(f"{APPROVALS}check_in/text/", {"stamp": stamps.make()}).status_code == 404
    assert not StandingApproval.objects.exists()


def test_another_day_and_hour_hold_and_the_usual_comes_back(client_of, practice, neighbor):
    manager = client_of("manager")
    changes = {"level_2_nudge__day": "6", "level_2_check_in__at": "15:30", "helper__on": None}
    assert manager.post(WHERE, filled(**changes)).status_code == 302
    rhythm = rhythm_in_force(practice)
    places = rhythm.places()
    assert (places["level_2_nudge"].beat.day, f"{places['level_2_check_in'].beat.at:%H:%M}") == (6, "15:30")
    assert not rhythm.helper.on
    assert rhythm_in_force(neighbor) == USUAL_RHYTHM
    assert "Version 1" in manager.get(WHERE).content.decode()
    answer = manager.post(f"{WHERE}restore/0/", {"stamp": stamps.make(seen={"rhythm": 1})})
    assert answer.status_code == 302
    assert rhythm_in_force(practice) == USUAL_RHYTHM
    manager.post(f"{WHERE}restore/1/", {"stamp": stamps.make(seen={"rhythm": 2})})
    assert rhythm_in_force(practice) == rhythm
    assert manager.post(f"{WHERE}restore/9/", {"stamp": stamps.make(seen={"rhythm": 3})}).status_code == 404


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"level_2_check_in__at": "22:00"}, "level_2_check_in__at", "in the quiet hours"),
        ({"level_2_nudge__day": "9"}, "level_2_nudge__day", "do not go from first over day to last"),
        ({"level_3_check_in__first": "5"}, "level_3_check_in__day", "overlap"),
        ({"level_1_nudge__day": "x"}, "level_1_nudge__day", "whole number"),
        ({"level_1_nudge__day": "9" * 400}, "level_1_nudge__day", "60 is the most."),
        ({"level_1_nudge__last": "61"}, "level_1_nudge__last", "60 is the most."),
        ({"level_1_nudge__at": ""}, "level_1_nudge__at", "Please fill this in."),
        ({"level_1_nudge__at": "25:99"}, "level_1_nudge__at", "This is not a time of day."),
        ({"level_2_check_in__at": "22:30"}, "level_2_check_in__at", "is due at 10:30 pm, in the quiet hours"),
        ({"reminder__at": "07:00"}, "reminder__at", "in the quiet hours"),
        ({"preparation_2__day": "8", "preparation_1__day": "8"}, "preparation_2__day", "nearer to the visit"),
        ({"specialist__day": "0"}, "specialist__day", "1 is the least."),
    ],
)
def test_what_cannot_be_used_stands_beside_its_field_and_keeps_what_was_typed(
    client_of, practice, changes, field, words
):
    answer = client_of("manager").post(WHERE, filled(**changes))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in text
    assert words in text
    name, value = next(iter(changes.items()))
    assert f'name="{name}" value="{value}"' in text or not value
    assert not RhythmVersion.objects.exists()


def test_somebody_else_was_quicker(client_of, practice):
    manager = client_of("manager")
    manager.post(WHERE, filled(level_2_nudge__day="6"))
    answer = manager.post(WHERE, filled(seen=0, level_2_nudge__day="4"))
    assert answer.status_code == 409
    assert 'name="level_2_nudge__day" value="4"' in answer.content.decode()
    assert rhythm_in_force(practice).places()["level_2_nudge"].beat.day == 6
    manager.post(f"{WHERE}restore/0/", {"stamp": stamps.make(seen={"rhythm": 0})})
    assert RhythmVersion.objects.count() == 1


def test_a_kind_is_approved_and_ended_with_who_and_when(client_of, staff, practice, neighbor):
    manager = client_of("manager")
    assert manager.post(f"{APPROVALS}check_in/text/", {"what": "approve", "stamp": stamps.make()}).status_code == 302
    held = approval_for(practice, Purpose.CHECK_IN, Channel.TEXT)
    assert held.approved_by == staff("manager").user
    assert approval_for(practice, Purpose.CHECK_IN, Channel.EMAIL) is None
    assert approval_for(neighbor, Purpose.CHECK_IN, Channel.TEXT) is None
    assert "Goes out by itself" in manager.get(APPROVALS).content.decode()
    manager.post(f"{APPROVALS}check_in/text/", {"what": "end", "stamp": stamps.make()})
    assert approval_for(practice, Purpose.CHECK_IN, Channel.TEXT) is None
    assert manager.get(APPROVALS).content.decode().count(staff("manager").user.name) >= 2


@pytest.mark.parametrize("kind", ["zorp/text", "check_in/fax", "contact_letter/letter"])
def test_a_kind_that_is_not_there(client_of, practice, kind):
    assert client_of("manager").post(f"{APPROVALS}{kind}/", {"stamp": stamps.make()}).status_code == 404


def test_the_preview_says_when_a_text_cannot_go_out(client_of, practice, staff):
    body = shipped_body("documents", "text_messages")
    for text in body["texts"]:
        if text["code"] == "nudge":
            text["text"] = {
                "en": "{practice}: a word from {caller}. STOP to end.",
                "es": "{practice}: {caller} pregunta. ALTO",
            }
        if text["code"] == "check_in":
            text["text"] = {"en": "{practice}: your diabetes? STOP", "es": "{practice}: su diabetes. ALTO"}
    nurse = staff("clinician").user
    ContentVersion.objects.create(
        practice=practice, kind="documents", content_id="text_messages", number=1, body=body, by=nurse,
        at=practice.created_at, approved_at=practice.created_at, approved_by=nurse,
    )  # fmt: skip
    text = client_of("manager").get(APPROVALS).content.decode()
    assert "“{caller}” was not filled in." in text
    assert "“diabetes” tells others about health" in text


def test_neighbors_page_is_not_there(client_of, neighbor):
    assert client_of("manager").get("/practice/juniper/office/messages/").status_code == 404
