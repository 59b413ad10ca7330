"""The words of visits, topics and handoffs: names, legal moves, and reasons."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from teamlet.ground.reasons import N_


class VisitState(StrEnum):
    """Where a visit stands."""

    PLANNED = "planned"
    OPEN = "open"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    RESCHEDULED = "rescheduled"
    NO_SHOW = "no_show"
    ENTERED_IN_ERROR = "entered_in_error"


class VisitKind(StrEnum):
    """What sort of visit it is."""

    CHRONIC = "chronic"
    ACUTE = "acute"
    ANNUAL = "annual"
    NURSE = "nurse"
    PHONE = "phone"
    VIDEO = "video"
    GROUP = "group"
    WALK_IN = "walk_in"
    OTHER = "other"


class AppointmentStatus(StrEnum):
    """What a schedule says about an appointment."""

    BOOKED = "booked"
    ARRIVED = "arrived"
    DONE = "done"
    CANCELLED = "cancelled"
    RESCHEDULED = "rescheduled"
    NO_SHOW = "no_show"


class AppointmentMove(StrEnum):
    """What the words of a schedule do to a visit."""

    STAYS = "stays"
    MOVES = "moves"
    KEPT = "kept"


class ClockTime(StrEnum):
    """How often a civil time occurs on its day."""

    USUAL = "usual"
    TWICE = "twice"
    SKIPPED = "skipped"


class SupportPart(StrEnum):
    """One part of the least support that a kind of visit carries."""

    LAST_STEP = "last_step"
    AGENDA = "agenda"
    GOAL = "goal"
    PLAN = "plan"
    HOW_SURE = "how_sure"
    SAID_BACK = "said_back"
    NEXT_CONTACT = "next_contact"


class TopicFrom(StrEnum):
    """Whose topic it is."""

    PATIENT = "patient"
    FAMILY = "family"
    CLINICIAN = "clinician"
    TEAM = "team"


class TopicPlace(StrEnum):
    """Whether a topic is for today or for a later visit."""

    TODAY = "today"
    LATER = "later"


class HandoffState(StrEnum):
    """Where a warm handoff stands."""

    REQUESTED = "requested"
    ACCEPTED = "accepted"
    STARTED = "started"
    BOOKED = "booked"
    DONE = "done"
    DECLINED = "declined"
    PATIENT_DECLINED = "patient_declined"


class HandoffFor(StrEnum):
    """What the next person is asked to help with (domain report section 2.6)."""

    PLAN = "plan"
    SKILL = "skill"
    BEHAVIORAL_HEALTH = "behavioral_health"
    COMMUNITY = "community"
    MEDICATION = "medication"


class HandoffWay(StrEnum):
    """How the patient meets the next person, in the order in which the ways are tried."""

    IN_PERSON = "in_person"
    VIDEO = "video"
    PHONE_IN_ROOM = "phone_in_room"
    BOOKED_CALL = "booked_call"


class HandoffNo(StrEnum):
    """Why somebody cannot take a patient now."""

    WITH_PATIENT = "with_patient"
    OUT_OF_TIME = "out_of_time"
    SOMEBODY_ELSE = "somebody_else"
    NOT_HERE = "not_here"


class SharedKind(StrEnum):
    """What sort of thing was shared with a patient."""

    TOPIC = "topic"
    SKILL = "skill"
    AID = "aid"
    CARE = "care"
    INTRODUCTION = "introduction"


class SaidBack(StrEnum):
    """How a topic came back in the patient's words, or how a skill was shown."""

    CLEAR = "clear"
    AGAIN = "again"
    NOT_CHECKED = "not_checked"


class FeelingsRoute(StrEnum):
    """The three ways on when stress or feelings weigh on somebody."""

    TALK_NOW = "talk_now"
    BEHAVIORAL_HEALTH = "behavioral_health"
    MATERIAL = "material"


class TimeLeft(StrEnum):
    """Whether there is time before the part of a visit that belongs to the plan."""

    ENOUGH = "enough"
    NOW = "now"
    OVER = "over"


class CareDone(StrEnum):
    """What the chart says about one part of the care to expect."""

    DONE = "done"
    OPEN = "open"
    ASK = "ask"


#: Topics left for later are looked for in so many earlier visits.
LOOK_BACK_VISITS = 3

