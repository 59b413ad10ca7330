"""Handing over on the strip and on the first screen: seen without reloading, answered, never lost."""

from __future__ import annotations

import re
from html import unescape

import pytest

from teamlet.records.practice.models import Membership
from teamlet.records.visits.models import Handoff

pytestmark = pytest.mark.django_db
HOME = "/practice/cedar/"


@pytest.fixture
def ana(staff):
    return staff("coach", name="Ana Flores")


@pytest.fixture
def handed(open_visit, ana):
    """A clinician's visit with a goal, handed to Ana for a skill."""
    strip = open_visit("clinician")
    strip.post("goal/", goal="walk to the store", importance="8")
    strip.post("handoff/", receiver=ana.oid, reason="skill", way="in_person")
    return strip


def test_the_receiver_sees_it_at_the_next_poll_with_the_goal(handed, ana, client_of):
    client = client_of(ana)
    page = client.get(HOME).content.decode()
    assert 'data-live="/practice/cedar/handoffs/now/"' in page
    fresh = client.get(f"{HOME}handoffs/now/", headers={"X-Teamlet-Poll": "1"})
    text = fresh.content.decode()
    for said in ("Rosa Marín", "walk to the store", "a skill", "in person", "I am coming"):
        assert said in text
    same = client.get(f"{HOME}handoffs/now/", headers={"If-None-Match": fresh["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    assert f"data-live-etag='{fresh['ETag']}'" in unescape(page)


def test_a_goal_kept_to_a_few_is_not_read_out(open_visit, ana, client_of):
    strip = open_visit("clinician")
    strip.post("goal/", goal="drink less", importance="8", audience="behavioral_health")
    strip.post("handoff/", receiver=ana.oid)
    text = client_of(ana).get(f"{HOME}handoffs/now/").content.decode()
    assert "Rosa Marín" in text
    assert "drink less" not in text


def test_the_giver_sees_that_somebody_comes(handed, ana, client_of):
    now = handed.address + "handoffs/"
    before = handed.client.get(now)
    assert "Asked for" in before.content.decode()
    one = Handoff.objects.get()
    client_of(ana).post(f"{HOME}handoffs/{one.oid}/", {"answer": "accept"})
    after = handed.client.get(now, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert "Accepted" in after.content.decode()


@pytest.mark.parametrize(
    ("posted", "state"),
    [
        ({"answer": "accept"}, "accepted"),
        ({"answer": "take"}, "started"),
        ({"why": "with_patient"}, "declined"),
        ({"answer": "patient_declined"}, "patient_declined"),
        ({}, "requested"),
        ({"why": "nonsense"}, "requested"),
        ({"answer": "done"}, "requested"),
    ],
)
def test_answers_on_the_first_screen(handed, ana, client_of, posted, state):
    one = Handoff.objects.get()
    assert client_of(ana).post(f"{HOME}handoffs/{one.oid}/", posted).status_code == 302
    one.refresh_from_db()
    assert one.state == state


def test_saying_no_without_a_reason_asks_for_one(handed, ana, client_of):
    address = f"{HOME}handoffs/{Handoff.objects.get().oid}/"
    page = client_of(ana).post(address, {"answer": "decline"}, follow=True).content.decode()
    assert "Say why it does not fit now" in page


def test_nobody_is_free_so_a_call_is_booked_and_it_stands_on_a_list(handed, ana, client_of, at):
    one = Handoff.objects.get()
    for to, way in (("next_way", "video"), ("next_way", "phone_in_room"), ("book", "booked_call")):
        assert handed.post(f"handoffs/{one.oid}/", to=to).status_code == 302
        one.refresh_from_db()
        assert one.way == way
    client = client_of(ana)
    text = client.get(HOME).content.decode()
    assert "call by" in text
    client.post(f"{HOME}handoffs/{one.oid}/", {"answer": "done"})
    one.refresh_from_db()
    assert one.state == "done"


def test_the_last_way_says_so(handed):
    one = Handoff.objects.get()
    for _again in range(2):
        handed.post(f"handoffs/{one.oid}/", to="next_way")
    done = handed.client.post(
        f"{handed.address}handoffs/{one.oid}/", {"to": "next_way", "stamp": handed.stamp()}, follow=True
    )
    assert "A booked call is the last way." in done.content.decode()


@pytest.mark.parametrize("state", ["removed", "suspended"])
def test_to_somebody_who_just_left_nothing_is_lost(open_visit, ana, state):
    from teamlet.records.plans.models import GoalVersion

    strip = open_visit("clinician")
    stamp = strip.stamp()
    Membership.objects.filter(pk=ana.membership.pk).update(state=state)
    done = strip.client.post(
        strip.address + "goal/",
        {"goal": "my knee", "importance": "8", "receiver": ana.oid, "stamp": stamp},
        follow=True,
    )
    text = done.content.decode()
    assert done.status_code == 200
    assert "Ana is not here now. Nothing is lost; hand the patient to somebody else." in text
    assert GoalVersion.objects.get().words == "my knee"
    assert not Handoff.objects.exists()
    again = strip.client.post(strip.address + "handoff/", {"receiver": ana.oid, "stamp": strip.stamp()}, follow=True)
    assert "Nothing is lost" in again.content.decode()


@pytest.mark.parametrize("to", ["", "started", "nonsense"])
def test_other_moves_are_not_there(handed, to):
    assert handed.post(f"handoffs/{Handoff.objects.get().oid}/", to=to).status_code == 404


def test_a_handoff_of_another_visit_or_practice_is_not_there(handed, open_visit, practice, neighbor, staff, client_of):
    from teamlet.conftest import make_patient

    one = Handoff.objects.get()
    other = open_visit("clinician", patient=make_patient(practice, given="Lena"))
    assert other.post(f"handoffs/{one.oid}/", to="next_way").status_code == 404
    assert handed.post("handoffs/zzzzzzzzzzzzzzzz/", to="next_way").status_code == 404
    stranger = client_of(staff("nurse", at=neighbor))
    assert stranger.get(f"/practice/juniper/visits/{handed.visit.oid}/handoffs/").status_code == 404
    assert stranger.post(f"/practice/juniper/handoffs/{one.oid}/", {"answer": "take"}).status_code == 404


def test_a_poll_takes_as_many_statements_for_three_as_for_one(open_visit, practice, ana, client_of):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from teamlet.conftest import make_patient

    client, counts = client_of(ana), []
    for many in (1, 3):
        while Handoff.objects.count() < many:
            strip = open_visit("clinician", patient=make_patient(practice, given=f"Ada{Handoff.objects.count()}"))
            strip.post("goal/", goal="walk", importance="8", receiver=ana.oid)
        client.get(f"{HOME}handoffs/now/")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"{HOME}handoffs/now/")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 8


def test_the_strip_in_spanish(handed, staff):
    from teamlet.ground.access.models import User

    User.objects.filter(pk=handed.person.user.pk).update(language="es")
    text = handed.client.get(handed.address, headers={"Accept-Language": "es"}).content.decode()
    assert re.search(r"Pedido|Se pidió", text)
