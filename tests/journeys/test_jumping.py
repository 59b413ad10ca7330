"""Jumping to a part of the visit: what one jumps to stands below the steps, at every width and with large text."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.journey

WHERE = """part => {
  const steps = document.querySelector(".strip").getBoundingClientRect();
  const there = document.getElementById(part).getBoundingClientRect();
  return [steps.bottom, there.top, innerHeight];
}"""


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 800), (320, 640)])
def test_the_heading_is_not_behind_the_steps(person, width, height):
    maya = person("maya", width=width)
    maya.opens("?as=today")
    maya.page.get_by_role("link", name=re.compile("Open the visit")).click()
    maya.page.wait_for_url(re.compile("/visits/"))
    visit = maya.page.url.split("?")[0].split("#")[0]
    maya.page.set_viewport_size({"width": width, "height": height})
    for part in ("agenda", "handoff"):
        maya.page.goto("about:blank")
        maya.page.goto(f"{visit}#{part}")
        maya.page.wait_for_function("scrollY > 0")
        steps, there, whole = maya.page.evaluate(WHERE, part)
        assert steps < there < whole, (part, width)
    maya.had_no_trouble()
