"""The words of the rules of outreach: what a rule may answer, and why."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from teamlet.ground.reasons import N_
from teamlet.records.outreach.words import CHANNEL_LABELS, PURPOSE_LABELS


class FixedAnswer(StrEnum):
    """Which fixed answer to what a patient has just written."""

    #: You will get no more texts.  Goes out once although the patient has just said stop.
    STOPPED = "stopped"
    STARTED = "started"
    HELP = "help"
    #: Call 911 or 988; this line is not watched.  Never held back.
    EMERGENCY = "emergency"
    THANKS = "thanks"
    #: Somebody from your team will call.
    HELP_COMES = "help_comes"


class ReplyKind(StrEnum):
    """What a reply was taken to be."""

    DANGER = "danger"
    STOP = "stop"
    START = "start"
    HELP = "help"
    DID_IT = "did_it"
    PART_OF_IT = "part_of_it"
    NOT_YET = "not_yet"
    CALL_ME = "call_me"
    WRONG_NUMBER = "wrong_number"
    #: A machine wrote: nothing is answered, so that two machines never talk to each other.
    AUTOMATIC = "automatic"
    #: Words that a person reads.
    WORDS = "words"
    EMPTY = "empty"


REPLY_KIND_LABELS: dict[ReplyKind, str] = {
    ReplyKind.DANGER: N_("Words that may mean danger"),
    ReplyKind.STOP: N_("No more messages"),
    ReplyKind.START: N_("Messages again"),
    ReplyKind.HELP: N_("Asks who writes"),
    ReplyKind.DID_IT: N_("Did it"),
    ReplyKind.PART_OF_IT: N_("Part of it"),
    ReplyKind.NOT_YET: N_("Not yet"),
    ReplyKind.CALL_ME: N_("Wants a call"),
    ReplyKind.WRONG_NUMBER: N_("Wrong number or address"),
    ReplyKind.AUTOMATIC: N_("Written by a machine"),
    ReplyKind.WORDS: N_("Own words"),
    ReplyKind.EMPTY: N_("No words"),
}


class Moment(StrEnum):
    """When eligibility is asked: at release, and again by the worker that is about to send."""

    QUEUED = "queued"
    SENDING = "sending"


class NotForTexts(StrEnum):
    """Why no text goes to a number."""

    UNREADABLE = "unreadable"
    FOREIGN = "foreign"
    PREMIUM = "premium"
    SHORT_CODE = "short_code"


class Due(StrEnum):
    """Whether a message of the rhythm is due."""

    DUE = "due"
    SKIPPED = "skipped"


class Usable(StrEnum):
    """Whether something that somebody wrote can be used as it is."""

    YES = "yes"
    NO = "no"


class Secret(StrEnum):
    """What a message would give away."""

    SOCIAL_SECURITY = "social_security"
    BIRTH_DATE = "birth_date"
    SIGN_IN = "sign_in"
    CODE = "code"
    RECORD_NUMBER = "record_number"
    NUMBER = "number"
    READING = "reading"


SECRET_LABELS: dict[Secret, str] = {
    Secret.SOCIAL_SECURITY: N_("a Social Security number"),
    Secret.BIRTH_DATE: N_("a birth date"),
    Secret.SIGN_IN: N_("a name or word for signing in"),
    Secret.CODE: N_("a code"),
    Secret.RECORD_NUMBER: N_("a record number"),
    Secret.NUMBER: N_("a long number"),
    Secret.READING: N_("a reading"),
}


class Signed(StrEnum):
    """Whether a call from outside is signed by who it says."""

    YES = "yes"
    NO = "no"


NOT_FOR_TEXTS_LABELS: dict[NotForTexts, str] = {
    NotForTexts.UNREADABLE: N_("it is not a whole phone number"),
    NotForTexts.FOREIGN: N_("it is outside the United States"),
    NotForTexts.PREMIUM: N_("calls and texts to it cost extra"),
    NotForTexts.SHORT_CODE: N_("it is a short number"),
}

BEAT_LABELS: dict[str, str] = {
    "plan_copy": N_("Copy of the plan"),
    "nudge": N_("Hello in between"),
    "check_in": N_("Check-in"),
    "specialist_check_in": N_("After a specialist visit"),
    "helper": N_("Word to a helper"),
    "contact_reminder": N_("Reminder of the contact"),
    "visit_preparation": N_("Preparation of a visit"),
}

REASONS: dict[str, str] = {
    # may a message go out
    "outreach.may_send": N_("This message may go out now."),
    "outreach.deceased": N_("The patient has died; nothing is sent."),
    "outreach.not_active": N_("The patient is no longer with the practice."),
    "outreach.merged": N_("This record was merged into another one; write from there."),
    "outreach.under_age": N_("The patient is under 18; texts and emails are not sent."),
    "outreach.no_longer_wanted": N_("What this message is about was closed or taken back."),
    "outreach.address_not_working": N_("This number or address was found not to work."),
    "outreach.address_not_allowed": N_("No texts go to this number: {why}."),
    "outreach.number_usable": N_("Texts may go to this number."),
    "outreach.opted_out": N_("This number or address has said stop on {date}."),
    "outreach.no_consent": N_("The patient has not yet agreed to this: {purpose}, {channel}."),
    "outreach.consent_withdrawn": N_("The patient took back the consent: {purpose}, {channel}."),
    "outreach.not_this_way": N_("The patient asked not to be reached this way: {channel}."),
    "outreach.shared_address": N_("Other patients have this number or address too; ask whether it may be used."),
    "outreach.no_language": N_("The patient's written language is not known; ask for it first."),
    "outreach.not_in_language": N_("This text is not available in the patient's language ({language})."),
    "outreach.too_long": N_("The text has {length} characters; {most} is the most."),
    "outreach.expired": N_("Its time has passed; it was of use until {until}."),
    "outreach.expires_before": N_("It would only go out on {until}, when it is of no use any more."),
    "outreach.not_due": N_("It is due on {until}."),
    "outreach.quiet_hours": N_("Quiet hours of the patient; it goes out from {until} on."),
    "outreach.day_limit": N_("{most} a day is the most; it goes out from {until} on."),
    "outreach.week_limit": N_("{most} in seven days is the most; it goes out from {until} on."),
    # calls from the provider
    "outreach.signature_right": N_("The signature is right."),
    "outreach.signature_wrong": N_("The signature does not fit what was sent."),
    "outreach.signature_missing": N_("There is no signature."),
    "outreach.signature_unreadable": N_("The signature cannot be read."),
    "outreach.signature_no_secret": N_("No secret of the provider is set up."),
    # the words of a message
    "outreach.words_usable": N_("These words can be sent."),
    "outreach.words_private": N_("“{words}” tells others about health; leave it out."),
    "outreach.words_blame": N_("“{words}” can sound like blame; say it another way."),
    "outreach.words_secret": N_("Leave out {what}."),
    "outreach.words_link": N_("Only links to the practice's own pages are sent."),
    "outreach.words_blank": N_("“{blank}” was not filled in."),
    "outreach.words_unseen": N_("There are characters in it that cannot be seen; type it again."),
    "outreach.words_no_stop": N_("A text says how to stop: STOP or ALTO."),
    "outreach.words_no_sender": N_("A text says from whom it is: {sender}."),
    "outreach.subject_missing": N_("An email needs a subject."),
    "outreach.subject_lines": N_("A subject has one line."),
    "outreach.subject_long": N_("The subject has {length} characters; {most} is the most."),
    "outreach.text_absent": N_("The practice has no text “{code}” among its messages."),
    # the rhythm
    "outreach.beat_on_its_day": N_("{date} is day {day} of the rhythm."),
    "outreach.beat_moved": N_("{date} is day {day}, the working day for day {aim} of the rhythm."),
    "outreach.beat_skipped": N_("Left out: it would come on {date}, when the next one already goes out."),
    "outreach.beats_usable": N_("This rhythm can be used."),
    "outreach.beat_twice": N_("“{beat}” is there twice."),
    "outreach.beat_days": N_("The days of “{beat}” do not go from first over day to last."),
    "outreach.beat_quiet": N_("“{beat}” is due at {at}, in the quiet hours."),
    "outreach.beats_overlap": N_("The days of “{beat}” and “{next}” overlap."),
    "outreach.beats_too_many": N_("More than {most} messages would go out in seven days."),
    "outreach.beat_far": N_("“{beat}” comes at day {most} at the latest."),
    "outreach.beat_before_visit": N_("The second time is nearer to the visit than the first."),
    "outreach.reminder_day": N_("{date} is the day before the contact."),
    # what a reply means
    "outreach.reply_danger": N_("The words may mean danger."),
    "outreach.reply_stop": N_("The reply asks for no more messages."),
    "outreach.reply_start": N_("The reply asks for messages again."),
    "outreach.reply_help": N_("The reply asks who writes."),
    "outreach.reply_did_it": N_("The patient did it."),
    "outreach.reply_part_of_it": N_("The patient did part of it."),
    "outreach.reply_not_yet": N_("The patient did not do it yet."),
    "outreach.reply_call_me": N_("The patient wants a call."),
    "outreach.reply_wrong_number": N_("The reply says that the number is wrong."),
    "outreach.reply_automatic": N_("A machine wrote this reply."),
    "outreach.reply_words": N_("These are words of the patient; a person reads them."),
    "outreach.reply_empty": N_("The reply has no words."),
    "outreach.reply_about_care": N_("The reply is about medicines or care; a licensed person reads it today."),
    "outreach.reply_very_long": N_("The reply has {signs} characters; a person reads all of it."),
}

#: Which values of a reason are codes, and the words for them.
VALUES: dict[str, dict[str, Mapping[Any, str]]] = {
    "outreach.no_consent": {"purpose": PURPOSE_LABELS, "channel": CHANNEL_LABELS},
    "outreach.consent_withdrawn": {"purpose": PURPOSE_LABELS, "channel": CHANNEL_LABELS},
    "outreach.address_not_allowed": {"why": NOT_FOR_TEXTS_LABELS},
    "outreach.words_secret": {"what": SECRET_LABELS},
    "outreach.not_this_way": {"channel": CHANNEL_LABELS},
    "outreach.beat_twice": {"beat": BEAT_LABELS},
    "outreach.beat_days": {"beat": BEAT_LABELS},
    "outreach.beat_quiet": {"beat": BEAT_LABELS},
    "outreach.beat_far": {"beat": BEAT_LABELS},
    "outreach.beats_overlap": {"beat": BEAT_LABELS, "next": BEAT_LABELS},
}
