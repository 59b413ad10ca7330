"""The pages of standing orders: written by the office, approved by a licensed person, never overwritten unseen."""

from __future__ import annotations

from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from teamlet.ground.access import stamps
from teamlet.records.library.queries import shipped_body
from teamlet.records.visits.actions.orders import save_order_draft
from teamlet.records.visits.models import StandingOrder

pytestmark = pytest.mark.django_db
WRITERS = ["manager", "administrator", "lead-coach", "clinician", "nurse", "behavioral-health"]


def address(name, **kwargs):
    return reverse(f"office:{name}", kwargs={"practice": "cedar", **kwargs})


def text_of(answer):
    return unescape(answer.content.decode())


@pytest.fixture
def now(at):
    return at("2026-11-23T08:00")


def fields(seen=0, **changes):
    body = shipped_body("standing_orders", "hba1c")
    said = {
        "act": body["act"], "roles": body["roles"], "populations": body["populations"], "age_from": 18,
        "reading": "hba1c", "every_days": 180, "sooner_above": "8", "sooner_days": 90, "months": 12,
        "stamp": stamps.make(seen={"order": seen}),
    }  # fmt: skip
    texts = {f"{name}_{lang}": body[name][lang] for name in ("title", "about", "line", "stop") for lang in ("en", "es")}
    return said | texts | changes


@pytest.mark.parametrize("role", WRITERS)
def test_writers_open_them(role, now, client_of):
    client = client_of(role)
    assert "Example, not approved" in text_of(client.get(address("standing_orders")))
    assert client.get(address("standing_order", order_code="hba1c")).status_code == 200


@pytest.mark.parametrize("role", ["front-desk", "medical-assistant", "coach", "peer", "advisor"])
def test_others_do_not(role, now, client_of):
    client = client_of(role)
    assert client.get(address("standing_orders")).status_code == 404
    assert client.get(address("standing_order", order_code="hba1c")).status_code == 404


def test_what_does_not_exist_is_not_there(now, client_of):
    nurse = client_of("nurse")
    assert nurse.get(address("standing_order", order_code="no-such")).status_code == 404
    for name in ("approve_order", "end_order"):
        assert nurse.post(address(name, order_code="no-such"), {"stamp": stamps.make()}).status_code == 404


def test_the_manager_writes_and_the_nurse_approves(now, client_of, staff):
    manager, nurse = client_of("manager"), client_of("nurse")
    answer = manager.post(address("standing_order", order_code="hba1c"), fields(every_days=120, note="tighter"))
    assert answer.status_code == 302
    draft = StandingOrder.objects.get()
    assert (draft.number, draft.body["every_days"], draft.approved_at) == (1, 120, None)
    said = {"number": "1", "until": "2027-11-23"}
    refused = manager.post(address("approve_order", order_code="hba1c"), said | {"stamp": stamps.make()}, follow=True)
    assert "A nurse, clinician or behavioral health person approves" in text_of(refused)
    late = nurse.post(
        address("approve_order", order_code="hba1c"), {"number": "1", "until": "2027-11-24", "stamp": stamps.make()},
        follow=True,
    )  # fmt: skip
    assert "An approval holds 12 months at most" in text_of(late)
    nurse.post(address("approve_order", order_code="hba1c"), said | {"stamp": stamps.make()})
    draft.refresh_from_db()
    assert (draft.approved_by_id, draft.expires_on) == (staff("nurse").user.pk, date(2027, 11, 23))
    assert "In force" in text_of(manager.get(address("standing_orders")))
    manager.post(address("end_order", order_code="hba1c"), {"stamp": stamps.make()})
    assert "Ended" in text_of(manager.get(address("standing_orders")))


def test_problems_stand_beside_their_fields_and_what_was_typed_stays(now, client_of):
    answer = client_of("manager").post(
        address("standing_order", order_code="hba1c"),
        fields(every_days=0, sooner_above="900", roles=[], title_en="My own name", months=13),
    )
    page = text_of(answer)
    assert answer.status_code == 422
    assert "Please give a number from 1 to 3660." in page
    assert "Please give a number from 1 to 12." in page
    assert "At least one entry is needed here." in page
    assert "My own name" in page
    empty = client_of("manager").post(address("standing_order", order_code="hba1c"), fields(stop_en=""))
    assert "Please write the text in “en”." in text_of(empty)
    assert StandingOrder.objects.count() == 0


def test_a_stale_form_overwrites_nothing(now, client_of, staff):
    body = shipped_body("standing_orders", "hba1c")
    save_order_draft(code="hba1c", body=body, seen=0, at=now, by=staff("nurse").principal)
    answer = client_of("manager").post(address("standing_order", order_code="hba1c"), fields(seen=0, every_days=200))
    assert answer.status_code == 409
    assert "Somebody saved another version meanwhile" in text_of(answer)
    assert 'value="200"' in text_of(answer)
    assert StandingOrder.objects.count() == 1


def test_one_of_the_practices_own(now, client_of):
    manager = client_of("manager")
    page = text_of(manager.get(address("standing_orders")))
    code = page.split("/standing-orders/own_")[1].split("/")[0]
    blank = manager.get(address("standing_order", order_code=f"own_{code}"))
    assert blank.status_code == 200
    assert "<h1>Write a new one" in text_of(blank)
    answer = manager.post(
        address("standing_order", order_code=f"own_{code}"),
        fields(title_en="Eye photo", reading="", sooner_above="", sooner_days=""),
    )
    assert answer.status_code == 302
    assert "Eye photo" in text_of(manager.get(address("standing_orders")))


@pytest.mark.parametrize("number", ["9" * 5_000, "²", "-1", "", "x"])
def test_a_number_that_no_page_sends_approves_nothing(now, client_of, number):
    where = address("approve_order", order_code="hba1c")
    answer = client_of("nurse").post(
        where, {"number": number, "until": "2027-11-01", "stamp": stamps.make()}, follow=True
    )
    assert answer.status_code == 200
    assert "Please say until when it holds." in text_of(answer)
    assert not StandingOrder.objects.exists()


def test_the_neighbors_versions_are_not_there(now, client_of, staff, neighbor):
    theirs = staff("nurse", at=neighbor).principal
    body = shipped_body("standing_orders", "hba1c") | {"title": {"en": "Querencia", "es": "Querencia"}}
    save_order_draft(code="hba1c", body=body, seen=0, at=now, by=theirs)
    assert "Querencia" not in text_of(client_of("manager").get(address("standing_orders")))
    assert "Querencia" not in text_of(client_of("manager").get(address("standing_order", order_code="hba1c")))


def test_one_and_three_versions_ask_the_same(now, client_of, staff, django_assert_num_queries):
    from teamlet.office.presenters.standing_orders import order_list

    by = staff("nurse").principal
    body = shipped_body("standing_orders", "hba1c")
    for seen in (0, 1, 2):
        save_order_draft(code="hba1c", body=body, seen=seen, at=now, by=by)
        with django_assert_num_queries(1):
            assert len(order_list(by, date(2026, 11, 23))) == 7
