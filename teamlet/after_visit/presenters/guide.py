"""The nine steps of a contact as text beside the form, the letter and the voicemail, in the patient's language."""

from __future__ import annotations

from typing import Any

from teamlet.content import schema
from teamlet.content.schema.texts import NotInLanguage
from teamlet.records.documents.queries import step_text
from teamlet.records.followups.models import Contact
from teamlet.records.library.queries import load_for_as
from teamlet.records.patients.queries import called_name, patient_name

LANGUAGES = ("en", "es")


def language_of(contact: Contact) -> str:
    """Return the language of the script: the patient's own where we have it, else English."""
    spoken = contact.patient.language[:2]
    return spoken if spoken in LANGUAGES else "en"


def written_language(contact: Contact) -> str:
    """Return the language the letter is written in, as the patient's record names it where we have it."""
    spoken = contact.patient.language
    return spoken if spoken[:2] in LANGUAGES else "en"


def nine_steps(contact: Contact, caller: str) -> list[dict[str, Any]]:
    """Return the steps with what to say and what to keep in mind."""
    prompts = load_for_as(schema.PromptSet, contact.practice_id, "contact_guide")
    language = language_of(contact)
    blanks = {
        "patient": patient_name(contact.patient),
        "goal": contact.plan_version.goal_version.words,
        "step": step_text(contact.plan_version, language),
        "caller": caller,
    }
    return [
        {
            "code": part.code,
            "title": part.title.say(language),
            "say": [_fill(row.text, language, blanks) for row in prompts.of_part(part.code) if row.use == "say"],
            "mind": [_fill(row.text, language, blanks) for row in prompts.of_part(part.code) if row.use != "say"],
        }
        for part in prompts.parts
    ]


def voicemail(contact: Contact, caller: str) -> str:
    """Return what to say to a machine: who and the practice's number, nothing about health."""
    texts = load_for_as(schema.DocumentTexts, contact.practice_id, "letters").in_language(language_of(contact))
    practice = contact.practice
    return texts["voicemail"].format(caller=caller, practice=practice.name, phone=practice.phone)


def letter(contact: Contact) -> dict[str, Any]:
    """Return the letter that says that we are here, with no word about health."""
    language = language_of(contact)
    texts = load_for_as(schema.DocumentTexts, contact.practice_id, "letters").in_language(language)
    practice = contact.practice
    blanks = {
        "name": called_name(contact.patient),
        "phone": practice.phone,
        "caller": contact.task.owner.called,
        "practice": practice.name,
    }
    order = ("greeting", "we_tried", "your_plan", "no_hurry", "call_us", "new_number", "pause", "emergency", "crisis")
    return {
        "contact": contact,
        "name": patient_name(contact.patient),
        "language": language,
        "subject": texts["subject"].format(**blanks),
        "paragraphs": [texts[key].format(**blanks) for key in order],
        "closing": texts["closing"].format(**blanks),
        "practice": practice,
    }


def _fill(text: schema.Text, language: str, blanks: dict[str, str]) -> str:
    try:
        return text.say(language, **blanks)
    except NotInLanguage:
        return text.say("en", **blanks)