VISIT_TRANSITIONS: dict[VisitState, frozenset[VisitState]] = {
    VisitState.PLANNED: frozenset(
        {
            VisitState.OPEN,
            VisitState.CANCELLED,
            VisitState.RESCHEDULED,
            VisitState.NO_SHOW,
            VisitState.ENTERED_IN_ERROR,
        }
    ),
    VisitState.OPEN: frozenset({VisitState.PLANNED, VisitState.FINISHED, VisitState.ENTERED_IN_ERROR}),
    VisitState.FINISHED: frozenset({VisitState.OPEN, VisitState.ENTERED_IN_ERROR}),
    # Called off at the desk or by the schedule; booked again, or the patient came after all.
    VisitState.CANCELLED: frozenset({VisitState.PLANNED, VisitState.OPEN, VisitState.ENTERED_IN_ERROR}),
    VisitState.RESCHEDULED: frozenset({VisitState.PLANNED, VisitState.OPEN, VisitState.ENTERED_IN_ERROR}),
    VisitState.NO_SHOW: frozenset({VisitState.PLANNED, VisitState.OPEN, VisitState.ENTERED_IN_ERROR}),
    VisitState.ENTERED_IN_ERROR: frozenset(),
}

#: States in which nobody is expected: lists of a day leave them out unless they are asked for.
CALLED_OFF: frozenset[VisitState] = frozenset({VisitState.CANCELLED, VisitState.RESCHEDULED, VisitState.NO_SHOW})

#: The least support by kind of visit where a practice set nothing: product default after S19 (support in every
#: encounter, not only planned visits).
SUPPORT_MINIMUM: dict[VisitKind, tuple[SupportPart, ...]] = {
    VisitKind.CHRONIC: tuple(SupportPart),
    VisitKind.ACUTE: (SupportPart.LAST_STEP, SupportPart.AGENDA),
    VisitKind.ANNUAL: (
        SupportPart.LAST_STEP,
        SupportPart.AGENDA,
        SupportPart.GOAL,
        SupportPart.PLAN,
        SupportPart.HOW_SURE,
        SupportPart.NEXT_CONTACT,
    ),
    VisitKind.NURSE: (
        SupportPart.LAST_STEP,
        SupportPart.PLAN,
        SupportPart.HOW_SURE,
        SupportPart.SAID_BACK,
        SupportPart.NEXT_CONTACT,
    ),
    VisitKind.PHONE: (SupportPart.LAST_STEP, SupportPart.PLAN, SupportPart.HOW_SURE, SupportPart.NEXT_CONTACT),
    VisitKind.VIDEO: (
        SupportPart.LAST_STEP,
        SupportPart.AGENDA,
        SupportPart.PLAN,
        SupportPart.HOW_SURE,
        SupportPart.NEXT_CONTACT,
    ),
    VisitKind.GROUP: (SupportPart.GOAL, SupportPart.PLAN, SupportPart.HOW_SURE, SupportPart.NEXT_CONTACT),
    VisitKind.WALK_IN: (SupportPart.LAST_STEP, SupportPart.AGENDA),
    VisitKind.OTHER: (SupportPart.LAST_STEP,),
}

_HANDOFF_ENDS = frozenset({HandoffState.DECLINED, HandoffState.PATIENT_DECLINED, HandoffState.BOOKED})

HANDOFF_TRANSITIONS: dict[HandoffState, frozenset[HandoffState]] = {
    # Accepted, or begun at once; asked again by another way it stays as it is.
    HandoffState.REQUESTED: _HANDOFF_ENDS | {HandoffState.ACCEPTED, HandoffState.STARTED},
    HandoffState.ACCEPTED: _HANDOFF_ENDS | {HandoffState.REQUESTED, HandoffState.STARTED},
    HandoffState.STARTED: _HANDOFF_ENDS | {HandoffState.DONE},
    # Not this person now: the next way is tried, or a call is booked.
    HandoffState.DECLINED: frozenset({HandoffState.REQUESTED, HandoffState.BOOKED, HandoffState.PATIENT_DECLINED}),
    HandoffState.BOOKED: frozenset({HandoffState.STARTED, HandoffState.DONE, HandoffState.PATIENT_DECLINED}),
    HandoffState.DONE: frozenset(),
    HandoffState.PATIENT_DECLINED: frozenset(),
}

#: States in which somebody is asked and the patient may be waiting in the room.
HANDOFF_WAITING: tuple[HandoffState, ...] = (HandoffState.REQUESTED, HandoffState.ACCEPTED, HandoffState.STARTED)

#: The way that is tried after each way (domain report section 2.6); after the last there is none.
NEXT_WAY: dict[HandoffWay, HandoffWay] = {
    HandoffWay.IN_PERSON: HandoffWay.VIDEO,
    HandoffWay.VIDEO: HandoffWay.PHONE_IN_ROOM,
    HandoffWay.PHONE_IN_ROOM: HandoffWay.BOOKED_CALL,
}

VISIT_STATE_LABELS: dict[VisitState, str] = {
    VisitState.PLANNED: N_("Planned"),
    VisitState.OPEN: N_("Here now"),
    VisitState.FINISHED: N_("Finished"),
    VisitState.CANCELLED: N_("Cancelled"),
    VisitState.RESCHEDULED: N_("Moved to another time"),
    VisitState.NO_SHOW: N_("Did not come"),
    VisitState.ENTERED_IN_ERROR: N_("Entered in error"),
}

