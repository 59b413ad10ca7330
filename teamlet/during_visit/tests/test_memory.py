"""Barrier memory: what helped people here, from the list only, never fewer than five people."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teamlet.conftest import make_patient
from teamlet.ground import clock
from teamlet.ground.access.models import User
from teamlet.records.documents.queries import what_helped
from teamlet.records.plans.models import PlanBarrier

pytestmark = pytest.mark.django_db
ANSWER = "If I have no time, then I will do half of it."
RESPUESTA = "Si no tengo tiempo, entonces haré la mitad."


@pytest.fixture
def people(open_visit, practice):
    """Return ``people(n, …)``: that many patients whose plan has this barrier and answer."""

    def save(many, **fields):
        strips = []
        for number in range(many):
            strip = open_visit(patient=make_patient(practice, given=f"Ada{number}"))
            strip.save()
            posted = {"barriers": ["time"], "strategy": ANSWER} | fields
            assert strip.post("parts/barriers/", **posted).status_code == 302
            strips.append(strip)
        return strips

    return save


def since():
    return clock.now() - timedelta(days=365)


def did(strip, at_outcome="done_as_planned"):
    from teamlet.records.followups.models import Contact, ContactReport

    contact = Contact.objects.get(patient=strip.visit.patient, state="open")
    ContactReport.objects.create(
        contact=contact, at=clock.now(), by=strip.person.user, channel="call", outcome=at_outcome, next_step="same"
    )


def test_five_people_and_how_many_did_their_step(people, practice):
    strips = people(5)
    for strip in strips[:3]:
        did(strip)
    did(strips[3], "partly")
    (code,) = what_helped(practice, since())
    assert code.startswith("time.")
    helped = what_helped(practice, since())[code]
    assert (helped.people, helped.did) == (5, 3)
    said = "(5 people here used it; 3 did their step)"
    assert said not in strips[0].get().content.decode()
    page = strips[0].get("answers/").content.decode()
    assert said in page
    assert "Ada0" in page
    part = strips[0].get("answers/", **{"HX-Request": "true"}).content.decode()
    assert said in part
    assert "<html" not in part
    assert "Ada0" not in part
    assert part.strip().startswith("<div")


def test_the_page_of_answers_saves_like_the_part(people):
    (strip,) = people(1, strategy="")
    page = strip.get("answers/").content.decode()
    stamp = re.findall(r'name="stamp" value="([^"]+)"', page)[-1]
    listed = re.findall(r'<option value="(time\.[^"]+)"', page)[0]
    posted = {"barriers": ["time"], "listed": listed, "stamp": stamp}
    assert strip.client.post(f"{strip.address}parts/barriers/", posted).status_code == 302
    assert PlanBarrier.objects.order_by("-id").first().code == "time"
    assert PlanBarrier.objects.order_by("-id").first().strategy


def test_a_strip_reads_no_other_plans_until_the_part_is_opened(people):
    strips = people(5)
    for more, reads in (("", 0), ("answers/", 1)):
        with CaptureQueriesContext(connection) as asked:
            page = strips[0].get(more)
        assert page.status_code == 200
        assert sum("worked" in query["sql"] for query in asked) == reads
    assert f'hx-get="{strips[0].address}answers/"' in strips[0].get().content.decode()
    assert f'href="{strips[0].address}answers/"' in strips[0].get().content.decode()


def test_no_plan_no_answers_and_nothing_for_the_neighbor(open_visit, people, neighbor, staff, client_of):
    assert open_visit(given="Lena").get("answers/").status_code == 404
    (strip,) = people(1)
    stranger = client_of(staff("nurse", at=neighbor))
    assert stranger.get(f"/practice/juniper/visits/{strip.visit.oid}/answers/").status_code == 404
    assert stranger.get(f"{strip.address}answers/").status_code == 404
    assert client_of("front-desk").get(f"{strip.address}answers/").status_code == 404


def test_the_answers_in_spanish(people):
    strips = people(5)
    User.objects.filter(pk=strips[0].person.user.pk).update(language="es")
    page = strips[0].get("answers/", **{"Accept-Language": "es"}).content.decode()
    assert "Lo que podría hacerlo difícil" in page
    assert "(aquí lo usaron 5 personas; 0 hicieron su paso)" in page


@pytest.mark.parametrize(
    ("many", "fields"),
    [
        (4, {}),
        (5, {"strategy": "If I have no time, then my son Mateo drives me."}),
        (5, {"barriers": ["weather"]}),
    ],
    ids=["four people", "free text", "the answer of another barrier"],
)
def test_what_is_not_remembered(people, practice, many, fields):
    people(many, **fields)
    assert what_helped(practice, since()) == {}


def test_both_languages_count_together_and_one_patient_once(people, practice, open_visit):
    people(4)
    (fifth,) = people(1, strategy=RESPUESTA)
    fifth.post("parts/barriers/", barriers=["time"], strategy=ANSWER)
    (helped,) = what_helped(practice, since()).values()
    assert helped.people == 5


def test_the_neighbor_remembers_nothing_and_old_plans_are_forgotten(people, practice, neighbor):
    people(5)
    assert what_helped(neighbor, since()) == {}
    assert what_helped(practice, clock.now() + timedelta(days=1)) == {}


def test_an_answer_of_the_list_prints_in_the_patients_language(open_visit):
    from teamlet.content import library, schema
    from teamlet.records.plans.models import PlanBarrier

    barrier = next(one for one in library.load_as(schema.BarrierList, "everyday").barriers if one.code == "time")
    strip = open_visit(language="es")
    strip.save(goal="Quiero caminar", step="caminar")
    listed = f"time.{barrier.strategies[0].code}"
    assert strip.post("parts/barriers/", barriers=["time"], listed=listed).status_code == 302
    assert PlanBarrier.objects.order_by("-id").first().strategy == barrier.strategies[0].text.say("es")
    strip.post("parts/barriers/", barriers=["time"], strategy="mi hijo me lleva", listed=listed)
    assert PlanBarrier.objects.order_by("-id").first().strategy == "mi hijo me lleva"
    assert strip.post("parts/barriers/", barriers=["time"], listed="time.dragons").status_code == 422
