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

#: The answers that mean that the patient has the page.
HAS_THE_PAGE: frozenset[GivenChannel] = frozenset(
    {GivenChannel.PAPER, GivenChannel.EMAIL_LINK, GivenChannel.TEXT_LINK}
)

COPY_STATE_LABELS: dict[CopyState, str] = {
    CopyState.NEVER_COPIED: N_("Not copied to the EHR yet"),
    CopyState.CURRENT: N_("EHR copy is current"),
    CopyState.OLD: N_("EHR copy is old"),
}

REASONS: dict[str, str] = {}
