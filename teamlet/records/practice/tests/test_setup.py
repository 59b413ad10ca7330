"""Making a practice and changing what it set."""

from __future__ import annotations

from datetime import date

import pytest

from teamlet.conftest import make_person
from teamlet.ground.access.principal import installation
from teamlet.ground.access.roles import OFFICE, Role
from teamlet.ground.audit.models import Event
from teamlet.ground.reasons import Refused
from teamlet.ground.ui.reason_words import say
from teamlet.records.practice import queries
from teamlet.records.practice.actions import setup
from teamlet.records.practice.models import Holiday, Practice, Site, Team
from teamlet.records.practice.words import REASONS

pytestmark = pytest.mark.django_db
COMMAND = installation("command")


def refusal(code):
    return pytest.raises(Refused, match=f"^{code}$")


def test_a_practice_is_made_by_a_command(db):
    made = setup.create_practice(key="oak", name=" Oak Street Clinic ", time_zone="America/Chicago", by=COMMAND)
    kept = queries.practice_by_key("oak")
    assert (kept.pk, kept.name, kept.time_zone, kept.is_demo) == (
        made.pk,
        "Oak Street Clinic",
        "America/Chicago",
        False,
    )
    event = Event.objects.get()
    assert (event.practice_id, event.verb, event.about_oid) == (0, "practice.create_practice", "oak")


def test_a_key_is_taken_once(practice):
    with refusal("practice.key_taken"):
        setup.create_practice(key="cedar", name="Another", by=COMMAND)
    assert Practice.objects.count() == 1
    assert Event.objects.count() == 0


@pytest.mark.parametrize(
    "key", ["", "a", "Cedar", "1cedar", "ce dar", "ce/dar", "-cedar", "c" * 41, "cédar", "cedar\n"]
)
def test_keys_that_do_not_fit_an_address(db, key):
    with refusal("practice.key_not_usable"):
        setup.create_practice(key=key, name="Cedar", by=COMMAND)


def test_names_and_zones(db):
    with refusal("practice.time_zone_unknown"):
        setup.create_practice(key="oak", name="Oak", time_zone="Mars/Olympus", by=COMMAND)
    for name in ("", "   ", "x" * 121):
        with refusal("practice.name_not_usable"):
            setup.create_practice(key="oak", name=name, by=COMMAND)


def test_pages_make_no_practice(staff):
    with refusal("practice.commands_only"):
        setup.create_practice(key="oak", name="Oak", by=staff(Role.ADMINISTRATOR).principal)


def test_a_setting_keeps_its_history(practice, staff):
    manager = staff(Role.MANAGER)
    setup.change_setting(practice=practice, name="confidence_threshold", value=8, by=manager.principal)
    setup.change_setting(practice=practice, name="undo_minutes", value=5, by=manager.principal)
    assert queries.setting(practice.pk, "confidence_threshold") == 8
    assert [(row.name, row.old, row.new, row.by_id) for row in queries.setting_changes(practice)] == [
        ("undo_minutes", 10, 5, manager.user.pk),
        ("confidence_threshold", 7, 8, manager.user.pk),
    ]
    with refusal("practice.setting_out_of_range"):
        setup.change_setting(practice=practice, name="undo_minutes", value=61, by=manager.principal)
    with pytest.raises(KeyError):
        setup.change_setting(practice=practice, name="name", value=1, by=manager.principal)


WRITES = {
    "practice": lambda p, by: setup.change_practice(practice=p, name="C", time_zone="America/Denver", by=by),
    "setting": lambda p, by: setup.change_setting(practice=p, name="undo_minutes", value=5, by=by),
    "format": lambda p, by: setup.set_ehr_format(practice=p, ehr_format={"first": "note"}, by=by),
    "days": lambda p, by: setup.set_working_days(practice=p, days=[0, 5], by=by),
    "holiday": lambda p, by: setup.add_holiday(practice=p, day=date(2026, 12, 25), name="Christmas Day", by=by),
    "no holiday": lambda p, by: setup.remove_holiday(practice=p, day=date(2026, 12, 25), by=by),
    "site": lambda p, by: setup.create_site(practice=p, name="Main Street", by=by),
    "team": lambda p, by: setup.create_team(practice=p, name="Blue", by=by),
}


@pytest.mark.parametrize("write", WRITES)
def test_the_office_alone_sets_the_practice_up(practice, neighbor, staff, write):
    for role in Role:
        by = staff(role).principal
        if role in OFFICE:
            # Names are taken once: each of the office finds none.
            Site.objects.all().delete()
            Team.objects.all().delete()
            WRITES[write](practice, by)
        else:
            with refusal("practice.office_only"):
                WRITES[write](practice, by)
    with refusal("practice.office_only"):
        WRITES[write](practice, staff(Role.MANAGER, at=neighbor).principal)
    assert Event.objects.filter(practice_id=practice.pk).count() == len(OFFICE)


