"""The way to one's own page: what a link shows before the birth date, who it lets in, when it ends, a new one by text."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from teamlet.conftest import make_patient
from teamlet.front_door.tests.own_browser import NOON, Own, Phone, make_own
from teamlet.ground.access.links import token_hash
from teamlet.ground.access.roles import Role
from teamlet.ground.jobs.hold import begin_epoch
from teamlet.ground.reasons import Refused
from teamlet.records.followups.actions import end_own_pages, open_own_page, send_own_link
from teamlet.records.followups.models import OwnPageKey, OwnPageLink, OwnPageSaid
from teamlet.records.followups.words.own_page import OWN_PAGE_ADDRESS
from teamlet.records.outreach.models import Message, OptOut
from teamlet.records.outreach.words import MessageState
from teamlet.records.patients.actions import set_helper
from teamlet.records.patients.models import Patient
from teamlet.records.tasks.models import Task

pytestmark = pytest.mark.django_db
CLOSED = "This page is closed here"


@pytest.fixture
def own(practice, staff, patient, at):
    at(NOON)
    return make_own(practice, staff, patient)


def token_of(address):
    return address.rstrip("/").rpartition("/")[2]


def test_the_address_in_messages_is_the_pages_address(own):
    from django.urls import reverse

    assert reverse("front_door:own_link", args=["x"]) == OWN_PAGE_ADDRESS.format(token="x")
    assert re.fullmatch(r"/p/[\w-]{43}/", own.link())


def test_the_address_is_left_at_once_and_shows_nothing(own):
    address, phone = own.link(), Phone()
    response = phone.client.get(address)
    assert (response.status_code, response["Location"]) == (302, "/my/start/")
    assert response["Referrer-Policy"] == "no-referrer"
    assert token_of(address) not in str(response.headers) + str(response.cookies)
    phone.get("/my/start/")
    assert "Your own page" in phone.page
    for word in (token_of(address), "Rosa", "Marín", own.practice.name, "1961"):
        assert word not in phone.page
    assert phone.response["Cache-Control"] == "no-store"


def test_only_the_hash_of_the_secret_is_kept(own, caplog, capfd):
    address = own.link()
    phone = Phone()
    phone.enters(address)
    phone.get("/my/")
    token = token_of(address)
    link = OwnPageLink.objects.get()
    assert link.token_hash == token_hash(token)
    key = phone.client.cookies["teamlet_own"]
    assert OwnPageKey.objects.get().key_hash == token_hash(key.value)
    assert key["httponly"]
    assert key["max-age"] == 90 * 86_400
    from teamlet.ground.audit.models import Event

    out = "".join(capfd.readouterr()) + caplog.text
    for secret in (token, key.value):
        assert secret not in out
        assert secret not in str(list(Event.objects.values_list()))


def test_fetching_fifty_times_changes_nothing(own):
    address = own.link()
    before = OwnPageLink.objects.values().get()
    for _ in range(50):
        scanner = Client()
        scanner.get(address, follow=True)
        scanner.head(address)
    assert OwnPageLink.objects.values().get() == before
    assert not OwnPageKey.objects.exists()


def test_five_wrong_dates_lock_the_link_and_tell_the_front_desk(own):
    address = own.link()
    phone = Phone()
    phone.knocks(address)
    for number in range(5):
        phone.born(year=str(1970 + number))
        assert "does not fit" in phone.page
    phone.born()
    assert "This link is locked" in phone.page
    assert not OwnPageKey.objects.exists()
    task = Task.objects.get(kind="locked_link")
    assert task.about_oid == OwnPageLink.objects.get().oid
    again = Phone()
    again.enters(address)
    assert "This link is locked" in again.page


@pytest.mark.parametrize("token", ["A" * 43, "short", "%00" * 5, "a" * 500])
def test_an_address_that_opens_nothing_is_closed_after_the_button(own, token):
    phone = Phone()
    phone.get(f"/p/{token}/")
    if phone.status == 200:
        assert "Your own page" in phone.page
        phone.post("/my/start/")
        assert CLOSED in phone.page
    else:
        assert phone.status == 404


def merged(own, at):
    Patient.objects.filter(pk=own.patient.pk).update(merged_into=make_patient(own.practice, given="Rosa M."))


def died(own, at):
    Patient.objects.filter(pk=own.patient.pk).update(deceased_on=date(2026, 11, 20))


def left(own, at):
    Patient.objects.filter(pk=own.patient.pk).update(is_active=False)


def child(own, at):
    Patient.objects.filter(pk=own.patient.pk).update(birth_date=date(2015, 5, 3))


def no_birth_date(own, at):
    Patient.objects.filter(pk=own.patient.pk).update(birth_date=None)


def ended(own, at):
    end_own_pages(patient=own.patient, at=NOON, by=own.coach.principal)


def restored(own, at):
    begin_epoch(at_least=0, reason="restore")


def too_old(own, at):
    at(NOON + timedelta(days=90))


@pytest.mark.parametrize("end", [merged, died, left, child, no_birth_date, ended, restored, too_old])
def test_what_ends_a_page_closes_link_and_phones(own, at, end):
    address = own.link()
    phone = Phone()
    phone.enters(address)
    phone.get("/my/")
    stamp = phone.stamp
    end(own, at)
    for say_it in (lambda: phone.get("/my/"), lambda: phone.post("/my/write/", {"stamp": stamp, "words": "x"}),
                   lambda: phone.post("/my/day/", {"stamp": stamp, "day": "2026-11-25 done"})):  # fmt: skip
        say_it()
        assert CLOSED in phone.page
        for word in ("Rosa", "Mateo", own.practice.name):
            assert word not in phone.page
        for help_line in ("988", "911"):
            assert help_line in phone.page
    assert not OwnPageSaid.objects.exists()
    stranger = Phone()
    stranger.enters(address)
    assert stranger.path == "/my/closed/"


@pytest.mark.parametrize("end", [merged, died, left, child, no_birth_date])
def test_nobody_makes_a_link_where_there_is_no_page(own, at, end):
    end(own, at)
    with pytest.raises(Refused):
        own.link()


def test_a_phone_stays_open_for_90_days_and_not_longer(own, at):
    phone = own.phone()
    at(NOON + timedelta(days=89))
    phone.get("/my/")
    assert "Hello, Rosa" in phone.page
    at(NOON + timedelta(days=90))
    phone.get("/my/")
    assert CLOSED in phone.page


def test_an_earlier_link_stays_good_beside_a_new_one(own):
    on_paper, in_a_text = own.link(), own.link()
    for address in (on_paper, in_a_text):
        phone = Phone()
        phone.enters(address)
        assert "Hello, Rosa" in phone.page


def test_wrong_dates_count_for_all_links_of_one_person(own):
    addresses = [own.link() for _ in range(3)]
    compared = 0
    for address in addresses:
        phone = Phone()
        phone.knocks(address)
        for year in range(1970, 1974):
            phone.born(year=str(year))
            compared += "does not fit" in phone.page
    assert compared == 5
    for address in addresses:
        phone = Phone()
        phone.enters(address)
        assert "This link is locked" in phone.page


def test_the_link_opened_again_on_the_same_phone_asks_for_nothing(own):
    address = own.link()
    phone = Phone()
    phone.enters(address)
    phone.get(address)
    assert phone.path == "/my/"


def test_a_link_of_somebody_else_asks_for_their_birth_date(own, practice):
    theirs = Own(practice, make_patient(practice, given="Lena", birth_date=date(1950, 1, 2)), own.coach, None)
    phone = own.phone()
    phone.knocks(theirs.link())
    assert phone.path == "/my/birth-date/"
    phone.born()
    assert "does not fit" in phone.page
    phone.get("/my/")
    assert "Hello, Rosa" in phone.page


@pytest.mark.parametrize("path", ["", "call/", "help/", "messages/", "thanks/", "said/zzzzzzzzzzzzzzzz/"])
def test_without_a_key_every_page_is_the_closed_one(db, path):
    phone = Phone()
    phone.get(f"/my/{path}")
    assert phone.path == "/my/closed/"
    assert CLOSED in phone.page


@pytest.mark.parametrize(
    "path", ["day/", "sure/", "smaller/", "call/", "off-track/", "write/", "help/", "messages/", "how-it-went/"]
)
def test_without_a_key_nothing_is_taken(own, path):
    phone = Phone()
    phone.post(f"/my/{path}", {"words": "x", "sure": "3", "day": "2026-11-25 done", "topics": "sleep"})
    assert phone.path == "/my/closed/"
    assert not OwnPageSaid.objects.exists()


def test_a_form_of_another_patient_is_not_taken(own, practice):
    theirs = Own(practice, make_patient(practice, given="Lena"), own.coach, None)
    theirs.agree()
    stamp = theirs.phone().stamp
    phone = own.phone()
    phone.post("/my/sure/", {"stamp": stamp, "sure": "3"})
    assert phone.status == 409
    assert not OwnPageSaid.objects.exists()


def test_closing_the_page_on_a_phone(own):
    phone, other = own.phone(), own.phone()
    key = phone.client.cookies["teamlet_own"].value
    phone.post("/my/leave/")
    assert "Your page is closed" in phone.page
    phone.client.cookies["teamlet_own"] = key
    phone.get("/my/")
    assert CLOSED in phone.page
    other.get("/my/")
    assert "Hello, Rosa" in other.page


def test_a_page_of_ones_own_and_a_form_open_side_by_side(own):
    phone = own.phone()
    phone.get("/form/")
    assert phone.path == "/form/closed/"
    phone.get("/my/")
    assert "Hello, Rosa" in phone.page


# --- text me a new link ------------------------------------------------------------------------------------------------


def asks(address=None, cookies=None):
    phone = Phone()
    if address is not None:
        phone.knocks(address)
    if cookies is not None:
        phone.client.cookies = cookies
    phone.post("/my/new-link/")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", phone.page)


def test_a_new_link_goes_to_the_number_on_file_and_opens_the_page(own):
    own.may_be_texted()
    old = own.link()
    end_own_pages(patient=own.patient, at=NOON, by=own.coach.principal)
    assert "a new link is on its way" in asks(old)
    message = Message.objects.get()
    assert (message.state, message.purpose, message.channel) == (MessageState.QUEUED, "plan_copy", "text")
    assert message.address == "(555) 010-3001"
    assert len(message.body) <= 160
    phone = Phone()
    phone.enters(re.search(r"/p/[\w-]{43}/", message.body)[0])
    assert "Hello, Rosa" in phone.page


def test_a_phone_whose_time_is_over_may_ask_too(own, at):
    own.may_be_texted()
    phone = own.phone()
    at(NOON + timedelta(days=91))
    phone.get("/my/")
    assert CLOSED in phone.page
    phone.post("/my/new-link/")
    assert Message.objects.count() == 1


def no_consent(own):
    return own.link()


def stopped(own):
    own.may_be_texted()
    OptOut.objects.create(
        practice=own.practice, channel="text", address_key="+15550103001", source="reply", began_at=NOON
    )
    return own.link()


def locked(own):
    own.may_be_texted()
    address = own.link()
    OwnPageLink.objects.update(tries_left=0)
    return address


def of_a_helper(own):
    own.may_be_texted()
    mateo = set_helper(
        patient=own.patient, name="Mateo", relation="", may_join=True, agreed_on=date(2026, 11, 1),
        by=own.coach.principal,
    )  # fmt: skip
    return own.link(helper=mateo)


def of_the_dead(own):
    own.may_be_texted()
    address = own.link()
    Patient.objects.filter(pk=own.patient.pk).update(deceased_on=date(2026, 11, 20))
    return address


def unknown(own):
    return f"/p/{'A' * 43}/"


@pytest.mark.parametrize("case", [no_consent, stopped, locked, of_a_helper, of_the_dead, unknown])
def test_nothing_goes_out_where_it_may_not_and_the_answer_is_the_same(own, case):
    own_answer = asks()
    address = case(own)
    links = OwnPageLink.objects.count()
    assert asks(address) == own_answer
    assert not Message.objects.exists()
    assert OwnPageLink.objects.count() == links


def test_asking_again_and_again_sends_one_a_day(own, at):
    own.may_be_texted()
    address = own.link()
    answers = {asks(address) for _ in range(4)}
    assert len(answers) == 1
    assert Message.objects.count() == 1
    at(NOON + timedelta(days=1, minutes=1))
    asks(address)
    assert Message.objects.count() == 2


def test_staff_hear_why_a_text_may_not_go(own):
    with pytest.raises(Refused):
        send_own_link(patient=own.patient, practice=own.practice, at=NOON, by=own.coach.principal)
    assert not OwnPageLink.objects.exists()


def test_another_practices_patient_gets_no_link_from_here(own, neighbor_patient, staff):
    with pytest.raises(Patient.DoesNotExist):
        open_own_page(patient=neighbor_patient, at=NOON, by=staff(Role.NURSE).principal)
