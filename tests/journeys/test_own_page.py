"""A patient's own page on a phone: the link from the chart, a week of days, less sure, another day, words, danger, stop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from teamlet.content import library, schema
from tests.journeys.person import finds_no_barrier_on
from tests.journeys.shots import Shots

pytestmark = pytest.mark.journey
NOW = "2026-11-09T10:00"


@dataclass
class Phone:
    """A patient or helper at a small phone, without a sign-in; ``says`` are the words of the page."""

    page: Any
    says: dict[str, str]
    shots: Shots

    def taps(self, code: str, *, inside: str = "main", **values: object) -> None:
        label = self.says[code].format(**values)
        with self.page.expect_navigation():
            self.page.locator(inside).get_by_role("button", name=label, exact=True).first.click()

    def follows(self, code: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=self.says[code], exact=True).first.click()

    def sees(self, code: str) -> None:
        self.page.get_by_text(self.says[code].partition("{")[0].strip()).first.wait_for()

    def looks(self, station: str) -> None:
        """Find no barrier, see where help is, keep a picture."""
        finds_no_barrier_on(self.page)
        for code in ("emergency", "crisis_line"):
            assert self.page.get_by_text(self.says[code], exact=True).count() == 1
        self.shots.take(self, station)

    def goes_in(self, address: str, born: str) -> None:
        self.page.goto(address)
        assert self.page.url.endswith("/my/start/")
        self.looks("start")
        self.taps("start_button")
        year, month, day = born.split("-")
        self.page.locator("[name=born_month]").select_option(str(int(month)))
        self.page.locator("[name=born_day]").fill(str(int(day)))
        self.page.locator("[name=born_year]").fill(year)
        self.looks("birth-date")
        self.taps("birth_button")
        assert self.page.url.endswith("/my/")

    def back(self) -> None:
        self.follows("back_to_page")


def words_of(language):
    found: dict[str, str] = {}
    for code in ("front_door", "own_page"):
        found |= library.load_as(schema.DocumentTexts, code, language=language).in_language(language)
    return found


@pytest.fixture
def phone(browser, served):
    contexts = []

    def at(language="en", *, scripts=True, story="") -> Phone:
        context = browser.new_context(
            viewport={"width": 320, "height": 640},
            base_url=served(NOW),
            locale={"en": "en-US", "es": "es-US"}[language],
            has_touch=True,
            java_script_enabled=scripts,
        )
        contexts.append(context)
        page = context.new_page()
        page.trouble = []
        page.on("pageerror", lambda error: page.trouble.append(str(error)))
        return Phone(page, words_of(language), Shots(f"own-page-{story or language}"))

    yield at
    for context in contexts:
        assert all(page.trouble == [] for page in context.pages)
        context.close()


def somebody_with_a_step(demo, language, place=0):
    """A grown-up of the demo whose step has begun, with an amount and a contact, who has no page yet."""
    rows = demo.query(
        "SELECT p.oid, p.birth_date FROM patients_patient p JOIN practice_practice c ON c.id = p.practice_id"
        " JOIN plans_actionplan a ON a.patient_id = p.id AND a.state = 'active'"
        " JOIN plans_goal g ON g.id = a.goal_id AND g.audience = 'everyone' AND g.state IN ('agreed', 'followed')"
        " JOIN plans_planversion v ON v.plan_id = a.id AND v.number = a.number"
        " JOIN plans_goalversion w ON w.id = v.goal_version_id"
        " JOIN followups_contact f ON f.goal_id = g.id AND f.state = 'open' AND f.channel = 'call'"
        f" WHERE c.key = 'cedar' AND p.language = '{language}' AND p.birth_date < '2005-01-01' AND p.deceased_on IS NULL"
        " AND v.starts_on < '2026-11-09' AND v.parts LIKE '%minutes%' AND v.cautions = '[]'"
        " AND p.id NOT IN (SELECT patient_id FROM followups_ownpagelink)"
        " AND (SELECT count(*) FROM plans_goal o WHERE o.patient_id = p.id) = 1 ORDER BY p.id"
    )
    return rows[place % len(rows)]


def link_from_the_chart(staff, oid):
    staff.opens(f"patients/{oid}/own-page/")
    staff.finds_no_barrier()
    staff.page.locator('#link form[action$="/link/"] button').first.click()
    address = staff.page.locator("#address").inner_text()
    assert staff.page.locator(".handed__code").evaluate("image => image.complete && image.naturalWidth > 0")
    staff.finds_no_barrier()
    return address


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_week_on_ones_own_page(person, phone, demo, language):
    oid, born = somebody_with_a_step(demo, language)
    ana = person("ana", now=NOW)
    shots = Shots(f"own-page-{language}-staff")
    address = link_from_the_chart(ana, oid)
    shots.take(ana, "link")

    rosa = phone(language)
    rosa.goes_in(address, str(born))
    rosa.looks("page")
    days = rosa.page.locator(".own-day")
    marked = days.and_(rosa.page.locator("[aria-pressed=false]")).count()
    with rosa.page.expect_navigation():
        days.first.click()
    assert rosa.page.locator("[aria-pressed=true]").count() == 1
    assert rosa.page.locator(".own-day[aria-pressed=false]").count() == marked - 1
    rosa.looks("one-day")

    rosa.page.locator("#sure_5").check(force=True)
    rosa.taps("sure_save")
    rosa.sees("smaller_heading")
    rosa.looks("sure-5")
    with rosa.page.expect_navigation():
        rosa.page.locator("[name=change]").first.click()
    rosa.sees("smaller_sent")
    rosa.looks("smaller")
    rosa.back()

    rosa.follows("call_change")
    rosa.page.locator("[name=day]").first.check(force=True)
    rosa.page.locator("[name=time]").nth(1).check(force=True)
    rosa.looks("call")
    rosa.taps("call_send")
    rosa.looks("call-asked")
    rosa.back()

    rosa.follows("wish_link")
    rosa.page.locator("[name=topics][value=sleep]").check(force=True)
    rosa.looks("help")
    rosa.taps("wish_send")
    rosa.back()

    rosa.taps("off_button")
    rosa.sees("off_done")
    rosa.looks("off-track")
    rosa.back()

    rosa.page.locator("#write_words").fill({"en": "My shoes hurt", "es": "Me aprietan los zapatos"}[language])
    rosa.taps("write_send")
    rosa.sees("write_done")
    rosa.back()
    rosa.looks("page-after")

    ana.opens(f"patients/{oid}/own-page/")
    ana.finds_no_barrier()
    shots.take(ana, "said")
    with ana.page.expect_navigation():
        ana.page.locator("[name=answer][value=accepted]").last.click()
    ana.opens("own-pages/")
    ana.finds_no_barrier()
    shots.take(ana, "waiting")
    (contact,) = demo.query(
        "SELECT f.oid FROM followups_contact f JOIN patients_patient p ON p.id = f.patient_id"
        f" WHERE p.oid = '{oid}' AND f.state = 'open'"
    )[0]
    ana.opens(f"contacts/{contact}/")
    ana.sees("On their own page")
    ana.finds_no_barrier()
    shots.take(ana, "contact")
    ana.had_no_trouble()


def test_words_of_danger_without_scripts_show_where_help_is(person, phone, demo):
    oid, born = somebody_with_a_step(demo, "en", place=1)
    address = link_from_the_chart(person("ana", now=NOW), oid)
    rosa = phone("en", scripts=False, story="danger")
    rosa.page.goto(address)
    rosa.taps("start_button")
    year, month, day = str(born).split("-")
    rosa.page.locator("[name=born_month]").select_option(str(int(month)))
    rosa.page.locator("[name=born_day]").fill(str(int(day)))
    rosa.page.locator("[name=born_year]").fill(year)
    rosa.taps("birth_button")
    with rosa.page.expect_navigation():
        rosa.page.locator(".own-day").first.click()
    assert rosa.page.locator("[aria-pressed=true]").count() == 1
    rosa.page.locator("#write_words").fill("I do not want to live any more")
    rosa.taps("write_send")
    rosa.sees("crisis_title")
    rosa.shots.take(rosa, "crisis")
    rosa.back()
    rosa.follows("stop_link")
    rosa.taps("stop_yes")
    rosa.sees("stop_done")
    rosa.back()
    rosa.taps("leave")
    rosa.sees("left_title")
    rosa.page.goto("/my/")
    rosa.sees("closed_title")
    rosa.taps("new_link")
    rosa.sees("new_link_title")


def test_the_page_on_paper(person, phone, demo):
    oid, born = somebody_with_a_step(demo, "en", place=2)
    address = link_from_the_chart(person("ana", now=NOW), oid)
    rosa = phone("en", story="print")
    rosa.goes_in(address, str(born))
    rosa.page.emulate_media(media="print")
    assert rosa.page.get_by_text(rosa.says["step_heading"], exact=True).is_visible()
    assert not rosa.page.locator("#write_words").is_visible()
    rosa.shots.take(rosa, "paper")
