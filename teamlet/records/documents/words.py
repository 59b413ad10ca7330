"""The words of take-home pages and text copies: names and reasons."""

from __future__ import annotations

from enum import StrEnum

from teamlet.ground.reasons import N_


class CopyKind(StrEnum):
    """The text that is copied into the electronic health record, or shown as its banner."""

    PROGRESS_NOTE = "progress_note"
    CARE_PLAN = "care_plan"
    AFTER_VISIT = "after_visit"
    BANNER = "banner"


class PageVariant(StrEnum):
    """The print size of a patient's page."""

    STANDARD = "standard"
    LARGE_PRINT = "large_print"


class GivenChannel(StrEnum):
    """How the patient got the page, or why not today."""

    PAPER = "paper"
    LATER = "later"
    PATIENT_DID_NOT_WANT = "patient_did_not_want"
    PRINTER = "printer"
    EMAIL_LINK = "email_link"
    TEXT_LINK = "text_link"


class CopyState(StrEnum):
    """Whether the copy in the electronic health record still says what the plan says."""

    NEVER_COPIED = "never_copied"
    CURRENT = "current"
    OLD = "old"


class PrintState(StrEnum):
    """Whether a patient's page may be printed in the language asked for."""

    READY = "ready"
    LANGUAGE_MISSING = "language_missing"
    NOTHING_TO_PRINT = "nothing_to_print"


COPY_KIND_LABELS: dict[CopyKind, str] = {
    CopyKind.PROGRESS_NOTE: N_("Progress note"),
    CopyKind.CARE_PLAN: N_("Care plan"),
    CopyKind.AFTER_VISIT: N_("After-visit summary"),
    CopyKind.BANNER: N_("Banner"),
}

PAGE_VARIANT_LABELS: dict[PageVariant, str] = {
    PageVariant.STANDARD: N_("Standard print"),
    PageVariant.LARGE_PRINT: N_("Large print"),
}

GIVEN_CHANNEL_LABELS: dict[GivenChannel, str] = {
    GivenChannel.PAPER: N_("On paper"),
    GivenChannel.LATER: N_("Later"),
    GivenChannel.PATIENT_DID_NOT_WANT: N_("Patient did not want it"),
    GivenChannel.PRINTER: N_("Printer does not work"),
    GivenChannel.EMAIL_LINK: N_("Link by email"),
    GivenChannel.TEXT_LINK: N_("Link by text message"),
}

#: How "said it back" reads in a note; what was not checked leaves its line out.
SAID_BACK_WORDS: dict[str, str] = {
    "clear": N_("yes, clearly"),
    "again": N_("explained once more"),
    "not_checked": "",
}

#: How a change that the patient made to feel surer reads in a note.
SURE_CHANGE_WORDS: dict[str, str] = {
    "smaller": N_("a smaller step"),
    "fewer_days": N_("fewer days"),
    "helper": N_("somebody who helps"),
    "other_time": N_("another time of day"),
    "strategy": N_("an answer to what gets in the way"),
    "other_goal": N_("another goal"),
    "keep": N_("kept as it is"),
}

#: The answers that mean that the patient has the page.
HAS_THE_PAGE: frozenset[GivenChannel] = frozenset({GivenChannel.PAPER, GivenChannel.EMAIL_LINK, GivenChannel.TEXT_LINK})

COPY_STATE_LABELS: dict[CopyState, str] = {
    CopyState.NEVER_COPIED: N_("Not copied to the EHR yet"),
    CopyState.CURRENT: N_("EHR copy is current"),
    CopyState.OLD: N_("EHR copy is old"),
}

#: English names of the languages that practices meet most; the edge translates them.
LANGUAGE_NAMES: dict[str, str] = {
    "am": N_("Amharic"),
    "ar": N_("Arabic"),
    "asl": N_("American Sign Language"),
    "bn": N_("Bengali"),
    "de": N_("German"),
    "en": N_("English"),
    "es": N_("Spanish"),
    "fa": N_("Farsi"),
    "fr": N_("French"),
    "gu": N_("Gujarati"),
    "hi": N_("Hindi"),
    "hmn": N_("Hmong"),
    "ht": N_("Haitian Creole"),
    "it": N_("Italian"),
    "ja": N_("Japanese"),
    "km": N_("Khmer"),
    "ko": N_("Korean"),
    "lo": N_("Lao"),
    "ne": N_("Nepali"),
    "pa": N_("Punjabi"),
    "pl": N_("Polish"),
    "pt": N_("Portuguese"),
    "ru": N_("Russian"),
    "so": N_("Somali"),
    "sw": N_("Swahili"),
    "tl": N_("Tagalog"),
    "uk": N_("Ukrainian"),
    "ur": N_("Urdu"),
    "vi": N_("Vietnamese"),
    "yue": N_("Cantonese"),
    "zh": N_("Chinese"),
}

REASONS: dict[str, str] = {
    # the copy in the electronic health record
    "documents.never_copied": N_("Nothing was copied to the EHR yet."),
    "documents.copy_current": N_("The EHR copy says what the plan says."),
    "documents.old_withdrawn": N_("The EHR copy is old: the goal or plan was entered in error; correct it there too."),
    "documents.old_goal": N_("The EHR copy is old: the goal changed."),
    "documents.old_plan": N_("The EHR copy is old: the step changed."),
    "documents.old_importance": N_("The EHR copy is old: importance changed."),
    "documents.old_confidence": N_("The EHR copy is old: how sure the patient is changed."),
    "documents.old_barriers": N_("The EHR copy is old: what may get in the way changed."),
    "documents.old_contact": N_("The EHR copy is old: when we talk next changed."),
    "documents.old_owner": N_("The EHR copy is old: who contacts the patient changed."),
    "documents.old_outcome": N_("The EHR copy is old: a contact told how it went."),
    "documents.old_caution": N_("The EHR copy is old: a licensed person decided about the step."),
    # cutting and printing
    "documents.cut": N_("The page shows the first {shown} of {whole} characters; all words are kept in the record."),
    "documents.print_ready": N_("The page can be printed in {language}."),
    "documents.language_missing": N_(
        "The page is not available in {language}. Offer it in another language with an interpreter."
    ),
    "documents.language_not_known": N_("The patient's language is not known; ask which language to print."),
    "documents.nothing_to_print": N_("There is no current plan to print."),
}

#: What the events of this record say, one sentence for each name: whoever is named beside it did this.
EVENTS: dict[str, str] = {
    "documents.read_note": N_("Read the text for the electronic record."),
    "documents.read_page": N_("Read the page to take home."),
    "documents.read_plan": N_("Opened a plan to print it."),
    "documents.enter_in_error": N_("Took a goal back as entered in error."),
    "documents.make_page": N_("Made a page to take home."),
    "documents.give_page": N_("Noted how the patient got the page."),
    "documents.withdraw_page": N_("Withdrew a page to take home."),
    "documents.copy_for_ehr": N_("Copied a text for the electronic record."),
    "documents.save_support": N_("Saved goal, plan, contact and page."),
    "documents.undo_support": N_("Undid goal, plan, contact and page."),
}
