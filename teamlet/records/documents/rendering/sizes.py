"""How large everything is set: roomy where there is room, tighter where the words are many.

Body text never falls below 12 points, 18 in large print; the goal is always the largest text on the page.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from teamlet.records.documents.rendering.compose import PageText

#: The tightest setting; a page that is still too long there takes another sheet.
TIGHTEST = 5

#: Estimated points that turned out to fit; an estimate is off by up to forty either way.
_ONE_SHEET, _TWO_SHEETS = 708.0, 1270.0
_LETTER_WIDTH = 497.0
#: Mean width of a character in ems: Noto Sans and Noto Serif, running text.
_SANS, _SANS_BOLD, _SERIF = 0.53, 0.58, 0.52


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sizes of one setting in points; ``leading`` in ems; ``details`` tells whether the step's parts are repeated.

    ``spread`` shares the room that is left among the parts, on sheets that are well filled anyway.
    """

    goal: float
    step: float
    body: float
    small: float
    gap: float
    inner: float
    leading: float
    circle: float
    side_margin: float
    details: bool
    spread: bool


def sizes(page: PageText, density: int) -> Sizes:
    """Return the sizes of ``page`` at ``density``, 0 (roomy) to ``TIGHTEST``."""
    large = page.large_print
    goal = _by_length(page.goal.text, ((60, 32.0), (130, 27.0), (210, 23.0)), 20.0) + (6.0 if large else 0.0)
    goal = max(goal + (4.0, 0.0, -2.5, -5.0, -7.5, -10.0)[density], 24.0 if large else 16.0)
    step = _by_length(page.step.text, ((90, 19.0), (180, 17.0)), 15.0) + (6.0 if large else 0.0)
    step = min(max(step + (2.0, 0.0, -1.0, -2.0, -3.0, -4.0)[density], 20.0 if large else 13.5), goal - 2.0)
    gap = max((26.0, 19.0, 15.0, 12.5, 10.0, 7.5)[density], 10.0 if large else 0.0)
    return Sizes(
        goal=goal,
        step=step,
        body=18.0 if large else (14.0, 13.0, 12.5, 12.0, 12.0, 12.0)[density],
        small=14.0 if large else 10.5,
        gap=gap,
        inner=max(0.62 * gap, 9.0 if large else 6.0),
        leading=max((0.62, 0.62, 0.62, 0.6, 0.55, 0.46)[density], 0.56 if large else 0.0),
        circle=17.0 if large else (13.5, 13.0, 12.5, 12.5, 12.0, 11.0)[density],
        side_margin=(57.6, 57.6, 57.6, 57.6, 54.0, 46.0)[density],
        details=not large and density < 3,
        spread=density >= 2,
    )


def _by_length(text: str, steps: tuple[tuple[int, float], ...], longest: float) -> float:
    """Return the size for the first step that ``text`` is no longer than, else ``longest``."""
    return next((points for length, points in steps if len(text) <= length), longest)


def first_density(page: PageText) -> int:
    """Guess the roomiest density at which ``page`` fits its sheets (a page set too long is set again, tighter)."""
    room = _TWO_SHEETS if page.large_print else _ONE_SHEET
    for density in range(TIGHTEST):
        if estimated_height(page, sizes(page, density)) <= room:
            return density
    return TIGHTEST


def estimated_height(page: PageText, size: Sizes) -> float:
    """Estimate the height of ``page`` in points from the length of its words."""
    line = size.body * (0.73 + size.leading)
    half = (_LETTER_WIDTH - 30.0) / 2
    heading = line + 0.3 * size.body

    def lines(text: str, points: float, width: float, em: float = _SANS) -> int:
        return math.ceil(len(text) * points * em / width) if text else 0

    goal = (
        heading
        + size.inner * 0.5
        + lines(page.goal.text, size.goal, _LETTER_WIDTH - size.goal, _SERIF) * size.goal * 1.2
    )
    em = _SERIF if page.step_is_spoken else _SANS_BOLD
    step = heading + lines(page.step.text, size.step, _LETTER_WIDTH - 12.0, em) * size.step * 1.2
    step += lines(f"{page.gloss_label} {page.gloss}" if page.gloss else "", size.body, _LETTER_WIDTH - 12.0) * line
    step += line * (bool(page.goal_cut) + bool(page.step_cut)) + (40.0 + size.inner if page.caution else 0.0)
    step += (2 if size.details else 1) * line * bool(page.details) + 2 * size.inner + line + 30.0
    step += 8.0 + lines(page.tick_days, size.body, _LETTER_WIDTH) * line
    barriers = sum(
        lines(barrier.text, size.body, half, _SANS_BOLD) + lines(f"{barrier.label} {barrier.answer}", size.body, half)
        for barrier in page.barriers
    ) * line + heading * bool(page.barriers)
    side = sum(lines(helper, size.body, half) for helper in page.helpers) * line + heading * bool(page.helpers)
    side += (heading + 2.2 * line + 32.0 + size.gap) if page.sure is not None else 0.0
    middle = (max(barriers, side) if barriers else side) + (2 * size.gap if barriers or side else 0.0)
    questions = sum(
        (lines(asked.label, size.body, _LETTER_WIDTH, _SANS_BOLD) + lines(asked.text, size.body, _LETTER_WIDTH)) * line
        + size.inner
        for asked in page.questions
    ) + (heading + 2 * size.gap) * bool(page.questions)
    contact = (
        heading
        + lines(f"{page.contact} {page.contact_note}", size.body * 1.08, _LETTER_WIDTH, _SANS_BOLD) * line * 1.08
    )
    left, right = (_LETTER_WIDTH - 56.0) / 2.35, (_LETTER_WIDTH - 56.0) * 1.35 / 2.35
    calls = (
        max(
            lines(page.call, size.body, left),
            lines(page.emergency, size.body, right) + lines(page.crisis, size.body, right, _SANS_BOLD),
        )
        * line
        + heading
        + 2 * size.inner
    )
    footer = 3 * size.small * 1.35 + size.inner
    superseded = 50.0 if page.superseded else 0.0
    return superseded + goal + step + middle + questions + contact + calls + footer + 5 * size.gap - 145.0
