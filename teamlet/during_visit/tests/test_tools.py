"""Tools placed on a visit: on the strip where a step needs them, given with their form, done when it comes back."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teamlet.content.schema import Mode
from teamlet.ground import clock
from teamlet.ground.audit.models import Event
from teamlet.records.instruments.actions import revoke_form, submit_form
from teamlet.records.instruments.models import Form
from teamlet.records.visits.actions.preparation import place_tool
from teamlet.records.visits.models import PlacedTool
from teamlet.records.visits.rules.words import TOOL_INSTRUMENTS, Tool

pytestmark = pytest.mark.django_db
HOME = "/practice/cedar/"


@pytest.fixture
def strip(open_visit, at):
    at("2026-11-23T09:00")
    return open_visit("nurse")


def placed(strip, *tools):
    for tool in tools:
        place_tool(visit=strip.visit, tool=tool, at=clock.now(), by=strip.person.principal)
    return [PlacedTool.objects.get(visit=strip.visit, tool=tool) for tool in tools]


def give_out(strip, row):
    return strip.client.post(f"{HOME}schedule/tools/{row.oid}/form/", {"stamp": strip.stamp(), "back": "visit"})


def tools_shown(strip):
    page = strip.get().content.decode()
    return re.findall(r'<section class="tools".*?</section>', page, re.DOTALL)


def test_a_strip_without_tools_shows_none(strip):
    assert tools_shown(strip) == []


def test_each_tool_stands_where_its_step_needs_it(strip):
    placed(strip, Tool.TWELVE_AREAS, Tool.BUBBLE_SHEET, Tool.THREE_QUESTIONS, Tool.STRESS)
    before, after = tools_shown(strip)
    assert "Form B, twelve areas" in before
    assert "Bubble sheet" in before
    assert f"{strip.address}menu/" in before
    assert "Three-questions card" in after
    assert f"{strip.address}three-questions/" in after
    assert f"{HOME}shelf/stress/?language=en" in after
    page = strip.get().content.decode()
    assert page.index("agenda_title") < page.index("twelve areas") < page.index("path-panel") < page.index("Hand-out 1")


@pytest.mark.parametrize("tool", sorted(TOOL_INSTRUMENTS))
def test_the_form_is_given_out_with_one_click_and_its_return_ends_the_tool(strip, tool):
    (row,) = placed(strip, tool)
    assert f"{HOME}schedule/tools/{row.oid}/form/" in tools_shown(strip)[0]
    response = give_out(strip, row)
    form = Form.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"{HOME}forms/{form.oid}/")
    assert form.visit == strip.visit
    row.refresh_from_db()
    assert (row.state, row.given_by) == ("given", strip.person.user)
    (shown,) = tools_shown(strip)
    assert f"{HOME}forms/{form.oid}/" in shown
    assert "Give out the form" not in shown
    submit_form(form=form, mode=Mode.STAFF, at=clock.now(), by=strip.person.principal)
    row.refresh_from_db()
    assert row.state == "done"
    (shown,) = tools_shown(strip)
    assert "is back" in shown
    assert f"{HOME}returned/{form.oid}/" in shown
    assert Event.objects.filter(verb="visits.move_tool", about_oid=row.oid).count() == 2


def test_asking_again_goes_to_the_form_that_is_out(strip):
    (row,) = placed(strip, Tool.TWELVE_AREAS)
    first = give_out(strip, row)["Location"]
    assert give_out(strip, row)["Location"] == first
    assert Form.objects.count() == 1


def test_a_form_taken_back_leaves_the_tool_to_hand_over(strip):
    (row,) = placed(strip, Tool.HELP_WANTED)
    give_out(strip, row)
    revoke_form(form=Form.objects.get(), at=clock.now(), by=strip.person.principal)
    row.refresh_from_db()
    assert row.state == "placed"
    assert "Give out the form" in tools_shown(strip)[0]


def test_the_form_of_another_visit_or_tool_ends_nothing(strip, open_visit, practice):
    from teamlet.conftest import make_patient

    (row,) = placed(strip, Tool.TWELVE_AREAS)
    other = open_visit("nurse", patient=make_patient(practice, given="Lena"))
    (elsewhere,) = placed(other, Tool.TWELVE_AREAS)
    (different,) = placed(strip, Tool.HELP_WANTED)
    give_out(other, elsewhere)
    give_out(strip, different)
    for form in Form.objects.all():
        submit_form(form=form, mode=Mode.STAFF, at=clock.now(), by=strip.person.principal)
    row.refresh_from_db()
    assert row.state == "placed"


def test_a_form_that_is_not_there_in_the_language_says_so_and_the_tool_stays(open_visit, at):
    at("2026-11-23T09:00")
    strip = open_visit("nurse", language="vi")
    (row,) = placed(strip, Tool.TWELVE_AREAS)
    response = strip.client.post(
        f"{HOME}schedule/tools/{row.oid}/form/", {"stamp": strip.stamp(), "back": "visit"}, follow=True
    )
    assert "not available" in response.content.decode()
    row.refresh_from_db()
    assert row.state == "placed"


def test_given_done_and_did_not_want_lead_back_to_the_strip(strip):
    (card,) = placed(strip, Tool.THREE_QUESTIONS)
    address = f"{HOME}schedule/tools/{card.oid}/"
    for said, state in (({"to": "given"}, "given"), ({"to": "done"}, "done")):
        response = strip.client.post(address, said | {"back": "visit", "stamp": strip.stamp()})
        assert response["Location"] == f"{strip.address}#tools"
        card.refresh_from_db()
        assert card.state == state
    (sheet,) = placed(strip, Tool.PLATE_MENU)
    posted = {"reason": "did_not_want", "back": "visit", "stamp": strip.stamp()}
    strip.client.post(f"{HOME}schedule/tools/{sheet.oid}/", posted)
    assert "Plate menu" not in "".join(tools_shown(strip))


def test_things_to_hand_over_have_no_form_and_the_neighbor_finds_nothing(strip, neighbor, staff, client_of):
    hand_out, areas = placed(strip, Tool.STRESS, Tool.TWELVE_AREAS)
    assert give_out(strip, hand_out).status_code == 404
    assert strip.client.post(f"{HOME}schedule/tools/{'z' * 16}/form/", {"stamp": strip.stamp()}).status_code == 404
    stranger = client_of(staff("nurse", at=neighbor))
    assert stranger.post(f"/practice/juniper/schedule/tools/{areas.oid}/form/", {}).status_code == 404
    assert not Form.objects.exists()


def test_the_front_desk_gives_out_what_was_placed(strip, client_of):
    (row,) = placed(strip, Tool.TWO_WEEKS)
    desk = client_of("front-desk")
    assert f"{HOME}schedule/tools/{row.oid}/form/" in desk.get(HOME).content.decode()
    response = desk.post(f"{HOME}schedule/tools/{row.oid}/form/", {"back": "arrivals"})
    assert response["Location"] == f"{HOME}forms/{Form.objects.get().oid}/"


def test_the_sheet_before_the_visit_offers_it_too(strip):
    (row,) = placed(strip, Tool.TWELVE_AREAS)
    sheet = f"{HOME}schedule/visits/{strip.visit.oid}/"
    assert f"{HOME}schedule/tools/{row.oid}/form/" in strip.client.get(sheet).content.decode()
    give_out(strip, row)
    assert f"{HOME}forms/{Form.objects.get().oid}/" in strip.client.get(sheet).content.decode()


def test_three_tools_take_as_many_statements_as_one(strip):
    counts = []
    for tools in ((Tool.TWELVE_AREAS,), (Tool.BUBBLE_SHEET, Tool.STRESS)):
        placed(strip, *tools)
        strip.get()
        with CaptureQueriesContext(connection) as asked:
            strip.get()
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_in_spanish(strip):
    from teamlet.ground.access.models import User

    User.objects.filter(pk=strip.person.user.pk).update(language="es")
    placed(strip, Tool.TWELVE_AREAS)
    (shown,) = re.findall(
        r'<section class="tools".*?</section>',
        strip.get(**{"Accept-Language": "es"}).content.decode(),
        re.DOTALL,
    )
    assert "Entregar el formulario" in shown
