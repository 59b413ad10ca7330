"""Every address × everybody who might knock × every method, made from the page registry.

A page that is added is exercised here without another line; one that is not declared turns this file red.
On PostgreSQL every tenth combination is tried.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client, override_settings
from django.urls import path, reverse

from teamlet.conftest import make_patient, make_person, make_practice, sign_in
from teamlet.ground.access import matrix, second_factor
from teamlet.ground.access.pages import Audience, DeclaredUrl, Page, declared_urls, page
from teamlet.ground.access.roles import EVERYONE, Role
from teamlet.ground.ui import errors
from tests.house.matrix_examples import CANARY, OWN, Side, absent, example

METHODS = matrix.METHODS
STATES = ("invited", "suspended", "removed")
URLS = {f"{each.name or '?'} {each.route}": each for each in declared_urls() if not each.route.startswith("/static/")}
ELSEWHERE = ("/sign-in/", "/locked/", "/again/", "/account/second-factor/")


class World:
    """Two practices side by side, somebody of every role in each, somebody in every state, and nobody."""

    def __init__(self) -> None:
        self.own = self._side("cedar", "Cedar Family Practice", OWN)
        self.other = self._side("juniper", f"{CANARY} Health Center", CANARY)
        self.by_role = {role: sign_in(make_person(self.own.practice, role).user) for role in Role}
        self.neighbors = {
            role: sign_in(make_person(self.other.practice, role, name=f"{CANARY} {role.value}").user) for role in Role
        }
        self.by_state = {state: sign_in(make_person(self.own.practice, *Role, state=state).user) for state in STATES}
        self.nobody = Client()
        self.count: Counter[str] = Counter()
        self.not_found = self.nobody.get("/no/such/page/").content

    def _side(self, key: str, name: str, word: str) -> Side:
        practice = make_practice(key, name)
        person = make_person(practice, *Role, name=f"{word} Everyrole")
        return Side(practice, make_patient(practice, family=word, name_key=word.lower()), person.membership, word)

    def address(self, url: DeclaredUrl, side: Side, *, objects: Side | None = None, gone: bool = False) -> str:
        """Return the address of ``url`` in ``side``'s practice, naming an object of ``objects`` or an absent one."""
        values = {}
        for name in url.parameters:
            if name == "practice":
                values[name] = side.practice.key
            else:
                values[name] = absent(name) if gone else example(name, objects or side)
        return reverse(url.name, kwargs=values)

    def ask(self, client: Client, method: str, address: str, **more: Any) -> Any:
        """Send one request and take back whatever it changed.  On PostgreSQL only every tenth is sent: then None."""
        self.count["made"] += 1
        if connection.vendor == "postgresql" and self.count["made"] % 10:
            return None
        self.count["sent"] += 1
        if client is not self.nobody and hasattr(client, "stay"):
            client.stay()  # outside of what is taken back
        with transaction.atomic():
            cookies = deepcopy(client.cookies)
            response = client.generic(method, address, **more)
            if getattr(response, "streaming", False):
                response.content = b"".join(response.streaming_content)
            client.cookies = cookies
            transaction.set_rollback(True)
        return response


# The mark makes pytest-django create the database; the fixture of this name, which would open a transaction for each
# test, is replaced: one transaction holds the whole module's world, and each request is taken back on its own.
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _django_db_marker():
    return None


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


def is_absent(world: World, response: Any, *, head: bool) -> bool:
    """Whether the answer is the one page for what is not there, to the byte."""
    return response.status_code == 404 and (head or response.content == world.not_found)


def check_open(url: DeclaredUrl, declared: Page, method: str, response: Any) -> None:
    """The page is there for this person: it answers its methods, and no others."""
    if method not in declared.methods:
        assert response.status_code == 405, (url.route, method, response.status_code)
        return
    assert response.status_code < 500, (url.route, method, response.status_code)
    assert response.status_code != 405, (url.route, method)
    if method in {"GET", "HEAD"} and "POST" in declared.methods:
        assert response.status_code not in {403, 404}, (url.route, method, response.status_code)
    if response.status_code == 302 and declared.audience is Audience.STAFF:
        assert not response["Location"].startswith(ELSEWHERE), (url.route, method, response["Location"])


def check_no_canary(url: DeclaredUrl, response: Any) -> None:
    """Nothing of the neighboring practice shows, in the page or around it."""
    assert CANARY.encode() not in response.content, url.route
    assert CANARY not in str(response.headers), url.route


