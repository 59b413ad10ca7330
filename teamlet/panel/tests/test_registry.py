"""The registry's pages: who is there, in which words, by which choice; as a file and on paper; lists that are kept."""

from __future__ import annotations

import io
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teamlet.ground.access import stamps
from teamlet.ground.access.roles import SUPPORT
from teamlet.ground.audit.models import Event
from teamlet.records.followups.actions import registry as actions
from teamlet.records.followups.models import SavedList
from teamlet.records.followups.words.registry import Standing
from teamlet.records.plans.words import GoalAudience
from teamlet.records.practice.models import Team

pytestmark = pytest.mark.django_db
HERE = "/practice/cedar/panel/"


@pytest.fixture(autouse=True)
def morning(at: Any) -> None:
    at("2026-11-24T09:30")


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def names(response: Any) -> list[str]:
    return re.findall(r'<th scope="row">.*?<a href="[^"]+">([^<]+)</a>', response.content.decode())


@pytest.mark.parametrize("role", sorted(SUPPORT))
def test_everybody_in_support_sees_the_registry(client_of, listed, role):
    listed(1)
    assert names(client_of(role).get(HERE)) == ["Pat1 Rivers"]


@pytest.mark.parametrize("role", ["front-desk", "manager", "peer"])
def test_nobody_else_does(client_of, listed, role):
    assert client_of(role).get(HERE).status_code == 404


def test_the_neighbors_are_not_there(client_of, listed, neighbor, staff):
    listed(1, where=neighbor)
    assert names(client_of("coach").get(HERE)) == []
    assert client_of(staff("coach", at=neighbor)).get(HERE).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_one_and_three_rows_take_the_same_statements(client_of, listed, count, overdue):
    for number in range(count):
        listed(number, **overdue, populations=[("diabetes", "")])
    client = client_of("coach")
    client.get(HERE)
    with CaptureQueriesContext(connection) as asked:
        assert len(names(client.get(HERE))) == count
    assert len(asked) == 6


def test_most_at_risk_comes_first_with_what_asks_for_a_look(client_of, listed, overdue):
    listed(1)
    listed(2, **overdue)
    listed(3, **overdue, risk=304, has_worry=True, is_unsure=True, sure_first=8, sure_last=5)
    page = client_of("coach").get(HERE)
    assert names(page) == ["Pat3 Rivers", "Pat2 Rivers", "Pat1 Rivers"]
    said = text_of(page)
    assert "Something worrying is open" in said
    assert "8 → 5" in said
    assert "Overdue Nov 18" in said
    assert "3 people" in said


def test_an_empty_registry_says_what_will_be_there(client_of):
    assert "Nobody is in the registry yet" in text_of(client_of("coach").get(HERE))


def test_a_choice_that_fits_nobody_says_so_and_one_that_is_unknown_too(client_of, listed):
    listed(1)
    client = client_of("coach")
    assert "Nobody fits this choice" in text_of(client.get(HERE + "?level=4"))
    for odd in ("level=9", "state=x", "owner=nobodyhere", "population=none", "team=z", "due=someday", "order=payer"):
        page = client.get(f"{HERE}?{odd}")
        assert (page.status_code, "This choice is not known here" in text_of(page)) == (200, True), odd
        assert names(page) == []


@pytest.mark.parametrize("odd", ["after=x", "after=W10", "after=%00", "columns=payer.race", "after=" + "A" * 3000])
def test_odd_addresses_begin_the_list_anew(client_of, listed, odd):
    listed(1)
    page = client_of("coach").get(f"{HERE}?{odd}")
    assert (page.status_code, names(page)) == (200, ["Pat1 Rivers"])


def test_pages_go_on_where_the_last_one_ended_and_no_name_stands_in_an_address(client_of, listed):
    for number in range(53):
        listed(number)
    client = client_of("coach")
    for order in ("", "?order=name", "?order=due", "?order=last"):
        first = client.get(HERE + order)
        following = re.search(r'rel="next" href="([^"]+)"', first.content.decode())
        assert following is not None
        address = following[1].replace("&amp;", "&")
        assert "pat" not in address.casefold().replace("practice", "").replace("panel", "")
        rest = client.get(address)
        assert len(names(first)) == 50
        assert len(set(names(first)) | set(names(rest))) == 53
        assert 'rel="prev"' in rest.content.decode()


