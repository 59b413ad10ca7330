"""What several journeys begin with: a visit, and the two-minute path by keyboard."""

from __future__ import annotations

import re
from typing import Any


def starts_a_visit(somebody: Any, patient: str) -> str:
    """Start a visit from the chart; return the address of its strip."""
    somebody.opens(f"patients/{patient}/")
    somebody.page.locator('form[action$="/visits/"] button').first.click()
    somebody.page.wait_for_url(re.compile(r"/visits/\w+/"))
    return str(somebody.page.url.split("#")[0].split("?")[0])


def fills_the_two_minute_path(somebody: Any, goal: str) -> None:
    """Fill the seven fields, each left with Tab."""
    somebody.page.locator('[name="goal"]').focus()
    for words in (goal, "walk", "10 min", "3", "3", "8"):
        somebody.types(words)
        somebody.presses("Tab")
    somebody.types("y")


def saves_the_plan(somebody: Any) -> None:
    """Save with Enter and see the page to take home."""
    with somebody.page.expect_navigation(url=re.compile(r"/pages/\w+/")):
        somebody.presses("Enter")