def test_every_address_is_declared():
    assert matrix.undeclared() == []
    assert [each.route for each in declared_urls() if not each.name] == []


def test_an_undeclared_address_is_noticed_and_stays_closed(db):
    """The negative control of the test above, and of the gate."""

    def open_to_all(request):
        raise AssertionError("the gate let an undeclared page through")

    urls = type("urls", (), {"urlpatterns": [path("open/", open_to_all, name="open")]})
    with override_settings(ROOT_URLCONF=urls):
        assert [each.page for each in declared_urls()] == [None]
        assert matrix.undeclared() == ["/open/"]
        assert Client().get("/open/").status_code == 404


def test_a_page_that_lets_a_neighbor_in_would_be_noticed(world, monkeypatch):
    """The negative control of the matrix: with the gate's resolver asleep, its checks turn red."""
    from django.http import HttpResponse

    from teamlet.ground.access import middleware
    from teamlet.ground.access.principal import system

    @page(roles=frozenset({Role.NURSE}), methods="GET POST")
    def greet(request, practice):
        return HttpResponse("hello")

    hello = path("practice/<slug:practice>/hello/", greet, name="hello")
    urls = type("urls", (), {"urlpatterns": [hello], "handler404": staticmethod(errors.not_found)})
    client = world.by_role[Role.NURSE]
    with override_settings(ROOT_URLCONF=urls):
        (url,) = declared_urls()
        check_other_practice(world, url, client)
        assert client.get("/practice/cedar/hello/").content == b"hello"
        assert world.by_role[Role.COACH].get("/practice/cedar/hello/").status_code == 404
        monkeypatch.setattr(middleware, "resolve", lambda user, key: _everyone(system(world.other.practice, "test")))
        with pytest.raises(AssertionError):
            check_often(world, url, client)


def check_often(world: World, url: DeclaredUrl, client: Client) -> None:
    """Check until every method was sent: on PostgreSQL one round may send none of its requests."""
    for _ in METHODS:
        check_other_practice(world, url, client)


def _everyone(principal: Any) -> Any:
    from dataclasses import replace

    return replace(principal, roles=EVERYONE)


def check_other_practice(world: World, url: DeclaredUrl, client: Client) -> None:
    """Nothing of the other practice is there, whatever the method."""
    address = world.address(url, world.other)
    for method in METHODS:
        response = world.ask(client, method, address)
        if response is not None:
            assert is_absent(world, response, head=method == "HEAD"), (url.route, method, response.status_code)


@pytest.mark.parametrize("name", [key for key, url in URLS.items() if url.page and url.page.audience is Audience.STAFF])
class TestPagesOfAPractice:
    """Addresses under ``/practice/<key>/``."""

    def test_roles(self, world, name):
        """A role that is named gets the page, any other the page for what is not there."""
        url = URLS[name]
        declared = url.page
        address = world.address(url, world.own)
        for role, client in world.by_role.items():
            for method in METHODS:
                response = world.ask(client, method, address)
                if response is None:
                    continue
                if role in declared.roles:
                    check_open(url, declared, method, response)
                else:
                    assert is_absent(world, response, head=method == "HEAD"), (url.route, role, method)
                check_no_canary(url, response)

    def test_the_neighboring_practice(self, world, name):
        """Nobody of ours is let into the neighboring practice, and nobody of theirs into ours."""
        url = URLS[name]
        for client in world.by_role.values():
            check_other_practice(world, url, client)
        address = world.address(url, world.own)
        for client in (world.neighbors[Role.MANAGER], world.neighbors[Role.NURSE]):  # the same wall from its other side
            for method in ("GET", "POST"):
                response = world.ask(client, method, address)
                assert response is None or is_absent(world, response, head=False), (url.route, method)

    def test_objects_of_others_are_as_absent_as_those_that_do_not_exist(self, world, name):
        """In our own practice's address, a neighbor's object and an absent one give the same answer."""
        url = URLS[name]
        if not set(url.parameters) - {"practice"}:
            return
        for role in sorted(url.page.roles):
            client = world.by_role[role]
            for method in sorted(url.page.methods):
                for address in (
                    world.address(url, world.own, objects=world.other),
                    world.address(url, world.own, gone=True),
                ):
                    response = world.ask(client, method, address)
                    if response is not None:
                        assert is_absent(world, response, head=method == "HEAD"), (address, role, method)

    def test_people_who_are_not_active(self, world, name):
        """Invited, suspended and removed people find nothing, though they hold every role."""
        url = URLS[name]
        for state, client in world.by_state.items():
            for method in METHODS:
                response = world.ask(client, method, world.address(url, world.own))
                if response is not None:
                    assert is_absent(world, response, head=method == "HEAD"), (url.route, state, method)

    def test_nobody_and_somebody_with_a_link(self, world, name):
        """Without a sign-in there is only the sign-in page; an invitation's link changes nothing."""
        url = URLS[name]
        link = Client()
        assert link.get(reverse("open_invitation", kwargs={"token": example("token", world.own)})).status_code == 302
        for client in (world.nobody, link):
            for method in METHODS:
                response = world.ask(client, method, world.address(url, world.own))
                if response is not None:
                    assert response.status_code == 302, (url.route, method)
                    assert response["Location"].startswith("/sign-in/?next="), (url.route, method)

    def test_other_ways_of_saying_post(self, world, name):
        """A method in a header or another kind of content opens nothing to a role that is not named."""
        url = URLS[name]
        shut_out = [client for role, client in world.by_role.items() if role not in url.page.roles][:1]
        for client in shut_out or [world.neighbors[Role.MANAGER]]:
            for more in (
                {"content_type": "application/json", "data": b'{"practice": 1, "roles": ["administrator"]}'},
                {"content_type": "multipart/form-data; boundary=x", "data": b"--x--\r\n"},
                {"headers": {"x-http-method-override": "DELETE"}},
            ):
                response = world.ask(client, "POST", world.address(url, world.own), **more)
                assert response is None or is_absent(world, response, head=False), (url.route, more)


