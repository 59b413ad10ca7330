"""Shapes of an instrument's rules: who may be asked, how it is scored, what a score says.

The questions themselves are a FHIR R4 Questionnaire beside this file (``<id>.v<version>.json``);
``teamlet.content.instruments`` joins the two.
"""

from __future__ import annotations

from enum import StrEnum

from teamlet.content.schema.texts import Base, Content, Text


class Author(StrEnum):
    """Whose answer it is."""

    PATIENT = "patient"
    CAREGIVER = "caregiver"
    STAFF = "staff"


class Mode(StrEnum):
    """How an answer came in."""

    LINK = "link"
    TABLET = "tablet"
    STAFF = "staff"
    PAPER = "paper"


class License(StrEnum):
    """On what ground the wording ships."""

    NO_PERMISSION_NEEDED = "no_permission_needed"
    FREE_TO_USE = "free_to_use"
    PUBLIC = "public"
    OWN = "own"


class Method(StrEnum):
    """How points become a total."""

    SUM = "sum"
    MEAN = "mean"
    COUNT = "count"


class Direction(StrEnum):
    """Which way is good."""

    HIGHER_IS_BETTER = "higher_is_better"
    LOWER_IS_BETTER = "lower_is_better"


class Need(StrEnum):
    """When a question is asked at all."""

    ALWAYS = "always"
    PLAN = "plan"
    NO_PLAN = "no_plan"


class Rights(Base, frozen=True, kw_only=True):
    """Whose instrument it is and why it may be shipped.

    ``credit`` is printed wherever the questions are shown.  ``validated``: somebody else's tested
    wording, never to be changed and not held to our reading grade.  ``confirmed``: somebody compared
    it with the publisher's own sheet.
    """

    owner: str
    license: License
    credit: str
    validated: bool
    confirmed: bool


class Band(Base, frozen=True, kw_only=True):
    """A range of totals with a name: from ``low``, up to but not with ``below`` (absent in the last).

    ``attention``: a flag for the level of need or the day's list.
    """

    code: str
    label: Text
    low: float
    below: float | None = None
    attention: bool = False


class Change(Base, frozen=True, kw_only=True):
    """What counts as change between two totals of the same instrument.

    ``meaningful``: smallest difference that means something.  ``response_percent``: fall from the
    first total that counts as response.  ``remission_below``: totals under it are remission.
    """

    meaningful: float
    response_percent: float | None = None
    remission_below: float | None = None


class Scoring(Base, frozen=True, kw_only=True):
    """How points become a total, and what is done about answers that are missing.

    ``items``: the link ids that count.  ``low``/``high``: the range of the total.  ``max_missing``:
    more missing answers give no total.  ``prorate``: a sum with missing answers becomes their mean
    times the number of items, rounded half up.  ``neighboring_marks``: two neighboring numbers
    marked on one scale count as the lower one, others as missing.  ``positive_from``: a total from
    which the screen is positive.  ``code``: LOINC code of the total; empty where there is none.
    """

    method: Method
    items: tuple[str, ...]
    low: float
    high: float
    direction: Direction
    source: str
    max_missing: int = 0
    prorate: bool = False
    neighboring_marks: bool = False
    positive_from: float | None = None
    code: str = ""
    bands: tuple[Band, ...] = ()
    change: Change | None = None


class RiskItem(Base, frozen=True, kw_only=True):
    """An item whose answer may mean danger: from ``at_least`` points it is a safety event at once."""

    item: str
    at_least: float


class AskedItem(Base, frozen=True, kw_only=True):
    """Where an item stands among all that may be asked before a visit.

    Smaller ``place`` is asked earlier and kept longer when the number of items is limited; ``core``
    items come first whatever the limit.  ``needs``: only with (or only without) a plan on record.
    ``interval_days``: not asked again sooner; 0 = every time.
    """

    item: str
    place: int
    core: bool = False
    needs: Need = Need.ALWAYS
    interval_days: int = 0


class Highlight(Base, frozen=True, kw_only=True):
    """An answer that staff see first.

    It is a number from ``at_least``, one under ``below``, one of the options ``any_of``, or any answer
    at all when none of these is given.
    """

    code: str
    item: str
    label: Text
    at_least: float | None = None
    below: float | None = None
    any_of: tuple[str, ...] = ()


class Cut(Base, frozen=True, kw_only=True):
    """A cut-off with its source: from ``at_least`` the area is worth a talk.

    ``of``: an item of this instrument or the id of another instrument, whose points or total count.
    ``sex``: only for ``female`` or ``male``; empty = for everybody.
    """

    of: str
    at_least: float
    source: str
    sex: str = ""


class Area(Base, frozen=True, kw_only=True):
    """One area of life.  Without ``cuts`` it is a talking point without a level.

    ``talk``: a small thing to think about, for the patient.  ``age_from`` (years) and
    ``not_in_pregnancy`` leave the area out.  ``sensitivity``: label of its answer, as in the rules.
    """

    code: str
    item: str
    label: Text
    talk: Text
    cuts: tuple[Cut, ...] = ()
    age_from: int | None = None
    not_in_pregnancy: bool = False
    sensitivity: str = ""


class Level(Base, frozen=True, kw_only=True):
    """A word for how an area stands (never a color: red is for safety)."""

    code: str
    label: Text


class InstrumentRules(Content, frozen=True, kw_only=True):
    """Everything about an instrument that is not a question.

    ``asked_in``: the languages its wording exists in (``languages`` are those of this file's texts).
    ``age_from``/``age_to``: whole years, both included.  ``interval_days``: not asked again sooner.
    ``sensitivity``: label of its answers and scores (empty, ``mental_health``, ``substance_use``,
    ``social``).  ``routine``: asked before visits without anybody asking for it.  ``place``: as in
    ``AskedItem``, for an instrument that is asked as a whole.  ``leads_to``: the instrument that
    follows a positive screen.  ``instead``: the instrument asked in its place when the condition that
    it looks for is already known.  ``staff_items``: only staff fill them in.
    """

    asked_in: tuple[str, ...]
    rights: Rights
    label: Text | None = None
    authors: tuple[Author, ...]
    modes: tuple[Mode, ...]
    age_from: int | None = None
    age_to: int | None = None
    interval_days: int = 0
    sensitivity: str = ""
    routine: bool = False
    place: int = 1000
    leads_to: str = ""
    instead: str = ""
    panel_code: str = ""
    scoring: Scoring | None = None
    risks: tuple[RiskItem, ...] = ()
    asked: tuple[AskedItem, ...] = ()
    staff_items: tuple[str, ...] = ()
    highlights: tuple[Highlight, ...] = ()
    areas: tuple[Area, ...] = ()
    priorities_item: str = ""
    most_shown: int = 3
    levels: tuple[Level, ...] = ()
