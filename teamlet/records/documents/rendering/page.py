"""The facts of one saved plan that the page, the calendar file and the notes are made from.

All words are given as the patient or the team said them, in full; cutting and cleaning for paper happens later.
Nothing is looked up: who may see what (sensitivity, audience) is decided before these facts are gathered.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from teamlet.records.followups.words import Channel
from teamlet.records.plans.words import FollowUpAnswer

#: The longest plan that the practice may make, in days (a limit of the calendar file).
LONGEST_PLAN_DAYS = 28


@dataclass(frozen=True, slots=True)
class Spoken:
    """Words kept as somebody said them, with the language they were said in.

    ``language`` is a BCP 47 tag such as ``"es"`` or ``"en-US"``; empty means the language of the page.
    """

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Barrier:
    """What may get in the way, and the patient's own answer to it (empty when there is none yet)."""

    text: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the patient with the team's answer, one line each."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """The practice as it stands on the page: its name, the phone that patients call, one address line, its zone."""

    name: str
    phone: str
    address: str = ""
    zone: ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The patient's step for the week.

    ``sentence`` is the step composed from menu parts in the language of the page.  When some part exists only as
    free text, ``as_spoken`` is set instead and ``gloss`` may hold the team's own wording for it in the language of
    the page; it is printed as a note from the team, never as the patient's words.

    ``how_much``, ``when`` and ``days`` are short phrases in the language of the page, empty when not known.
    ``weekdays`` are the named days (1 Monday … 7 Sunday); ``times_a_week`` (1–7) counts when any days will do.
    ``at`` is the practice-local clock time of the step, only where the patient named one.
    """

    sentence: str = ""
    as_spoken: Spoken | None = None
    gloss: str = ""
    how_much: str = ""
    when: str = ""
    days: str = ""
    weekdays: frozenset[int] = frozenset()
    times_a_week: int | None = None
    at: time | None = None

    def __post_init__(self) -> None:
        if not self.weekdays <= frozenset(range(1, 8)):
            raise ValueError("weekdays are 1 (Monday) to 7 (Sunday)")
        if self.times_a_week is not None and not 1 <= self.times_a_week <= 7:
            raise ValueError("times_a_week is 1 to 7")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """The next contact as the patient agreed to it.

    ``caller`` is the first name of the person who owns the contact, ``phone`` the number the patient will see.
    ``opens`` and ``closes`` bound the window in practice-local time; both or neither.
    """

    answer: FollowUpAnswer
    channel: Channel = Channel.CALL
    caller: str = ""
    phone: str = ""
    on: date | None = None
    opens: time | None = None
    closes: time | None = None

    def __post_init__(self) -> None:
        if (self.opens is None) != (self.closes is None):
            raise ValueError("a window has a beginning and an end, or neither")
        if self.answer is FollowUpAnswer.AGREED and (self.on is None or not self.caller):
            raise ValueError("an agreed contact has a day and a caller")


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeHome:
    """One saved version of a plan, ready to be printed, put in a calendar, or written into a note.

    ``plan_key`` is the opaque public id of the plan; with ``version`` it names this very text.  ``saved_at`` is an
    instant (aware).  ``printed_on`` is the practice's civil date.  ``importance``, ``how_sure`` and ``sure_at_first``
    are 0–10.  ``caution_open`` is true while a licensed person has still to decide about the step.
    ``importance`` and the fields after ``large_print`` serve the notes only.
    """

    plan_key: str
    version: int
    saved_at: datetime
    printed_on: date
    language: str
    practice: Practice
    patient_name: str
    goal: Spoken
    step: Step
    start_on: date | None = None
    last_on: date | None = None
    barriers: tuple[Barrier, ...] = ()
    helpers: tuple[str, ...] = ()
    how_sure: int | None = None
    caution_open: bool = False
    contact: Contact = field(default_factory=lambda: Contact(answer=FollowUpAnswer.NOT_ASKED))
    replaces_version: int | None = None
    superseded_by: int | None = None
    large_print: bool = False
    questions_heading: str = ""
    questions: tuple[Asked, ...] = ()
    importance: int | None = None
    sure_at_first: int | None = None
    sure_change: str = ""
    said_back: str = ""
    copy_given: str = ""
    made_by: str = ""

    def __post_init__(self) -> None:
        if self.saved_at.utcoffset() is None:
            raise ValueError("saved_at is an instant with a zone")
        for score in (self.importance, self.how_sure, self.sure_at_first):
            if score is not None and not 0 <= score <= 10:
                raise ValueError("rulers go from 0 to 10")
        if self.start_on and self.last_on and not 0 <= (self.last_on - self.start_on).days < LONGEST_PLAN_DAYS:
            raise ValueError(f"a plan lasts 1 to {LONGEST_PLAN_DAYS} days")
