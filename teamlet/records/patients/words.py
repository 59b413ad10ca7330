"""The words of patients, their contact points, conditions and readings: names and reasons."""

from __future__ import annotations

from enum import StrEnum

from teamlet.ground.reasons import N_


class Sex(StrEnum):
    """Administrative sex, as the electronic health record gives it."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


class Sensitivity(StrEnum):
    """The label that keeps an item out of lists, prints and shared screens."""

    NONE = "none"
    MENTAL_HEALTH = "mental_health"
    SUBSTANCE_USE = "substance_use"
    VIOLENCE = "violence"
    LEGAL = "legal"
    REPRODUCTIVE = "reproductive"
    SOCIAL = "social"


class View(StrEnum):
    """Where an item would be shown."""

    CHART = "chart"
    LIST = "list"
    PRINT = "print"
    TURNED_SCREEN = "turned_screen"
    BANNER = "banner"
    PATIENT_PAGE = "patient_page"


class Showing(StrEnum):
    """Whether an item is shown, or only the words *see chart*."""

    SHOWN = "shown"
    SEE_CHART = "see_chart"
    HIDDEN = "hidden"


class ContactPointKind(StrEnum):
    """The kind of a phone number or an address."""

    MOBILE = "mobile"
    HOME = "home"
    WORK = "work"
    RELAY = "relay"
    EMAIL = "email"
    POSTAL = "postal"


#: Kinds that can be called.
PHONES = frozenset({ContactPointKind.MOBILE, ContactPointKind.HOME, ContactPointKind.WORK, ContactPointKind.RELAY})


class ContactPointState(StrEnum):
    """Whether a phone number or an address may be used."""

    CURRENT = "current"
    WRONG = "wrong"
    OLD = "old"


class ConsentKind(StrEnum):
    """What a patient may allow, each on its own."""

    TEXT_MESSAGES = "text_messages"
    EMAIL = "email"
    VOICEMAIL = "voicemail"
    FAMILY = "family"
    PEERS = "peers"
    STORIES = "stories"


class ConsentState(StrEnum):
    """What the patient said about one kind of consent."""

    GIVEN = "given"
    WITHDRAWN = "withdrawn"
    NOT_ASKED = "not_asked"


class ConditionState(StrEnum):
    """Where a condition stands."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    RESOLVED = "resolved"
    ENTERED_IN_ERROR = "entered_in_error"


class ReadingFrom(StrEnum):
    """Where a reading comes from."""

    PRACTICE = "practice"
    LABORATORY = "laboratory"
    HOME = "home"
    QUESTIONNAIRE = "questionnaire"
    IMPORTED = "imported"


class TargetMeasure(StrEnum):
    """What a patient may have an own target of."""

    HBA1C = "hba1c"
    SYSTOLIC = "systolic"
    DIASTOLIC = "diastolic"
    PHQ9 = "phq9"
    WEIGHT = "weight"


class Allowed(StrEnum):
    """Whether something may be done."""

    YES = "yes"
    NO = "no"


class WhyOwnTarget(StrEnum):
    """Why a patient's target is not the usual one."""

    PATIENT_WISH = "patient_wish"
    LOW_VALUES = "low_values"
    FRAILTY = "frailty"
    OTHER_ILLNESS = "other_illness"
    PREGNANCY = "pregnancy"
    NEWLY_FOUND = "newly_found"
    STEP_BY_STEP = "step_by_step"
    SPECIALIST = "specialist"


class Likeness(StrEnum):
    """How easily two patients may be taken for each other."""

    DIFFERENT = "different"
    ALIKE = "alike"
    MAYBE_THE_SAME = "maybe_the_same"


class EntryMode(StrEnum):
    """Who may enter answers for a patient."""

    ANYBODY = "anybody"
    STAFF_ONLY = "staff_only"


SEX_LABELS: dict[Sex, str] = {
    Sex.FEMALE: N_("Female"),
    Sex.MALE: N_("Male"),
    Sex.OTHER: N_("Other"),
    Sex.UNKNOWN: N_("Not known"),
}

TARGET_MEASURE_LABELS: dict[TargetMeasure, str] = {
    TargetMeasure.HBA1C: N_("HbA1c"),
    TargetMeasure.SYSTOLIC: N_("Systolic blood pressure"),
    TargetMeasure.DIASTOLIC: N_("Diastolic blood pressure"),
    TargetMeasure.PHQ9: N_("PHQ-9 score"),
    TargetMeasure.WEIGHT: N_("Weight"),
}

