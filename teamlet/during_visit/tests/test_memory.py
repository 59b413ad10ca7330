"""Barrier memory: what helped people here, from the list only, never fewer than five people."""

from __future__ import annotations

from datetime import timedelta

import pytest

from teamlet.conftest import make_patient
from teamlet.ground import clock
from teamlet.records.documents.queries import what_helped

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
    page = strips[0].get().content.decode()
    assert "(5 people here used it; 3 did their step)" in page


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