def test_what_was_set_is_read_back(practice, staff):
    by = staff(Role.MANAGER).principal
    for write in WRITES.values():
        write(practice, by)
    kept = queries.practice_by_key("cedar")
    assert (kept.name, kept.time_zone, kept.ehr_format) == ("C", "America/Denver", {"first": "note"})
    assert queries.working_days(kept) == {0, 5}
    assert not Holiday.objects.exists()
    assert [site.name for site in queries.sites(kept)] == ["Main Street"]
    assert queries.site(kept, Site.objects.get().oid).name == "Main Street"
    assert [team.name for team in queries.teams(kept)] == ["Blue"]


def test_a_number_for_texts_is_one_practices(practice, neighbor, staff):
    from teamlet.ground.access.principal import system as system_of

    by = system_of(practice, "command")
    assert setup.set_text_number(practice=practice, number="+15550102200", by=by).text_number == "+15550102200"
    assert queries.practice_by_text_number("+15550102200") == practice
    with refusal("practice.number_taken"):
        setup.set_text_number(practice=neighbor, number="+15550102200", by=system_of(neighbor, "command"))
    for number in ("5550102200", "+445550102200", "+1555010220", "CEDAR", "+15550102200 "):
        with refusal("practice.number_not_usable"):
            setup.set_text_number(practice=practice, number=number, by=by)
    with refusal("practice.commands_only"):
        setup.set_text_number(practice=practice, number="", by=staff(Role.ADMINISTRATOR).principal)
    setup.set_text_number(practice=practice, number="", by=by)
    assert queries.practice_by_text_number("+15550102200") is None
    assert queries.practice_by_text_number("") is None
    assert [(row.old, row.new) for row in queries.setting_changes(practice)] == [
        ("+15550102200", ""),
        ("", "+15550102200"),
    ]


def test_sites_and_teams_have_names_of_their_own(practice, neighbor, staff, system):
    red = setup.create_team(practice=practice, name="Red", by=system)
    blue = setup.create_team(practice=practice, name="Blue", by=system)
    setup.create_site(practice=practice, name="Ñandú", by=system)
    with refusal("practice.name_taken"):
        setup.create_site(practice=practice, name="  ñANDÚ ", by=system)
    with refusal("practice.name_taken"):
        setup.create_team(practice=practice, name="RED", by=system)
    with refusal("practice.name_taken"):
        setup.set_team(team=blue, name="red", members=[], by=system)
    setup.set_team(team=red, name="red", members=[], by=system)
    setup.create_team(practice=neighbor, name="Red", by=staff(Role.MANAGER, at=neighbor).principal)
    assert sorted(team.name for team in queries.teams(practice)) == ["Blue", "red"]


def test_a_holiday_named_twice_takes_the_new_name(practice, system):
    for name in ("Xmas", "Christmas Day"):
        setup.add_holiday(practice=practice, day=date(2026, 12, 25), name=name, by=system)
    assert [row.name for row in queries.holiday_rows(practice)] == ["Christmas Day"]


@pytest.mark.parametrize("days", [[], [7], [-1, 0]])
def test_days_that_are_none(practice, system, days):
    with refusal("practice.no_working_day"):
        setup.set_working_days(practice=practice, days=days, by=system)


def test_a_team_holds_active_people_of_this_practice(practice, neighbor, staff, system):
    ana, away = staff(Role.COACH), make_person(practice, Role.NURSE, state="suspended")
    team = setup.create_team(practice=practice, name="Blue", members=[ana.membership], by=system)
    assert list(queries.team(practice, team.oid).members.all()) == [ana.membership]
    assert queries.team(neighbor, team.oid) is None
    for person in (away, staff(Role.NURSE, at=neighbor)):
        with refusal("practice.membership_not_active"):
            setup.set_team(team=team, name="Blue", members=[person.membership], by=system)
    assert list(Team.objects.get().members.all()) == [ana.membership]


def test_every_reason_of_the_practice_can_be_said():
    from teamlet.ground.reasons import Reason

    values = dict.fromkeys(
        ("name", "state", "to", "key", "email", "lowest", "highest", "minutes", "time_zone", "number", "role"), "x"
    )
    said = {code: say(Reason(code, values)) for code in REASONS}
    assert all(text and "{" not in text for text in said.values()), said
