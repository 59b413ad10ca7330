"""The words of instruments: forms, links, the tablet, answers, safety alerts; names, legal moves, and reasons."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from teamlet.content.schema import Author, Mode
from teamlet.ground.reasons import N_


class FormState(StrEnum):
    """Where a form that one patient fills stands."""

    ISSUED = "issued"
    OPENED = "opened"
    VERIFIED = "verified"
    SUBMITTED = "submitted"
    REVOKED = "revoked"
    EXPIRED = "expired"
    #: Sent back, and taken out of use by staff: its scores and readings count nowhere.
    ENTERED_IN_ERROR = "in_error"


class InErrorWhy(StrEnum):
    """Why a form that came back is entered in error."""

    WRONG_PATIENT = "wrong_patient"
    SOMEBODY_ELSE = "somebody_else"
    KEYED_WRONG = "keyed_wrong"
    TRIAL = "trial"


class FormPurpose(StrEnum):
    """What a form is for."""

    VISIT_PREPARATION = "visit_preparation"
    SCREENING = "screening"
    ASSESSMENT = "assessment"
    CHECK_IN = "check_in"


class TabletState(StrEnum):
    """Where a tablet in a patient's hands stands."""

    BOUND = "bound"
    OPEN = "open"
    CURTAIN = "curtain"
    WIPED = "wiped"
    ENDED = "ended"


class Checked(StrEnum):
    """What became of a birth date or PIN that was given."""

    RIGHT = "right"
    WRONG = "wrong"
    LOCKED = "locked"


class MayFill(StrEnum):
    """Whether a form can be filled now."""

    YES = "yes"
    NO = "no"


class MaySend(StrEnum):
    """Whether instruments may be answered away from the practice."""

    YES = "yes"
    NO = "no"


class AlertKind(StrEnum):
    """What raised a safety alert."""

    RISK_ANSWER = "risk_answer"
    WORDS = "words"