VISIT_KIND_LABELS: dict[VisitKind, str] = {
    VisitKind.CHRONIC: N_("Chronic care"),
    VisitKind.ACUTE: N_("Acute"),
    VisitKind.ANNUAL: N_("Annual"),
    VisitKind.NURSE: N_("Nurse"),
    VisitKind.PHONE: N_("Phone"),
    VisitKind.VIDEO: N_("Video"),
    VisitKind.GROUP: N_("Group"),
    VisitKind.WALK_IN: N_("Walk-in"),
    VisitKind.OTHER: N_("Other"),
}

SUPPORT_PART_LABELS: dict[SupportPart, str] = {
    SupportPart.LAST_STEP: N_("Ask how the last step went"),
    SupportPart.AGENDA: N_("Set the agenda together"),
    SupportPart.GOAL: N_("One goal in the patient's words"),
    SupportPart.PLAN: N_("A small plan"),
    SupportPart.HOW_SURE: N_("Ask how sure"),
    SupportPart.SAID_BACK: N_("Said back in their words"),
    SupportPart.NEXT_CONTACT: N_("Agree on the next contact"),
}

TOPIC_FROM_LABELS: dict[TopicFrom, str] = {
    TopicFrom.PATIENT: N_("Patient"),
    TopicFrom.FAMILY: N_("Family"),
    TopicFrom.CLINICIAN: N_("Clinician"),
    TopicFrom.TEAM: N_("Team"),
}

TOPIC_PLACE_LABELS: dict[TopicPlace, str] = {
    TopicPlace.TODAY: N_("Today"),
    TopicPlace.LATER: N_("Later"),
}

HANDOFF_STATE_LABELS: dict[HandoffState, str] = {
    HandoffState.REQUESTED: N_("Asked for"),
    HandoffState.ACCEPTED: N_("Accepted"),
    HandoffState.STARTED: N_("Started"),
    HandoffState.BOOKED: N_("Call booked"),
    HandoffState.DONE: N_("Done"),
    HandoffState.DECLINED: N_("Declined"),
    HandoffState.PATIENT_DECLINED: N_("The patient did not want it"),
}

HANDOFF_FOR_LABELS: dict[HandoffFor, str] = {
    HandoffFor.PLAN: N_("the plan"),
    HandoffFor.SKILL: N_("a skill"),
    HandoffFor.BEHAVIORAL_HEALTH: N_("behavioral health"),
    HandoffFor.COMMUNITY: N_("help in the community"),
    HandoffFor.MEDICATION: N_("medicines"),
}

HANDOFF_WAY_LABELS: dict[HandoffWay, str] = {
    HandoffWay.IN_PERSON: N_("in person"),
    HandoffWay.VIDEO: N_("by video"),
    HandoffWay.PHONE_IN_ROOM: N_("by phone in the room"),
    HandoffWay.BOOKED_CALL: N_("by a booked call"),
}

HANDOFF_NO_LABELS: dict[HandoffNo, str] = {
    HandoffNo.WITH_PATIENT: N_("With another patient"),
    HandoffNo.OUT_OF_TIME: N_("No time before they leave"),
    HandoffNo.SOMEBODY_ELSE: N_("Somebody else fits better"),
    HandoffNo.NOT_HERE: N_("Not in the building"),
}

SAID_BACK_LABELS: dict[SaidBack, str] = {
    SaidBack.CLEAR: N_("Clear"),
    SaidBack.AGAIN: N_("Clear after explaining again"),
    SaidBack.NOT_CHECKED: N_("Not checked"),
}

FEELINGS_ROUTE_LABELS: dict[FeelingsRoute, str] = {
    FeelingsRoute.TALK_NOW: N_("Talk about it now"),
    FeelingsRoute.BEHAVIORAL_HEALTH: N_("Meet behavioral health"),
    FeelingsRoute.MATERIAL: N_("Take something to read"),
}