def test_columns_can_be_chosen_and_stay_in_the_address(client_of, listed):
    listed(1)
    page = client_of("coach").get(HERE + "?column=team&column=window&level=2")
    heads = re.findall(r'<th scope="col">([^<]*)</th>', page.content.decode())
    assert heads == ["Patient", "Window ends", "Team"]
    links = re.findall(r'href="([^"]*panel/\?[^"]*)"', page.content.decode())
    assert all("columns=window.team" in link for link in links)


def test_words_that_are_kept_to_a_few_are_on_no_list(client_of, practice, patient, staff, system, save):
    save(confidence=3, confidence_first=3, words="Drink less")
    actions.rebuild_registry(practice=practice, by=system)
    client = client_of("nurse")
    assert "Drink less" in text_of(client.get(HERE))
    goal = patient.goals.get()
    goal.audience = GoalAudience.BEHAVIORAL_HEALTH
    goal.save()
    actions.rebuild_registry(practice=practice, by=system)
    said = text_of(client.get(HERE))
    assert "Drink less" not in said
    assert "see chart" in said
    assert "Nobody fits this choice" in text_of(client.get(HERE + "?look=unsure"))
    body = client.post(HERE + "export/", {"kind": "csv", "query": "", "stamp": stamps.make()}).content.decode()
    assert "Drink less" not in body


# --- leaving the screen -----------------------------------------------------------------------------------------------


def test_an_export_holds_the_choice_with_safe_cells_and_is_written_down(client_of, listed):
    listed(1, name=("=HYPERLINK(1)", "@Rivers"), level=4)
    listed(2, name=("\tPat", "Plain"), level=4)
    listed(3)
    client = client_of("nurse")
    response = client.post(HERE + "export/", {"kind": "csv", "query": "level=4", "stamp": stamps.make()})
    assert response["Content-Disposition"] == 'attachment; filename="registry-2026-11-24.csv"'
    lines = response.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert lines[1].startswith("'=HYPERLINK(1) @Rivers,")
    assert not re.search(r"(^|,)[=+@\t\r-]", "\n".join(lines), re.MULTILINE)
    event = Event.objects.get(verb="followups.export_registry")
    assert '"rows":2' in event.detail
    assert '"chosen":"level=4"' in event.detail
    assert "HYPERLINK" not in event.detail


def test_a_workbook_holds_text_only(client_of, listed):
    from python_calamine import CalamineWorkbook

    listed(1, name=("=1+1", "Rivers"))
    response = client_of("clinician").post(HERE + "export/", {"kind": "xlsx", "query": "", "stamp": stamps.make()})
    rows = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()
    assert rows[1][0] == "'=1+1 Rivers"


def test_an_empty_export_and_odd_choices_write_no_file(client_of, listed):
    client = client_of("nurse")
    response = client.post(HERE + "export/", {"kind": "csv", "query": "level=4", "stamp": stamps.make()})
    assert (response.status_code, response["Location"]) == (302, HERE)
    odd = client.post(HERE + "export/", {"kind": "csv", "query": "level=99", "stamp": stamps.make()})
    assert odd.status_code == 404
    assert not Event.objects.filter(verb="followups.export_registry").exists()


@pytest.mark.parametrize("role", ["coach", "medical-assistant", "educator"])
def test_only_some_take_lists_out(client_of, listed, role):
    listed(1)
    client = client_of(role)
    assert client.post(HERE + "export/", {"kind": "csv", "stamp": stamps.make()}).status_code == 404
    assert 'value="xlsx"' not in client.get(HERE).content.decode()


def test_paper_has_initials_and_days_and_is_written_down(client_of, listed, overdue):
    listed(1, name=("Rosa", "Marín"), **overdue)
    page = client_of("coach").get(HERE + "print/?state=contact")
    said = text_of(page)
    assert "RM" in said
    assert "Rosa" not in said
    assert "Marín" not in said
    assert '"chosen":"state=contact"' in Event.objects.get(verb="followups.print_registry").detail
    assert client_of("coach").get(HERE + "print/?state=x").status_code == 404