WHY_OWN_TARGET_LABELS: dict[WhyOwnTarget, str] = {
    WhyOwnTarget.PATIENT_WISH: N_("The patient wants it so"),
    WhyOwnTarget.LOW_VALUES: N_("Low values are a danger"),
    WhyOwnTarget.FRAILTY: N_("Age or frailty"),
    WhyOwnTarget.OTHER_ILLNESS: N_("Another illness"),
    WhyOwnTarget.PREGNANCY: N_("Pregnancy"),
    WhyOwnTarget.NEWLY_FOUND: N_("Found not long ago, few other illnesses"),
    WhyOwnTarget.STEP_BY_STEP: N_("One step at a time"),
    WhyOwnTarget.SPECIALIST: N_("A specialist asked for it"),
}

SENSITIVITY_LABELS: dict[Sensitivity, str] = {
    Sensitivity.NONE: N_("No label"),
    Sensitivity.MENTAL_HEALTH: N_("Mental health"),
    Sensitivity.SUBSTANCE_USE: N_("Substance use"),
    Sensitivity.VIOLENCE: N_("Violence"),
    Sensitivity.LEGAL: N_("Legal"),
    Sensitivity.REPRODUCTIVE: N_("Reproductive health"),
    Sensitivity.SOCIAL: N_("Social needs"),
}

CONTACT_POINT_KIND_LABELS: dict[ContactPointKind, str] = {
    ContactPointKind.MOBILE: N_("Mobile phone"),
    ContactPointKind.HOME: N_("Home phone"),
    ContactPointKind.WORK: N_("Work phone"),
    ContactPointKind.RELAY: N_("Relay number"),
    ContactPointKind.EMAIL: N_("Email"),
    ContactPointKind.POSTAL: N_("Postal address"),
}

CONTACT_POINT_STATE_LABELS: dict[ContactPointState, str] = {
    ContactPointState.CURRENT: N_("Current"),
    ContactPointState.WRONG: N_("Wrong"),
    ContactPointState.OLD: N_("Old"),
}

CONSENT_KIND_LABELS: dict[ConsentKind, str] = {
    ConsentKind.TEXT_MESSAGES: N_("Text messages"),
    ConsentKind.EMAIL: N_("Email"),
    ConsentKind.VOICEMAIL: N_("Messages on the phone"),
    ConsentKind.FAMILY: N_("Family takes part"),
    ConsentKind.PEERS: N_("Sharing with a peer"),
    ConsentKind.STORIES: N_("Stories for improvement"),
}

CONSENT_STATE_LABELS: dict[ConsentState, str] = {
    ConsentState.GIVEN: N_("Given"),
    ConsentState.WITHDRAWN: N_("Withdrawn"),
    ConsentState.NOT_ASKED: N_("Not asked yet"),
}

CONDITION_STATE_LABELS: dict[ConditionState, str] = {
    ConditionState.ACTIVE: N_("Active"),
    ConditionState.INACTIVE: N_("Inactive"),
    ConditionState.RESOLVED: N_("Resolved"),
    ConditionState.ENTERED_IN_ERROR: N_("Entered in error"),
}

READING_FROM_LABELS: dict[ReadingFrom, str] = {
    ReadingFrom.PRACTICE: N_("Taken in the practice"),
    ReadingFrom.LABORATORY: N_("Laboratory"),
    ReadingFrom.HOME: N_("Patient-entered at home"),
    ReadingFrom.QUESTIONNAIRE: N_("From a questionnaire"),
    ReadingFrom.IMPORTED: N_("From the EHR"),
}

