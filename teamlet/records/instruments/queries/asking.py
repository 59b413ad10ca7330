"""What a patient is asked: the facts that decide it, read once, and the answer of the rules."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from teamlet.content import red_flags
from teamlet.content.matching import facts_of
from teamlet.content.schema import Author, Mode
from teamlet.records.instruments.queries.forms import last_answered
from teamlet.records.instruments.queries.safety import HAS_CHANNELS, has_named_cover, is_covered
from teamlet.records.instruments.rules.asking import Asked, AskFacts, AskSettings, which_parts
from teamlet.records.patients.models import Patient
from teamlet.records.patients.queries import caution_facts
from teamlet.records.patients.rules import age_on
from teamlet.records.practice.queries import Scope, practice_of, settings_of

_DEPRESSION = "depression"


def ask_facts(
    scope: Scope,
    patient: Patient,
    *,
    mode: Mode,
    at: datetime,
    language: str = "",
    author: Author = Author.PATIENT,
    has_plan: bool = False,
) -> AskFacts:
    """Return what the choice of questions depends on.  ``has_plan``: a plan is in force (a higher record knows)."""
    practice = practice_of(scope)
    zone = ZoneInfo(practice.time_zone)
    today = at.astimezone(zone).date()
    known = caution_facts(practice, patient, on=today)
    depression = next((each for each in red_flags.shipped().fact_groups if each.code == _DEPRESSION), None)
    born = patient.birth_date
    return AskFacts(
        language=language or patient.language or "en",
        age=age_on(born, today) if born is not None and born <= today else None,
        mode=mode,
        author=author,
        has_plan=has_plan,
        pregnant=known.pregnant,
        known_depression=depression is not None and bool(facts_of(depression, known, on=today)),
        last={key: moment.astimezone(zone).date() for key, moment in last_answered(practice, patient).items()},
        risk_by_link=HAS_CHANNELS and has_named_cover(practice),
        covered=is_covered(practice, at=at),
    )


def ask_settings(scope: Scope) -> AskSettings:
    """Return the practice's choices: most questions before a visit, and the cut-off of the short mood questions."""
    chosen = settings_of(scope)
    return AskSettings(limit=chosen["preparation_items"], positive_from={"phq_2": Decimal(chosen["phq_2_positive"])})


def what_to_ask(
    scope: Scope,
    patient: Patient,
    *,
    mode: Mode,
    at: datetime,
    language: str = "",
    author: Author = Author.PATIENT,
    has_plan: bool = False,
) -> Asked:
    """Return what this patient is asked before a visit, what staff ask there instead, and what is left out, why.

    ``Asked.parts`` goes into ``issue_form``: ``parts=[part.key …]``, ``asked={part.key: part.items …}``.
    """
    practice = practice_of(scope)
    facts = ask_facts(practice, patient, mode=mode, at=at, language=language, author=author, has_plan=has_plan)
    return which_parts(facts, on=at.astimezone(ZoneInfo(practice.time_zone)).date(), settings=ask_settings(practice))
