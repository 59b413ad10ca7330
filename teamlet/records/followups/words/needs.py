"""The words of levels of need: levels, what they rest on, why the team sets another, and reasons."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from teamlet.ground.reasons import N_


class Level(StrEnum):
    """How closely somebody is kept company; ``number`` is 1 to 4."""

    SELF_DIRECTED = "1"
    GUIDED = "2"
    INTENSIVE = "3"
    CLOSE_SUPPORT = "4"

    @property
    def number(self) -> int:
        """The level as contacts and lists know it."""
        return int(self.value)


class NeedInput(StrEnum):
    """What a level of need rests on.  Neither who pays nor race is among them."""

    HOSPITAL_NOW = "hospital_now"
    CRISIS = "crisis"
    SOCIAL_INSTABILITY = "social_instability"
    UNCONTROLLED = "uncontrolled"
    SEVERAL_CONDITIONS = "several_conditions"
    HOSPITAL_BEFORE = "hospital_before"
    MOOD = "mood"
    GENERAL_HEALTH = "general_health"
    HEALTH_CONFIDENCE = "health_confidence"
    SOCIAL_NEED = "social_need"
    LANGUAGE_OR_READING = "language_or_reading"
    NEW_TREATMENT = "new_treatment"
    HOW_SURE = "how_sure"
    MISSED_CONTACTS = "missed_contacts"


class InputState(StrEnum):
    """Whether an input is there."""

    PRESENT = "present"
    NOT_PRESENT = "not_present"
    NOT_KNOWN = "not_known"


class WhyAnotherLevel(StrEnum):
    """Why the team sets another level than the inputs give."""

    PATIENT_WISH = "patient_wish"
    KNOWN_TO_TEAM = "known_to_team"
    FAMILY_SUPPORT = "family_support"
    OTHER_PROGRAM = "other_program"
    CHANGE_COMING = "change_coming"
    RECORD_WRONG = "record_wrong"


LEVEL_LABELS: dict[Level, str] = {
    Level.SELF_DIRECTED: N_("On their own"),
    Level.GUIDED: N_("Guided"),
    Level.INTENSIVE: N_("Intensive"),
    Level.CLOSE_SUPPORT: N_("Close support"),
}

NEED_INPUT_LABELS: dict[NeedInput, str] = {
    NeedInput.HOSPITAL_NOW: N_("hospital or emergency visit in the last 30 days"),
    NeedInput.CRISIS: N_("a crisis is open"),
    NeedInput.SOCIAL_INSTABILITY: N_("no safe or steady place to live"),
    NeedInput.UNCONTROLLED: N_("a condition out of the patient's own range"),
    NeedInput.SEVERAL_CONDITIONS: N_("three or more long-term conditions"),
    NeedInput.HOSPITAL_BEFORE: N_("hospital or emergency visit in the last six months"),
    NeedInput.MOOD: N_("low mood or high distress"),
    NeedInput.GENERAL_HEALTH: N_("general health fair or poor"),
    NeedInput.HEALTH_CONFIDENCE: N_("little trust in managing own health"),
    NeedInput.SOCIAL_NEED: N_("a social need that is not met"),
    NeedInput.LANGUAGE_OR_READING: N_("language or reading without support"),
    NeedInput.NEW_TREATMENT: N_("a new treatment that needs care"),
    NeedInput.HOW_SURE: N_("how sure below 7"),
    NeedInput.MISSED_CONTACTS: N_("two or more contacts missed: try another way"),
}

INPUT_STATE_LABELS: dict[InputState, str] = {
    InputState.PRESENT: N_("Yes"),
    InputState.NOT_PRESENT: N_("No"),
    InputState.NOT_KNOWN: N_("Not known"),
}

WHY_ANOTHER_LEVEL_LABELS: dict[WhyAnotherLevel, str] = {
    WhyAnotherLevel.PATIENT_WISH: N_("the patient wants it so"),
    WhyAnotherLevel.KNOWN_TO_TEAM: N_("the team knows more than the record"),
    WhyAnotherLevel.FAMILY_SUPPORT: N_("family or friends help enough"),
    WhyAnotherLevel.OTHER_PROGRAM: N_("another program helps too"),
    WhyAnotherLevel.CHANGE_COMING: N_("a change is coming"),
    WhyAnotherLevel.RECORD_WRONG: N_("the record is not right yet"),
}

REASONS: dict[str, str] = {
    "followups.need_input": N_("{input}."),
    "followups.need_input_value": N_("{input}: {value}."),
    "followups.need_input_day": N_("{input}, on {day}."),
    "followups.need_nothing_known": N_("Nothing known asks for closer support."),
    "followups.need_by_hand": N_("Set by the team: {why}. Look at it again by {date}."),
    "followups.need_by_hand_over": N_("The day to look at the level again was {date}."),
    "followups.need_inputs_higher": N_("What is known gives the level “{level}”."),
    "followups.need_level_unknown": N_("Levels go from 1 to 4."),
    "followups.need_why_missing": N_("Say why the team sets another level."),
    "followups.need_until": N_("Choose a day inside the next {days} days on which to look at it again."),
    "followups.need_may_set": N_("This level may be set."),
    "followups.need_not_set": N_("No level is set by the team."),
}

#: What the events of levels of need say, one sentence for each name.
EVENTS: dict[str, str] = {
    "followups.read_support": N_("Read the level of need and what it rests on."),
    "followups.store_support": N_("Brought levels of need and the list “Back on track” up to date."),
    "followups.set_level": N_("Set a patient's level of need."),
    "followups.clear_level": N_("Went back to the level of need that the record gives."),
    "followups.undo_level": N_("Undid a change of a patient's level of need."),
}

#: Which values of a reason are codes, and the words for them.
VALUES: dict[str, dict[str, Mapping[Any, str]]] = {
    "followups.need_input": {"input": NEED_INPUT_LABELS},
    "followups.need_input_value": {"input": NEED_INPUT_LABELS},
    "followups.need_input_day": {"input": NEED_INPUT_LABELS},
    "followups.need_by_hand": {"why": WHY_ANOTHER_LEVEL_LABELS},
    "followups.need_inputs_higher": {"level": LEVEL_LABELS},
}
