"""A patient at a browser without a sign-in, and the forms given to them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from teamlet.records.instruments.queries import given_in
from teamlet.records.instruments.tests.conftest import BORN, NOON, Scene, make_scene, options

__all__ = ["BORN", "NOON", "options"]


@dataclass
class Browser:
    """A patient's browser: follows redirects, reads the hidden counts of a page."""

    client: Client = field(default_factory=Client)
    page: str = ""
    path: str = ""
    status: int = 0
    response: Any = None

    def get(self, path: str, **more: Any) -> Any:
        return self._took(self.client.get(path, follow=True, **more), path)

    def post(self, path: str, data: Any = None, **more: Any) -> Any:
        return self._took(self.client.post(path, data or {}, follow=True, **more), path)

    def _took(self, response: Any, path: str) -> Any:
        self.response, self.page, self.status = response, response.content.decode(), response.status_code
        self.path = response.redirect_chain[-1][0] if response.redirect_chain else path
        return response

    def born(self, month: str = "5", day: str = "3", year: str = "1961") -> Any:
        return self.post("/form/birth-date/", {"born_month": month, "born_day": day, "born_year": year})

    def says_who(self, who: str = "patient", name: str = "", relation: str = "") -> Any:
        return self.post("/form/who/", {"who": who, "name": name, "relation": relation})

    def number(self) -> int:
        return int(re.fullmatch(r"/form/questions/(\d+)/", self.path)[1])

    def answers(self, value: Any, *, path: str = "", **more: Any) -> Any:
        """Answer the question of the page as its form would send it."""
        path = path or self.path
        number = int(path.rstrip("/").rpartition("/")[2])
        data = {f"a{number}": value, f"s{number}": self.count(number)}
        return self.post(path, data | more)

    def count(self, number: int) -> str:
        return re.search(rf'name="s{number}" value="(\d+)"', self.page)[1]

    def enters(self, token: str, who: str = "patient", **more: Any) -> None:
        """Go all the way in by link."""
        self.get(f"/f/{token}/")
        self.post("/form/")
        self.born()
        self.says_who(who, **more)


@pytest.fixture
def scene(practice: Any, staff: Any, patient: Any, at: Any) -> Scene:
    at(NOON)
    return make_scene(practice, staff, patient)


@pytest.fixture
def browser() -> Browser:
    return Browser()


def link_of(scene: Scene, form: Any) -> str:
    from teamlet.records.instruments.actions import issue_link

    return issue_link(form=form, at=NOON, by=scene.assistant.principal)[1]


def preparation(scene: Scene, *parts: str, **more: Any) -> Any:
    return scene.form(*(parts or ("visit_preparation",)), purpose="visit_preparation", **more)


def pin_of(scene: Scene, form: Any) -> str:
    from teamlet.records.instruments.actions import bind_tablet

    return bind_tablet(form=form, at=NOON, by=scene.assistant.principal)[1]


@pytest.fixture
def language():
    return "en"


@pytest.fixture
def form(scene, language):
    return preparation(scene, language=language)


@pytest.fixture
def phone(scene, form, browser):
    """A phone of the patient with the first question open; it speaks English, whatever the form does."""
    browser.enters(link_of(scene, form))
    return browser


@pytest.fixture
def tablet(scene, form):
    browser = Browser()
    browser.post("/tablet/cedar/", {"pin": pin_of(scene, form)})
    browser.born()
    browser.says_who()
    return browser


def counts(form):
    """Return what counts now, by question."""
    return {each.item: each.value for each in given_in(form)}


def sequences(page):
    """Return the hidden counts of a page as its form sends them."""
    return dict(re.findall(r'name="(s\d+)" value="(\d+)"', page))


def save_itself(browser, number, value, sequence="1"):
    data = {f"a{number}": value, f"s{number}": sequence}
    return browser.client.post(f"/form/questions/{number}/", data, headers={"X-Teamlet-Save": "1"})