REASONS: dict[str, str] = {
    "visits.card_line": N_("One line has at most {longest} letters. Nothing was saved."),
    "visits.shared_unknown": N_("This is not on the list of what can be recorded here."),
    "visits.guest_not_wanted": N_("The patient has not said that this person may join. Ask the patient first."),
    "visits.no_behavioral_health": N_("Nobody of behavioral health is here now. Hand over to a nurse or book a call."),
    "visits.guest_unnamed": N_("Write the name of the person who joins."),
    "visits.time_enough": N_("There is time before the plan."),
    "visits.time_for_plan": N_("Keep the last {minutes} minutes for the plan: begin it now."),
    "visits.time_over": N_("The planned time is over. A plan of one small step still fits in two minutes."),
    "visits.care_ask": N_("The chart cannot tell. Ask the patient."),
    "visits.care_never": N_("Nothing on record."),
    "visits.care_open": N_("Last on {last}. It is time again."),
    "visits.care_done": N_("Last on {last}."),
    "visits.appointment_moves": N_("The schedule changed this appointment."),
    "visits.appointment_as_it_was": N_("The schedule says nothing new about this appointment."),
    "visits.opened_stays": N_("The schedule calls this visit off, but somebody opened it. It stays as it is."),
    "visits.kind_unknown": N_("There is no such kind of visit."),
    "visits.support_part_unknown": N_("There is no such part of support."),
    "visits.called_off": N_("This visit is called off. There is nothing to prepare."),
    "visits.arrived_other_day": N_("This visit is on another day. Look at today's list."),
    "visits.arrived_called_off": N_("This visit was called off. Open it on the schedule if the patient came."),
    "visits.arrived_opened": N_("Somebody opened the visit already, so the arrival stays."),
    "visits.time_twice": N_("The clock shows {time} twice on {day}. The first of the two is taken."),
    "visits.time_skipped": N_("The clock skips {time} on {day}: it is set forward that night."),
    "visits.time_usual": N_("The clock shows {time} once on {day}."),
    "visits.may_not_move": N_("A visit that is {from_state} cannot become {to_state}."),
    "visits.handoff_may_not_move": N_("A handoff that is {from_state} cannot become {to_state}."),
    "visits.handoff_moved": N_("This patient went to {name} meanwhile. Nothing is lost."),
    "visits.handoff_no_next_way": N_("A booked call is the last way. Agree on a day with the patient."),
    "visits.handoff_why_not": N_("Say why it does not fit now, so that the next way can be tried."),
    "visits.receiver_gone": N_("{name} is not here now. Nothing is lost; hand the patient to somebody else."),
    "visits.entered_in_error": N_("This visit was entered in error; nothing more can be written in it."),
    "visits.patient_deceased": N_("The record says that the patient has died. Nothing more is agreed here."),
    "visits.other_patient": N_("This form belongs to another patient. Nothing was saved."),
    "visits.changed_meanwhile": N_("Somebody else changed this part of the visit meanwhile. Both versions are shown."),
}

#: What the events of this record say, one sentence for each name: whoever is named beside it did this.
EVENTS: dict[str, str] = {
    "visits.answer_card": N_("Answered the three questions of a patient."),
    "visits.read_card": N_("Opened the three questions of a patient."),
    "visits.read_menu": N_("Opened the menu of topics."),
    "visits.read_strip": N_("Opened a visit."),
    "visits.turned_screen": N_("Turned the screen to the patient."),
    "visits.move_handoffs_of": N_("Moved handoffs that waited for a person."),
    "visits.store_appointments": N_("Stored appointments."),
    "visits.mark_arrived": N_("Said whether a patient is here."),
    "visits.undo_arrived": N_("Took an arrival back."),
    "visits.mark_ready": N_("Marked a visit as prepared."),
    "visits.set_support_minimum": N_("Set the least support of a visit."),
    "visits.plan_visit": N_("Planned a visit."),
    "visits.start_visit": N_("Started a visit."),
    "visits.open_visit": N_("Began a planned visit."),
    "visits.finish_visit": N_("Finished a visit."),
    "visits.save_agenda": N_("Saved the agenda of a visit."),
    "visits.undo_agenda": N_("Undid the agenda of a visit."),
    "visits.hand_over": N_("Handed the patient to a colleague."),
    "visits.record_shared": N_("Recorded what was told, shown or given."),
    "visits.undo_shared": N_("Took back what was told, shown or given."),
    "visits.record_feelings": N_("Recorded that stress and feelings were asked about."),
    "visits.undo_feelings": N_("Took back what was said about feelings."),
    "visits.let_join": N_("Let somebody take part for the patient."),
    "visits.undo_guest": N_("Took back that somebody took part."),
    "visits.move_handoff": N_("Answered a handoff."),
    "visits.try_next_way": N_("Tried the next way to hand a patient over."),
    "visits.book_handoff_call": N_("Booked a call, as nobody was free to take the patient."),
    "visits.record_timing": N_("Recorded how long the path took."),
}

#: Which values of a reason are codes, and the words for them.
VALUES: dict[str, dict[str, Mapping[Any, str]]] = {
    "visits.may_not_move": {"from_state": VISIT_STATE_LABELS, "to_state": VISIT_STATE_LABELS},
    "visits.handoff_may_not_move": {"from_state": HANDOFF_STATE_LABELS, "to_state": HANDOFF_STATE_LABELS},
}