@pytest.mark.parametrize(
    "name", [key for key, url in URLS.items() if url.page and url.page.audience is not Audience.STAFF]
)
class TestOtherPages:
    """Sign-in, one's own account, health."""

    def test_everybody(self, world, name):
        url = URLS[name]
        address = world.address(url, world.own)
        everybody = {**world.by_role, **world.by_state, "nobody": world.nobody}
        for who, client in everybody.items():
            for method in METHODS:
                response = world.ask(client, method, address)
                if response is None:
                    continue
                if who == "nobody" and url.page.audience is Audience.SIGNED_IN:
                    assert response.status_code == 302, (url.route, method)
                    assert response["Location"].startswith("/sign-in/?next="), (url.route, method)
                else:
                    check_other_page(url, method, response)
                check_no_canary(url, response)

    def test_objects_of_others(self, world, name):
        """What belongs to somebody else is as absent as what does not exist."""
        url = URLS[name]
        if not url.parameters or url.page.audience is not Audience.SIGNED_IN:
            return
        client = world.by_role[Role.NURSE]
        for method in sorted(url.page.methods):
            for address in (world.address(url, world.other), world.address(url, world.own, gone=True)):
                response = world.ask(client, method, address)
                if response is not None and response.status_code != 302:
                    assert is_absent(world, response, head=method == "HEAD"), (address, method)


def check_other_page(url: DeclaredUrl, method: str, response: Any) -> None:
    if method not in url.page.methods:
        assert response.status_code == 405, (url.route, method, response.status_code)
    else:
        assert response.status_code < 500 or url.route.startswith("/health/"), (url.route, method)
        assert response.status_code != 405, (url.route, method)


def test_staff_of_a_real_practice_reach_nothing_without_a_second_factor(world):
    """One factor opens no page of a practice."""
    real = make_practice("real", "Real Practice", is_demo=False)
    person = make_person(real, *Role)
    client = Client()
    client.force_login(person.user)
    assert second_factor.SESSION_KEY in client.session
    for url in URLS.values():
        if url.page and url.page.audience is Audience.STAFF and url.parameters == ("practice",):
            response = world.ask(client, "GET", reverse(url.name, kwargs={"practice": "real"}))
            assert response is None or (response.status_code, response["Location"]) == (
                302,
                "/account/second-factor/",
            ), url.route


def test_the_documented_matrix_is_the_declared_one():
    written = Path(__file__).parents[2] / matrix.PATH
    assert written.read_text(encoding="utf-8") == matrix.as_markdown(), "run: teamlet docs generate"


def test_a_page_declares_its_roles():
    with pytest.raises(ValueError, match="names its roles"):
        page(methods="GET")
