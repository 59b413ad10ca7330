"""The words of the list "Back on track": what slipped, what came of it, and reasons."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from teamlet.ground.reasons import N_
from teamlet.records.patients.words import TARGET_MEASURE_LABELS


class SlipState(StrEnum):
    """Where a slip stands."""

    OPEN = "open"
    ANSWERED = "answered"
    OVER = "over"


class SlipRule(StrEnum):
    """Which rule noticed it."""

    RISE = "rise"
    LOST_RANGE = "lost_range"


class SlipResult(StrEnum):
    """What came of it; exactly one."""

    NEW_STEP = "new_step"
    SAME_STEP = "same_step"
    TREATMENT = "treatment"
    MEASURE_AGAIN = "measure_again"
    KNOWN_CAUSE = "known_cause"
    NOT_NOW = "not_now"
    NOT_REACHED = "not_reached"
    VALUE_WRONG = "value_wrong"
    IN_RANGE_AGAIN = "in_range_again"
    RECORD_CHANGED = "record_changed"


#: What a person may answer; the others are the record's own.
RESULTS_BY_HAND = tuple(
    each for each in SlipResult if each not in {SlipResult.IN_RANGE_AGAIN, SlipResult.RECORD_CHANGED}
)


class WhatChanged(StrEnum):
    """What may have changed in somebody's life, as the guide asks."""

    MEDICINES = "medicines"
    LIFE = "life"
    MONEY = "money"
    MOOD = "mood"
    FOOD = "food"
    MOVING = "moving"
    SLEEP = "sleep"
    PAIN = "pain"
    ILLNESS = "illness"
    CARING = "caring"
    STEP = "step"
    NOTHING = "nothing"


SLIP_STATE_LABELS: dict[SlipState, str] = {
    SlipState.OPEN: N_("Open"),
    SlipState.ANSWERED: N_("Answered"),
    SlipState.OVER: N_("Over by itself"),
}

SLIP_RESULT_LABELS: dict[SlipResult, str] = {
    SlipResult.NEW_STEP: N_("A new or smaller step was agreed"),
    SlipResult.SAME_STEP: N_("The patient goes on with the step they have"),
    SlipResult.TREATMENT: N_("The clinician looks at the treatment"),
    SlipResult.MEASURE_AGAIN: N_("It is measured again first"),
    SlipResult.KNOWN_CAUSE: N_("There is a reason that passes"),
    SlipResult.NOT_NOW: N_("The patient does not want to look at it now"),
    SlipResult.NOT_REACHED: N_("Not reached yet; the next visit asks"),
    SlipResult.VALUE_WRONG: N_("The value is not right"),
    SlipResult.IN_RANGE_AGAIN: N_("In range again"),
    SlipResult.RECORD_CHANGED: N_("The record says otherwise now"),
}

WHAT_CHANGED_LABELS: dict[WhatChanged, str] = {
    WhatChanged.MEDICINES: N_("Medicines"),
    WhatChanged.LIFE: N_("Work, home or family"),
    WhatChanged.MONEY: N_("Money"),
    WhatChanged.MOOD: N_("Mood and worry"),
    WhatChanged.FOOD: N_("Food and drinks"),
    WhatChanged.MOVING: N_("Moving"),
    WhatChanged.SLEEP: N_("Sleep"),
    WhatChanged.PAIN: N_("Pain"),
    WhatChanged.ILLNESS: N_("Another illness"),
    WhatChanged.CARING: N_("Caring for somebody"),
    WhatChanged.STEP: N_("The step itself"),
    WhatChanged.NOTHING: N_("Nothing that the patient knows of"),
}

REASONS: dict[str, str] = {
    "followups.slip_rise": N_("{measure} went up from {before} to {value} {unit}, on {day}."),
    "followups.slip_lost_range": N_(
        "{measure} was below {target} {unit} the last two times and is {value} since {day}."
    ),
    "followups.slip_over": N_("This is no longer on the list."),
    "followups.slip_result_missing": N_("Choose what came of it."),
    "followups.slip_day_missing": N_("Choose a day after today on which to look again."),
    "followups.slip_started": N_("Somebody has begun with this already."),
    "followups.slip_owner_missing": N_("Choose who talks with the patient."),
}

#: What the events of slips say, one sentence for each name.
EVENTS: dict[str, str] = {
    "followups.read_slip": N_("Opened a line of “Back on track”."),
    "followups.start_slip": N_("Gave somebody a talk about getting back on track."),
    "followups.answer_slip": N_("Said what came of a line of “Back on track”."),
    "followups.undo_slip": N_("Put a line back on “Back on track”."),
}

#: Which values of a reason are codes, and the words for them.
VALUES: dict[str, dict[str, Mapping[Any, str]]] = {
    "followups.slip_rise": {"measure": TARGET_MEASURE_LABELS},
    "followups.slip_lost_range": {"measure": TARGET_MEASURE_LABELS},
}
