"""The words of visits, topics and handoffs: names, legal moves, and reasons."""

from __future__ import annotations

from enum import StrEnum

from teamlet.ground.reasons import N_


class VisitState(StrEnum):
    """Where a visit stands."""

    PLANNED = "planned"
    OPEN = "open"
    FINISHED = "finished"
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
    DONE = "done"
    DECLINED = "declined"


VISIT_TRANSITIONS: dict[VisitState, frozenset[VisitState]] = {
    VisitState.PLANNED: frozenset({VisitState.OPEN, VisitState.ENTERED_IN_ERROR}),
    VisitState.OPEN: frozenset({VisitState.PLANNED, VisitState.FINISHED, VisitState.ENTERED_IN_ERROR}),
    VisitState.FINISHED: frozenset({VisitState.OPEN, VisitState.ENTERED_IN_ERROR}),
    VisitState.ENTERED_IN_ERROR: frozenset(),
}

HANDOFF_TRANSITIONS: dict[HandoffState, frozenset[HandoffState]] = {
    HandoffState.REQUESTED: frozenset({HandoffState.ACCEPTED, HandoffState.STARTED, HandoffState.DECLINED}),
    HandoffState.ACCEPTED: frozenset({HandoffState.STARTED, HandoffState.DECLINED}),
    HandoffState.STARTED: frozenset({HandoffState.DONE, HandoffState.DECLINED}),
    HandoffState.DONE: frozenset(),
    HandoffState.DECLINED: frozenset(),
}

VISIT_STATE_LABELS: dict[VisitState, str] = {
    VisitState.PLANNED: N_("Planned"),
    VisitState.OPEN: N_("Here now"),
    VisitState.FINISHED: N_("Finished"),
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
    HandoffState.DONE: N_("Done"),
    HandoffState.DECLINED: N_("Declined"),
}

REASONS: dict[str, str] = {
    "visits.may_not_move": N_("A visit that is {from_state} cannot become {to_state}."),
    "visits.handoff_may_not_move": N_("A handoff that is {from_state} cannot become {to_state}."),
    "visits.entered_in_error": N_("This visit was entered in error; nothing more can be written in it."),
    "visits.other_patient": N_("This form belongs to another patient. Nothing was saved."),
    "visits.changed_meanwhile": N_("Somebody else changed this part of the visit meanwhile. Both versions are shown."),
}
