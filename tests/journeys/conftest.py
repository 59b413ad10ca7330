"""The stage of the journeys: the real product, seeded by its own commands, and Debian's Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.installations import Installation, closing_installation, empty_installation, free_port
from tests.journeys.newcomers import Newcomer, Newcomers
from tests.journeys.person import Person

#: A Monday in a quiet week: day 12 is a Saturday, so the contact falls on the Friday before.
TODAY = "2026-11-09"
CHROMIUM = "/usr/bin/chromium"
#: As root without a sandbox of its own, and without looking for anything outside this machine.
OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium, one for all journeys."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=list(OPTIONS))
        yield running
        running.close()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The demo practice on a fixed day."""
    with closing_installation(empty_installation(tmp_path_factory.mktemp("journeys") / "var")) as installation:
        installation.json("demo", "--patients", 80, "--as-of", TODAY, TEAMLET_NOW=f"{TODAY}T09:00")
        yield installation


@pytest.fixture(scope="session")
def newcomers(demo: Installation) -> Newcomers:
    """Patients whom nobody met yet, beside those of the demo, with visits this afternoon and on quiet days."""
    return Newcomers(demo, demo.home.with_name("newcomers"), date.fromisoformat(TODAY))


@pytest.fixture
def newcomer(newcomers: Newcomers) -> Callable[..., Newcomer]:
    """Return ``newcomer(language="en", visit=True)``: a patient of this journey's own, another one each time."""
    return newcomers.take


@pytest.fixture
def served(demo: Installation) -> Callable[..., str]:
    """Return ``served(now)``: serve the demo at that time and return its origin; ends with the test."""
    return lambda now=f"{TODAY}T09:00": _serve(demo, now)


@pytest.fixture
def person(browser: Any, served: Callable[..., str]) -> Iterator[Callable[..., Person]]:
    """Return ``person(login, now=…, width=1280, scripts=True, reads="en")``: one of the cast, signed in, at a browser."""
    contexts: list[Any] = []

    def enter(
        login: str,
        *,
        practice: str = "cedar",
        now: str = f"{TODAY}T09:00",
        width: int = 1280,
        scripts: bool = True,
        reads: str = "en",
    ) -> Person:
        origin = served(now)
        context = browser.new_context(
            viewport={"width": width, "height": 800}, java_script_enabled=scripts, base_url=origin
        )
        contexts.append(context)
        somebody = Person(context.new_page(), origin, practice)
        somebody.sign_in(f"{login}@{practice}.example")
        somebody.reads(reads)
        return somebody

    yield enter
    for context in contexts:
        context.close()


_serving: dict[tuple[Path, str], str] = {}


def _serve(demo: Installation, now: str) -> str:
    key = (demo.home, now)
    if key not in _serving:
        port = free_port()
        demo.serve(port, TEAMLET_NOW=now)
        _serving[key] = f"http://localhost:{port}"
    return _serving[key]