class AlertState(StrEnum):
    """Where a safety alert stands."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"


class AlertLevel(StrEnum):
    """Whose turn it is to answer an alert."""

    FIRST = "first"
    SECOND = "second"
    ON_CALL = "on_call"


class AlertStepKind(StrEnum):
    """What happened to an alert."""

    RAISED = "raised"
    ESCALATED = "escalated"
    STILL_WAITING = "still_waiting"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"


class AnswerNote(StrEnum):
    """What staff noted about an answer that they keyed in from paper."""

    UNREADABLE = "unreadable"


class AskWhy(StrEnum):
    """Why somebody asks the patient in person."""

    RISK_ITEM_UNANSWERED = "risk_item_unanswered"
    POSITIVE_NOT_COVERED = "positive_not_covered"
    POSITIVE_IN_PERSON = "positive_in_person"
    SCREEN_LEFT_OPEN = "screen_left_open"


FORM_TRANSITIONS: dict[FormState, frozenset[FormState]] = {
    # Staff and paper need neither link nor birth date: their forms go straight to submitted.
    FormState.ISSUED: frozenset({FormState.OPENED, FormState.SUBMITTED, FormState.REVOKED, FormState.EXPIRED}),
    FormState.OPENED: frozenset({FormState.VERIFIED, FormState.SUBMITTED, FormState.REVOKED, FormState.EXPIRED}),
    FormState.VERIFIED: frozenset({FormState.SUBMITTED, FormState.REVOKED, FormState.EXPIRED}),
    FormState.SUBMITTED: frozenset({FormState.ENTERED_IN_ERROR}),
    FormState.REVOKED: frozenset(),
    FormState.EXPIRED: frozenset(),
    FormState.ENTERED_IN_ERROR: frozenset(),
}

ALERT_TRANSITIONS: dict[AlertState, frozenset[AlertState]] = {
    AlertState.OPEN: frozenset({AlertState.ACKNOWLEDGED, AlertState.CLOSED}),
    AlertState.ACKNOWLEDGED: frozenset({AlertState.CLOSED}),
    AlertState.CLOSED: frozenset(),
}

#: The next person to ask when nobody answers an alert.
NEXT_LEVEL: dict[AlertLevel, AlertLevel] = {
    AlertLevel.FIRST: AlertLevel.SECOND,
    AlertLevel.SECOND: AlertLevel.ON_CALL,
    AlertLevel.ON_CALL: AlertLevel.ON_CALL,
}

FORM_STATE_LABELS: dict[FormState, str] = {
    FormState.ISSUED: N_("Given out"),
    FormState.OPENED: N_("Opened"),
    FormState.VERIFIED: N_("Begun"),
    FormState.SUBMITTED: N_("Sent back"),
    FormState.REVOKED: N_("Taken back"),
    FormState.EXPIRED: N_("Over"),
    FormState.ENTERED_IN_ERROR: N_("Entered in error"),
}

IN_ERROR_WHY_LABELS: dict[InErrorWhy, str] = {
    InErrorWhy.WRONG_PATIENT: N_("It belongs to another patient"),
    InErrorWhy.SOMEBODY_ELSE: N_("Somebody else answered"),
    InErrorWhy.KEYED_WRONG: N_("It was keyed in wrongly"),
    InErrorWhy.TRIAL: N_("It was a trial"),
}

FORM_PURPOSE_LABELS: dict[FormPurpose, str] = {
    FormPurpose.VISIT_PREPARATION: N_("Preparation for the visit"),
    FormPurpose.SCREENING: N_("Screening"),
    FormPurpose.ASSESSMENT: N_("Assessment"),
    FormPurpose.CHECK_IN: N_("How the plan is going"),
}

ANSWER_NOTE_LABELS: dict[AnswerNote, str] = {AnswerNote.UNREADABLE: N_("marked, but nobody could read it")}

AUTHOR_LABELS: dict[Author, str] = {
    Author.PATIENT: N_("Patient"),
    Author.CAREGIVER: N_("Family or caregiver"),
    Author.STAFF: N_("Staff"),
}

MODE_LABELS: dict[Mode, str] = {
    Mode.LINK: N_("Link"),
    Mode.TABLET: N_("Tablet"),
    Mode.STAFF: N_("Entered by staff"),
    Mode.PAPER: N_("Paper"),
}

ALERT_STATE_LABELS: dict[AlertState, str] = {
    AlertState.OPEN: N_("Nobody has answered yet"),
    AlertState.ACKNOWLEDGED: N_("Somebody is with the patient"),
    AlertState.CLOSED: N_("Closed"),
}

ALERT_KIND_LABELS: dict[AlertKind, str] = {
    AlertKind.RISK_ANSWER: N_("An answer about safety"),
    AlertKind.WORDS: N_("Words that worry"),
}

ALERT_LEVEL_LABELS: dict[AlertLevel, str] = {
    AlertLevel.FIRST: N_("First person"),
    AlertLevel.SECOND: N_("Second person"),
    AlertLevel.ON_CALL: N_("On call"),
}

ALERT_STEP_LABELS: dict[AlertStepKind, str] = {
    AlertStepKind.RAISED: N_("Raised"),
    AlertStepKind.ESCALATED: N_("Passed on"),
    AlertStepKind.STILL_WAITING: N_("Nobody answered"),
    AlertStepKind.ACKNOWLEDGED: N_("Answered"),
    AlertStepKind.CLOSED: N_("Closed"),
}

ASK_WHY_LABELS: dict[AskWhy, str] = {
    AskWhy.RISK_ITEM_UNANSWERED: N_("The question about safety was left open. Ask in person."),
    AskWhy.POSITIVE_NOT_COVERED: N_("The short mood questions were positive outside covered hours. Ask in person."),
    AskWhy.POSITIVE_IN_PERSON: N_("The short mood questions were positive. Ask the longer ones in person."),
    AskWhy.SCREEN_LEFT_OPEN: N_("Some of the short mood questions were left open. Ask them in person."),
}

#: What whoever sees an alert reads first (experience.md section 5.5).
ALERT_LINES: tuple[str, ...] = (
    N_("Stay with the patient."),
    N_("Call the clinician now."),
    N_("Do not leave the person alone."),
    N_("Do not decide alone."),
)

REASONS: dict[str, str] = {
    "instruments.may_not_move": N_("A form that is {from_state} cannot become {to_state}."),
    "instruments.form_open": N_("This form can be filled."),
    "instruments.form_submitted": N_("This form was sent back already."),
    "instruments.form_in_error": N_("This form was entered in error. Give out another where the answers are needed."),
    "instruments.form_revoked": N_("This form was taken back."),
    "instruments.form_expired": N_("This form is over."),
    "instruments.patient_merged": N_("This patient was joined with another record. Give out a new form there."),
    "instruments.patient_deceased": N_("The patient has died. No form is given out or taken."),
    "instruments.patient_inactive": N_("The patient is no longer with this practice."),
    "instruments.visit_cancelled": N_("The visit of this form does not take place."),
    "instruments.visit_of_other": N_("This visit belongs to another patient. Nothing was given out."),
    "instruments.no_parts": N_("Choose at least one set of questions."),
    "instruments.not_available": N_("These questions are not available in {language}."),
    "instruments.part_unknown": N_("There are no questions with the name {part}."),
    "instruments.item_unknown": N_("This question is not part of the form. Nothing was saved."),
    "instruments.request_odd": N_("This page is out of date. Open it again; what was saved is there."),
    "instruments.part_not_asked": N_("These questions are not part of this form. Nothing was saved."),
    "instruments.staff_entry_only": N_("Under 18 years, or without a birth date, only staff enter answers."),
    "instruments.no_birth_date": N_("No full birth date is on record, so a link or tablet cannot be checked."),
    "instruments.author_not_allowed": N_("These questions are answered by the patient in person."),
    "instruments.author_unnamed": N_("Say who answers for the patient."),
    "instruments.mode_not_allowed": N_("These questions are not asked this way."),
    "instruments.access_over": N_("This form is closed on this device. Ask the front desk."),
    "instruments.behind_curtain": N_("The page was covered because nobody used it. Give the birth date to go on."),
    "instruments.not_verified": N_("Give the birth date first."),
    "instruments.pin_wrong": N_("This number does not open a form. Ask the front desk for a new one."),
    "instruments.remote_allowed": N_("These questions may be answered away from the practice."),
    "instruments.remote_needs_channel": N_(
        "Questions about safety are not asked by link yet: alerts cannot reach anybody outside the product."
    ),
    "instruments.remote_needs_responder": N_("Name who answers safety alerts first."),
    "instruments.remote_needs_backup": N_("Name who answers safety alerts when the first person cannot."),
    "instruments.remote_needs_on_call": N_("Name who is on call for safety alerts."),
    "instruments.remote_needs_hours": N_("Say during which hours safety alerts are covered."),
    "instruments.remote_needs_text": N_("Write what patients read outside these hours."),
    "instruments.remote_needs_minutes": N_("Say within how many minutes somebody answers."),
    "instruments.role_may_not_issue": N_("Your role does not give out forms."),
    "instruments.role_may_not_enter": N_("Your role does not enter these answers."),
    "instruments.role_may_not_read": N_("Your role does not read these answers."),
    "instruments.alert_may_not_move": N_("An alert that is {from_state} cannot become {to_state}."),
    "instruments.alert_needs_licensed": N_("A nurse, clinician or behavioral health person closes a safety alert."),
    "instruments.alert_needs_words": N_("Say what was done."),
    "instruments.alert_role": N_("Your role does not answer safety alerts."),
    "instruments.cover_not_licensed": N_("{name} is not licensed. The first person and the second must be."),
    "instruments.cover_on_call": N_("{name} cannot open safety alerts. Name somebody in care or of the office."),
    "instruments.cover_same_person": N_("Name three different people."),
    "instruments.cover_days": N_("Choose at least one day."),
    "instruments.cover_hours": N_("The hours must begin before they end."),
    "instruments.cover_minutes": N_("Choose from {lowest} to {highest} minutes."),
    "instruments.cover_text": N_("Write this text in English and in Spanish."),
    "instruments.look_alike_first": N_("Another patient looks much like this one. Compare name and birth date first."),
    "instruments.not_submitted": N_("This form was not sent back yet."),
    "instruments.code_unknown": N_("No form of this practice has this code."),
    "instruments.code_of_other": N_("This is the code of another patient’s form. Compare the names on the pages."),
    "instruments.tablet_needs_visit": N_("A tablet is bound to one visit. Choose the visit first."),
}

#: What the events of this record say, one sentence for each name: whoever is named beside it did this.
EVENTS: dict[str, str] = {
    "instruments.save_answer": N_("Kept an answer of a form."),
    "instruments.submit_form": N_("Sent a form back."),
    "instruments.read_form": N_("Read a returned form."),
    "instruments.issue_form": N_("Gave out a form."),
    "instruments.hand_out_paper": N_("Gave out forms on paper."),
    "instruments.enter_form_in_error": N_("Marked a returned form as entered in error."),
    "instruments.revoke_form": N_("Took a form back."),
    "instruments.set_form_language": N_("Changed the language of a form."),
    "instruments.expire_forms": N_("Closed forms whose time was over."),
    "instruments.issue_link": N_("Made a link to a form."),
    "instruments.open_link": N_("Opened the link to a form."),
    "instruments.verify_birth_date": N_("Gave the birth date for a form."),
    "instruments.note_unknown_link": N_("Tried a link that is not known."),
    "instruments.bind_tablet": N_("Set up a tablet for a visit."),
    "instruments.resume_tablet": N_("Let a tablet go on."),
    "instruments.open_tablet": N_("Opened a form on a tablet."),
    "instruments.touch_tablet": N_("Used a tablet."),
    "instruments.draw_curtain": N_("Covered the screen of a tablet."),
    "instruments.end_tablet": N_("Ended a form on a tablet."),
    "instruments.raise_safety_alert": N_("Raised a safety alert."),
    "instruments.acknowledge_alert": N_("Took on a safety alert."),
    "instruments.close_alert": N_("Closed a safety alert."),
    "instruments.escalate_alerts": N_("Passed on safety alerts that nobody answered."),
    "instruments.name_safety_cover": N_("Named who answers safety alerts."),
    "instruments.read_alert": N_("Looked at a safety alert."),
    "instruments.print_form": N_("Printed a form on paper."),
    "instruments.read_answers": N_("Looked at the answers of a form."),
    "instruments.read_forms": N_("Looked at the forms of a patient."),
}

#: Which values of a reason are codes, and the words for them.
VALUES: dict[str, dict[str, Mapping[Any, str]]] = {
    "instruments.may_not_move": {"from_state": FORM_STATE_LABELS, "to_state": FORM_STATE_LABELS},
    "instruments.alert_may_not_move": {"from_state": ALERT_STATE_LABELS, "to_state": ALERT_STATE_LABELS},
}