# --- lists that are kept ----------------------------------------------------------------------------------------------


def test_a_list_is_kept_opened_replaced_and_removed(client_of, listed, staff):
    listed(1, level=4)
    coach = staff("coach")
    client = client_of(coach)
    fields = {"name": "Close support", "query": "level=4&columns=window.team", "team": ""}
    response = client.post(HERE + "lists/new/", fields | {"stamp": stamps.make()})
    row = SavedList.objects.get()
    assert response["Location"] == f"{HERE}lists/{row.oid}/"
    address = client.get(response["Location"])["Location"]
    assert parse_qs(urlsplit(address).query) == {"level": ["4"], "columns": ["window.team"]}
    assert "Close support" in text_of(client.get(HERE))
    client.post(HERE + "lists/new/", fields | {"query": "level=3", "stamp": stamps.make()})
    assert SavedList.objects.get().query == "level=3"
    client.post(f"{HERE}lists/{row.oid}/remove/", {"stamp": stamps.make()})
    assert not SavedList.objects.exists()
    assert client.get(f"{HERE}lists/{row.oid}/").status_code == 404


def test_a_team_has_its_list_and_nobody_else(client_of, practice, neighbor, staff):
    team = Team.objects.create(practice=practice, name="Birch team")
    coach, nurse, clinician = staff("coach"), staff("nurse"), staff("clinician")
    team.members.set([coach.membership, nurse.membership])
    fields = {"name": "Ours", "query": "state=contact", "team": team.oid, "stamp": stamps.make()}
    client_of(coach).post(HERE + "lists/new/", fields)
    row = SavedList.objects.get()
    assert client_of(nurse).get(f"{HERE}lists/{row.oid}/").status_code == 302
    assert client_of(clinician).get(f"{HERE}lists/{row.oid}/").status_code == 404
    client_of(nurse).post(f"{HERE}lists/{row.oid}/remove/", {"stamp": stamps.make()})
    assert SavedList.objects.count() == 1
    assert "Ours" in text_of(client_of(nurse).get(HERE + "lists/"))
    other = client_of(staff("coach", at=neighbor))
    assert other.get(f"/practice/juniper/panel/lists/{row.oid}/").status_code == 404


@pytest.mark.parametrize("fields", [{"name": ""}, {"name": "x" * 61}, {"name": "x", "team": "nobodys"}])
def test_a_list_without_a_good_name_is_not_kept(client_of, fields):
    response = client_of("coach").post(HERE + "lists/new/", {"query": ""} | fields | {"stamp": stamps.make()})
    assert response.status_code == 302
    assert not SavedList.objects.exists()


def test_a_list_never_holds_what_was_typed_into_its_address(client_of):
    fields = {"name": "x", "query": "state=contact&next=https://evil.example&level=2", "stamp": stamps.make()}
    client_of("coach").post(HERE + "lists/new/", fields)
    assert SavedList.objects.get().query == "state=contact&level=2"
    assert client_of("coach").post(HERE + "lists/new/", fields | {"query": "level=x"}).status_code in {404, 409}


def test_one_and_three_lists_take_the_same_statements(client_of, staff, practice):
    coach = staff("coach")
    counted = []
    for many in (1, 3):
        for number in range(many):
            client_of(coach).post(
                HERE + "lists/new/", {"name": f"L{number}", "query": "", "team": "", "stamp": stamps.make()}
            )
        client = client_of(coach)
        client.get(HERE + "lists/")
        with CaptureQueriesContext(connection) as asked:
            client.get(HERE + "lists/")
        counted.append(len(asked))
    assert counted == [5, 5]


def test_standings_all_have_words(client_of, listed):
    for number, standing in enumerate(Standing):
        listed(number, standing=standing)
    said = text_of(client_of("coach").get(HERE))
    for words in ("Contact promised", "Goal without a next contact", "Paused", "Keeping it up", "No goal yet"):
        assert words in said
