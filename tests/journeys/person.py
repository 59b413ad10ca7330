"""Somebody of the cast at a browser, in the words of the clinic."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from teamlet.records.practice.words import DEMO_PASSWORD

AXE = Path(__file__).resolve().parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def finds_no_barrier_on(page: Any) -> None:
    """Check with axe, from the top of the page and with its transitions over, and that nothing is too wide."""
    page.evaluate("window.scrollTo(0, 0)")
    # A color on its way from one to the other is no color that anybody reads.
    page.evaluate("document.getAnimations().forEach(one => { try { one.finish() } catch { one.cancel() } })")
    # Evaluated by the driver, so that the strict content policy of the page stays as it is.
    page.evaluate(AXE.read_text())
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})"
        ".then(result => result.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' | ')))",
        RULES,
    )
    assert found == [], f"{page.url}: {found}"
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"


class Person:
    """A page of one signed-in person; counts every key and click as one interaction."""

    def __init__(self, page: Any, origin: str, practice: str) -> None:
        self.page, self.origin, self.practice = page, origin, practice
        self.interactions = 0
        self.trouble: list[str] = []
        page.on("pageerror", lambda error: self.trouble.append(f"script error: {error}"))
        page.on("response", self._watch)

    def sign_in(self, email: str) -> None:
        """Sign in with the password of the cast."""
        self.page.goto(f"{self.origin}/sign-in/")
        self.page.get_by_label("E-mail", exact=True).fill(email)
        self.page.get_by_label("Password", exact=True).fill(DEMO_PASSWORD)
        self.page.get_by_role("button", name="Sign in", exact=True).first.click()
        self.page.wait_for_url(lambda address: "/sign-in/" not in address)

    def reads(self, language: str) -> None:
        """See the pages in ``language`` from the next one on."""
        self.page.context.set_extra_http_headers({"Accept-Language": language})

    def opens(self, path: str) -> None:
        """Open a page of the practice, ``path`` from the practice's own address on."""
        self.page.goto(f"{self.origin}/practice/{self.practice}/{path}")

    def presses(self, *keys: str) -> None:
        """Press keys, each one interaction."""
        for key in keys:
            self.page.keyboard.press(key)
            self.interactions += 1

    def types(self, words: str) -> None:
        """Type words without a pause: one interaction, as one answer."""
        self.page.keyboard.type(words)
        self.interactions += 1

    def sees(self, words: str) -> None:
        """Wait until the words stand on the page."""
        self.page.get_by_text(words).first.wait_for()

    def does_not_see(self, words: str) -> None:
        """Check that the words stand nowhere on the page."""
        assert self.page.get_by_text(words).count() == 0, words

    def finds_no_barrier(self) -> None:
        """Run axe on the page, from its top, and scroll nowhere sideways."""
        finds_no_barrier_on(self.page)

    def had_no_trouble(self) -> None:
        """Check that no script failed and no page answered with a server error."""
        assert self.trouble == []

    def _watch(self, response: Any) -> None:
        if response.status >= 500:
            self.trouble.append(f"{response.status} {response.url}")