REASONS: dict[str, str] = {
    # why somebody is in a population
    "patients.diagnosed": N_("On record: {words}, since {day}."),
    "patients.diagnosed_undated": N_("On record: {words}."),
    "patients.diagnosed_visits": N_("{words}, diagnosed at {times} visits, last on {day}."),
    "patients.reading_on": N_("{label} {value} {unit} on {day}."),
    "patients.no_reading": N_("{label}: none in {months} months."),
    "patients.no_reading_ever": N_("{label}: none on record."),
    "patients.encounters_outpatient": N_("{times} visits in {months} months, last on {day}."),
    "patients.encounters_emergency": N_("{times} emergency visits in {months} months, last on {day}."),
    "patients.encounters_hospital": N_("{times} hospital stays in {months} months, last on {day}."),
    "patients.wish_said": N_("Asked for help with {topic} on {day}."),
    "patients.by_rule": N_("By the rule of this population."),
    "patients.wish_topic_unknown": N_("Please choose what the help is about."),
    "patients.wish_in_future": N_("This day has not come yet."),
    # labels
    "patients.no_label": N_("Nothing about this item asks for a label."),
    "patients.label_by_code": N_("Labelled by its code {code}."),
    "patients.label_by_words": N_("Labelled by its words."),
    "patients.shown": N_("Shown here."),
    "patients.see_chart": N_("Not shown here; see chart."),
    "patients.view_keeps_out": N_("Labelled items are not shown in this place."),
    "patients.role_keeps_out": N_("This role does not see items with this label."),
    # look-alikes
    "patients.same_name": N_("Same name."),
    "patients.similar_name": N_("Names that look or sound alike."),
    "patients.same_family_name": N_("Same family name."),
    "patients.same_given_name": N_("Same given name."),
    "patients.same_birth_date": N_("Same birth date."),
    "patients.close_birth_date": N_("Birth dates that differ in one place."),
    "patients.not_alike": N_("Names and birth dates differ."),
    # changing a person
    "patients.role_may_not_change": N_("This role does not change what is said about patients."),
    "patients.role_may_not_merge": N_("This role does not join the records of patients."),
    "patients.name_missing": N_("A name is needed."),
    "patients.birth_date_in_future": N_("The birth date lies in the future."),
    "patients.record_number_taken": N_("Another patient has record number {record_number}."),
    "patients.not_of_this_practice": N_("This person does not work in this practice."),
    "patients.contact_point_empty": N_("A number or an address is needed."),
    "patients.merge_with_itself": N_("These are the same record."),
    "patients.merged_already": N_("One of these records is joined to another already."),
    "patients.others_merged_into_it": N_("Other records are joined to this one. Take them apart first."),
    "patients.joined_elsewhere": N_(
        "This record is joined to {name}, number {record_number}. Write it there: open the record that is kept."
    ),
    # own targets
    "patients.target_needs_licensed": N_("A nurse, clinician or behavioral health person sets a patient's own target."),
    "patients.target_unknown": N_("Choose what the target is of."),
    "patients.target_out_of_range": N_("Choose a number from {low} to {high} {unit}."),
    "patients.target_why_missing": N_("Say why this patient has a target of their own."),
    "patients.target_may_set": N_("This target may be set."),
    "patients.target_same": N_("This is the target already."),
    "patients.target_none": N_("There is no own target to take back."),
    "patients.not_merged": N_("This record is not joined to another."),
    # age
    "patients.entry_by_anybody": N_("The patient is {age} years old and may answer alone."),
    "patients.entry_by_staff": N_("The patient is {age} years old; only staff enter answers."),
    "patients.birth_date_not_known": N_("The birth date is not known; only staff enter answers."),
}

#: What the events of this record say, one sentence for each name: whoever is named beside it did this.
EVENTS: dict[str, str] = {
    "patients.read_access_log": N_("Read who opened this patient's pages."),
    "patients.read_chart": N_("Read the chart."),
    "patients.read_details": N_("Read name and contact details."),
    "patients.read_goals": N_("Read the goals to take one back."),
    "patients.read_record": N_("Read the rest of the record."),
    "patients.register_patient": N_("Added a patient."),
    "patients.correct_patient": N_("Corrected what is said about the patient."),
    "patients.set_language": N_("Set language and print."),
    "patients.set_clinician": N_("Set the patient's clinician."),
    "patients.add_contact_point": N_("Added a phone number or an address."),
    "patients.mark_contact_point": N_("Said whether a number or an address is right."),
    "patients.set_helper": N_("Named a person who takes part."),
    "patients.remove_helper": N_("Took a person who takes part off the list."),
    "patients.merge_patients": N_("Joined two records of one person."),
    "patients.undo_merge": N_("Took two records apart again."),
    "patients.store_memberships": N_("Brought the populations of patients up to date."),
    "patients.record_wish": N_("Recorded a wish for help."),
    "patients.set_lists_wish": N_("Said whether the patient wants to be on lists."),
    "patients.put_in_force": N_("Put the rules of a population in force."),
    "patients.read_targets": N_("Read the patient's own targets."),
    "patients.set_target": N_("Set a patient's own target."),
    "patients.end_target": N_("Went back to the usual target."),
    "patients.undo_target": N_("Undid a patient's own target."),
    "patients.store_batch": N_("Stored records of patients."),
}
