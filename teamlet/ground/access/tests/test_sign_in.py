"""Coming in: password, second factor, device, and what is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import identify_hasher
from django.test import Client

from teamlet.conftest import make_person, make_practice
from teamlet.ground import clock
from teamlet.ground.access import second_factor, sessions
from teamlet.ground.access.adapters import ACCOUNT, ADDRESS_AND_ACCOUNT, KNOWN_DEVICE
from teamlet.ground.access.hashers import Argon2
from teamlet.ground.access.models import Device, DeviceUser, Session
from teamlet.ground.access.roles import Role
from teamlet.ground.access.tests.browser import code_for, enter, is_in
from teamlet.records.practice.words import DEMO_PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def real(db):
    """A practice that is no demo: its people need a second factor."""
    return make_practice("oak", "Oak Street Clinic", is_demo=False)


def secret_in(uri: str) -> str:
    return uri.partition("secret=")[2].partition("&")[0]


def test_a_person_signs_in_and_lands_in_their_practice(staff):
    browser = Client()
    assert browser.get("/sign-in/").status_code == 200
    answer = enter(browser, staff(Role.COACH).user)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert browser.get("/")["Location"] == "/practice/cedar/"


def test_the_right_person_after_the_wrong_password(staff):
    ana, browser = staff(Role.COACH), Client()
    answer = enter(browser, ana.user, "not the password")
    assert answer.status_code == 200
    assert "_auth_user_id" not in browser.session
    enter(browser, ana.user)
    assert is_in(browser)


def test_an_unknown_address_gets_the_same_answer_as_a_wrong_password(staff):
    known = Client().post("/sign-in/", {"login": staff(Role.COACH).user.email, "password": "wrong"})
    unknown = Client().post("/sign-in/", {"login": "nobody@cedar.example", "password": "wrong"})

    def said(answer):
        return [str(error) for error in answer.context_data["form"].non_field_errors()]

    assert said(known) == said(unknown)
    assert said(known)


def test_a_closed_account_does_not_sign_in(practice):
    person = make_person(practice, Role.NURSE, is_active=False)
    browser = Client()
    enter(browser, person.user)
    assert "_auth_user_id" not in browser.session


def test_a_person_of_two_practices_chooses(staff, neighbor):
    from teamlet.records.practice.models import Membership, MembershipRole

    ana = staff(Role.COACH)
    second = Membership.objects.create(
        practice=neighbor, user=ana.user, called="Ana", state="active", created_at=clock.now()
    )
    MembershipRole.objects.create(membership=second, role=Role.NURSE)
    browser = Client()
    enter(browser, ana.user)
    page = browser.get("/").content.decode()
    assert "/practice/cedar/" in page
    assert "/practice/juniper/" in page


@pytest.mark.parametrize(
    "wanted",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "http:evil.example"],
)
def test_next_leads_nowhere_else(staff, wanted):
    browser = Client()
    assert enter(browser, staff(Role.COACH).user, next=wanted)["Location"] == "/"
    browser.get("/locked/")
    back = browser.post("/locked/", {"secret": "walk after dinner, three days", "next": wanted})
    assert back["Location"] == "/"


def test_next_leads_to_our_own_page(staff):
    assert enter(Client(), staff(Role.COACH).user, next="/practice/cedar/")["Location"] == "/practice/cedar/"


def test_signing_in_changes_the_session_key(staff):
    """Session fixation: a key planted before is worth nothing afterwards."""
    browser = Client()
    browser.get("/sign-in/")
    session = browser.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    browser.cookies["teamlet"] = planted
    enter(browser, staff(Role.COACH).user)
    assert browser.session.session_key != planted
    assert not Session.objects.filter(session_key=planted).exists()
    thief = Client()
    thief.cookies["teamlet"] = planted
    assert not is_in(thief)


def test_signing_out_takes_a_post(staff):
    browser = Client()
    enter(browser, staff(Role.COACH).user)
    browser.get("/sign-out/")
    assert is_in(browser)
    out = browser.post("/sign-out/")
    assert out["Clear-Site-Data"] == '"cache", "storage"'
    assert not is_in(browser)


def test_a_session_row_knows_whose_it_is_and_can_be_ended(staff):
    ana, ben = staff(Role.COACH), staff(Role.NURSE)
    browsers = [Client(), Client(), Client()]
    for browser, person in zip(browsers, (ana, ana, ben), strict=True):
        enter(browser, person.user)
    assert Session.objects.filter(user_id=ana.user.pk).count() == 2
    assert sessions.end_sessions(ana.user.pk) == 2
    assert [is_in(browser) for browser in browsers] == [False, False, True]


# --- guessing ---------------------------------------------------------------------------------------------------------


def guesses_looked_at(monkeypatch, browser_of, user, number: int) -> int:
    """Send ``number`` wrong passwords and return how many were compared with the real one."""
    from allauth.account.auth_backends import AuthenticationBackend

    looked = []
    compare = AuthenticationBackend.authenticate
    monkeypatch.setattr(
        AuthenticationBackend,
        "authenticate",
        lambda self, request, **credentials: looked.append(1) or compare(self, request, **credentials),
    )
    for index in range(number):
        browser, address = browser_of(index)
        browser.post("/sign-in/", {"login": user.email, "password": f"guess {index}"}, REMOTE_ADDR=address)
    monkeypatch.undo()
    return len(looked)


def test_guessing_from_one_address_ends_after_five(staff, monkeypatch):
    user = staff(Role.COACH).user
    assert guesses_looked_at(monkeypatch, lambda i: (Client(), "192.0.2.7"), user, 40) == ADDRESS_AND_ACCOUNT


def test_guessing_from_everywhere_ends_after_ten_and_the_owner_still_comes_in(staff, monkeypatch):
    user = staff(Role.COACH).user
    own = Client()
    enter(own, user)
    own.post("/sign-out/")
    assert guesses_looked_at(monkeypatch, lambda i: (Client(), f"192.0.2.{i}"), user, 60) == ACCOUNT
    enter(own, user)
    assert is_in(own)
    elsewhere = Client()
    enter(elsewhere, user)
    assert not is_in(elsewhere)


def test_a_known_device_has_its_own_count(staff, monkeypatch):
    user = staff(Role.COACH).user
    own = Client()
    enter(own, user)
    own.post("/sign-out/")
    assert guesses_looked_at(monkeypatch, lambda i: (own, "192.0.2.9"), user, 30) == KNOWN_DEVICE


def test_the_count_begins_again_after_five_minutes(staff, at):
    at("2026-11-23T09:00")
    user, browser = staff(Role.COACH).user, Client()
    for index in range(ADDRESS_AND_ACCOUNT):
        enter(browser, user, f"guess {index}")
    enter(browser, user)
    assert not is_in(browser)
    at("2026-11-23T09:05:01")
    enter(browser, user)
    assert is_in(browser)


def test_right_passwords_are_not_counted(staff):
    user = staff(Role.COACH).user
    for _ in range(ADDRESS_AND_ACCOUNT * 2):
        browser = Client()
        enter(browser, user)
        assert is_in(browser)


def test_passwords_are_hashed_with_argon2():
    encoded = Argon2().encode("three evenings a week", "saltsaltsalt")
    assert encoded.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert identify_hasher("md5$x$y").algorithm == "md5"
    assert Argon2().verify("three evenings a week", encoded)
    assert not Argon2().verify("two evenings a week", encoded)


# --- second factor ----------------------------------------------------------------------------------------------------


def test_staff_outside_the_demo_set_up_a_second_factor_first(real):
    person, browser = make_person(real, Role.NURSE), Client()
    enter(browser, person.user)
    for address in ("/", "/practice/oak/", "/account/pin/", "/drafts/"):
        answer = browser.get(address)
        assert (answer.status_code, answer.headers.get("Location")) in {
            (302, "/account/second-factor/"),
            (404, None),
        }, address
    assert Device.objects.count() == 0
    page = browser.get("/account/second-factor/app/")
    assert page.status_code == 200
    secret = page.context_data["form"].secret
    wrong = browser.post("/account/second-factor/app/", {"code": "000000"})
    assert wrong.status_code == 200
    assert browser.get("/")["Location"] == "/account/second-factor/"
    done = browser.post("/account/second-factor/app/", {"code": code_for(secret)})
    assert done["Location"] == "/account/second-factor/codes/"
    assert len(browser.get("/account/second-factor/codes/").context_data["unused_codes"]) == 10
    assert is_in(browser)
    assert DeviceUser.objects.filter(user=person.user).count() == 1


def test_with_a_second_factor_the_password_alone_opens_nothing(real):
    person, browser = make_person(real, Role.NURSE), Client()
    secret = secret_in(second_factor.enroll_totp(person.user))
    answer = enter(browser, person.user)
    assert answer["Location"] == "/sign-in/code/"
    assert browser.get("/")["Location"].startswith("/sign-in/")
    assert browser.get("/account/second-factor/app/")["Location"].startswith("/sign-in/")
    browser.post("/sign-in/code/", {"code": code_for(secret)})
    assert is_in(browser)


@pytest.mark.parametrize("later", [0, 31, 45])
def test_a_code_works_once(real, at, later):
    """TOTP replay: a code seen over the shoulder is worth nothing, also within its tolerance."""
    moment = at("2026-11-23T09:00:01")
    person = make_person(real, Role.NURSE)
    secret = secret_in(second_factor.enroll_totp(person.user))
    code = code_for(secret)
    first, second = Client(), Client()
    enter(first, person.user)
    first.post("/sign-in/code/", {"code": code})
    assert is_in(first)
    at(moment + timedelta(seconds=later))
    enter(second, person.user)
    second.post("/sign-in/code/", {"code": code})
    assert not is_in(second)


def test_a_recovery_code_works_once(real):
    person, browser = make_person(real, Role.NURSE), Client()
    enter(browser, person.user)
    secret = browser.get("/account/second-factor/app/").context_data["form"].secret
    browser.post("/account/second-factor/app/", {"code": code_for(secret)})
    code = browser.get("/account/second-factor/codes/").context_data["unused_codes"][0]
    for expected in (True, False):
        other = Client()
        enter(other, person.user)
        other.post("/sign-in/code/", {"code": code})
        assert is_in(other) is expected


def test_guessing_codes_ends_after_five(real):
    person, browser = make_person(real, Role.NURSE), Client()
    secret = secret_in(second_factor.enroll_totp(person.user))
    enter(browser, person.user)
    for guess in range(6):
        browser.post("/sign-in/code/", {"code": f"{guess:06}"})
    browser.post("/sign-in/code/", {"code": code_for(secret)})
    assert not is_in(browser)


def test_the_last_second_factor_stays(real):
    person, browser = make_person(real, Role.NURSE), Client()
    secret = secret_in(second_factor.enroll_totp(person.user))
    enter(browser, person.user)
    browser.post("/sign-in/code/", {"code": code_for(secret)})
    browser.post("/account/second-factor/app/remove/")
    assert second_factor.is_set_up(person.user)
    assert is_in(browser)


def test_an_account_from_the_demo_that_joins_a_real_practice_needs_a_second_factor(staff, real):
    from teamlet.ground.access.principal import system
    from teamlet.records.practice.actions.people import invite_person

    ana, browser = staff(Role.COACH), Client()
    enter(browser, ana.user)
    invite_person(practice=real, email=ana.user.email, name="Ana", roles=[Role.COACH], by=system(real, "command"))
    assert not is_in(browser)
    enter(browser, ana.user)
    assert browser.get("/")["Location"] == "/account/second-factor/"


def test_a_new_password_ends_the_other_sessions(staff):
    ana, here, there = staff(Role.COACH), Client(), Client()
    enter(here, ana.user)
    enter(there, ana.user)
    new = "four mornings in the park"
    answer = here.post(
        "/account/password/",
        {"oldpassword": "walk after dinner, three days", "password1": new, "password2": new},
    )
    assert answer.status_code == 302
    assert (is_in(here), is_in(there)) == (True, False)
    again = Client()
    enter(again, ana.user, new)
    assert is_in(again)


# --- the demo's list --------------------------------------------------------------------------------------------------


def test_the_cast_is_listed_only_where_only_this_machine_can_ask(staff, real, monkeypatch):
    person = make_person(real, Role.NURSE, name="Real Nurse")
    ana = staff(Role.COACH)
    monkeypatch.delenv("TEAMLET_LISTENS_ON_LOOPBACK", raising=False)
    assert ana.user.email not in Client().get("/sign-in/").content.decode()
    monkeypatch.setenv("TEAMLET_LISTENS_ON_LOOPBACK", "1")
    page = Client().get("/sign-in/").content.decode()
    assert ana.user.email in page
    assert DEMO_PASSWORD in page
    assert person.user.email not in page
    assert "Real Nurse" not in page


def test_the_way_to_a_forgotten_password_is_said(db):
    page = Client().get("/sign-in/forgot/")
    assert page.status_code == 200
    assert "administrator" in page.content.decode()


def test_pages_of_access_carry_strict_headers(staff):
    browser = Client()
    enter(browser, staff(Role.COACH).user)
    answer = browser.get("/locked/")
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Frame-Options"] == "DENY"
    cookie = browser.cookies["teamlet"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


@pytest.mark.parametrize(
    ("origin", "status"), [("http://testserver", 302), ("null", 403), ("https://evil.example", 403)]
)
def test_a_form_comes_from_our_own_page(staff, origin, status):
    """And our pages let the browser say so: with "no-referrer" it would send ``Origin: null``."""
    user, browser = staff(Role.COACH).user, Client(enforce_csrf_checks=True)
    page = browser.get("/sign-in/")
    assert page["Referrer-Policy"] == "same-origin"
    token = page.content.decode().partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    answer = browser.post(
        "/sign-in/",
        {"login": user.email, "password": "walk after dinner, three days", "csrfmiddlewaretoken": token},
        headers={"origin": origin},
    )
    assert answer.status_code == status
