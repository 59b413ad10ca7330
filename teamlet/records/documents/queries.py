"""Every read of what leaves the screen: pages, texts for another record, and the light on their age."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from django.db.models import Exists, OuterRef
from django.utils import translation

from teamlet.content import library, schema
from teamlet.content.sentences import (
    StepParts,
    amount_phrase,
    days_phrase,
    spoken_sentence,
    step_sentence,
    when_phrase,
)
from teamlet.ground.access.principal import Principal
from teamlet.ground.reasons import Decision
from teamlet.records.documents import rules
from teamlet.records.documents.models import EhrCopy, PageGiven, TakeHomePage
from teamlet.records.documents.rendering import page as paper
from teamlet.records.documents.rendering.notes import render_note
from teamlet.records.documents.words import (
    GIVEN_CHANNEL_LABELS,
    SAID_BACK_WORDS,
    SURE_CHANGE_WORDS,
    CopyKind,
    CopyState,
    PageVariant,
)
from teamlet.records.followups.models import Contact, ContactReport
from teamlet.records.followups.queries import last_report_of, open_contact_of_goal
from teamlet.records.followups.words import Channel
from teamlet.records.library.queries import load_for_as
from teamlet.records.patients.queries import patient_name
from teamlet.records.plans.models import Goal, GoalVersion, PlanBarrier, PlanVersion
from teamlet.records.plans.queries import caution_of
from teamlet.records.plans.rules import is_success, parts_from_columns
from teamlet.records.plans.words import BARRIER_LABELS, FollowUpAnswer, GoalState, PlanOutcome, PlanState
from teamlet.records.practice.models import Practice
from teamlet.records.practice.queries import Scope, practice_id_of
from teamlet.records.visits.queries import LEAST_PEOPLE, card_of

#: Languages in which the page exists, all of it reviewed.
LANGUAGES = ("en", "es")


def texts(language: str, scope: Scope | None = None) -> dict[str, str]:
    """Return the fixed texts of the page in ``language``: the practice's own where ``scope`` names one that has them.

    Raises ``NotInLanguage`` when there are none.
    """
    if scope is None:
        return library.load_as(schema.DocumentTexts, "take_home", language=language).in_language(language)
    return load_for_as(schema.DocumentTexts, scope, "take_home", language=language).in_language(language)


def page(by: Principal, oid: str) -> TakeHomePage | None:
    """Return a page of the practice with its patient and plan version, or None."""
    return (
        TakeHomePage.objects.filter(practice_id=by.practice_id, oid=oid)
        .select_related("patient", "practice", "plan_version__plan__goal", "plan_version__visit", "made_by")
        .first()
    )


def pages_of(by: Principal, patient_id: int, limit: int = 10) -> list[TakeHomePage]:
    """Return the patient's pages that were not withdrawn, newest first."""
    return list(
        TakeHomePage.objects.filter(practice_id=by.practice_id, patient_id=patient_id, withdrawn_at__isnull=True)
        .select_related("made_by", "plan_version")
        .order_by("-id")[:limit]
    )


def page_of_plan(by: Principal, plan_id: int) -> str:
    """Return the oid of the newest page of a plan that was not withdrawn, empty for none."""
    rows = TakeHomePage.objects.filter(
        practice_id=by.practice_id, plan_version__plan_id=plan_id, withdrawn_at__isnull=True
    )
    return rows.order_by("-id").values_list("oid", flat=True).first() or ""


def newer_page_than(page: TakeHomePage) -> int | None:
    """Return the number of the plan version that a newer page of the same plan was made from, or None."""
    newest = (
        TakeHomePage.objects.filter(plan_version__plan_id=page.plan_version.plan_id, withdrawn_at__isnull=True)
        .order_by("-plan_version__number")
        .values_list("plan_version__number", flat=True)
        .first()
    )
    return newest if newest is not None and newest > page.plan_version.number else None


def newest_page_of(page: TakeHomePage) -> TakeHomePage | None:
    """Return the page made from a newer version of the same plan, or None."""
    return (
        TakeHomePage.objects.filter(
            plan_version__plan_id=page.plan_version.plan_id,
            plan_version__number__gt=page.plan_version.number,
            withdrawn_at__isnull=True,
        )
        .order_by("-id")
        .first()
    )


def given_of(page: TakeHomePage) -> PageGiven | None:
    """Return the latest answer to how the patient got this page, with who noted it."""
    return page.given.select_related("by").order_by("-id").first()


def facts_of_page(page: TakeHomePage) -> paper.TakeHome:
    """Return what the page says, exactly as it was made."""
    return facts_from_json(page.facts)


def gather_facts(version: PlanVersion, *, language: str, variant: PageVariant, printed_on: date) -> paper.TakeHome:
    """Gather what a page made now from ``version`` says, in ``language``."""
    plan, goal_version = version.plan, version.goal_version
    heading, questions = _questions(version, language)
    practice, patient = plan.practice, plan.patient
    return paper.TakeHome(
        plan_key=plan.oid,
        version=version.number,
        saved_at=version.at,
        printed_on=printed_on,
        language=language,
        practice=paper.Practice(
            name=practice.name, phone=practice.phone, address=practice.address, zone=ZoneInfo(practice.time_zone)
        ),
        patient_name=patient_name(patient),
        goal=paper.Spoken(goal_version.words, patient.language or ""),
        step=_step(version, language),
        start_on=version.starts_on,
        last_on=version.ends_on,
        barriers=tuple(_barriers(version, language)),
        helpers=tuple(version.helpers),
        how_sure=version.confidence,
        caution_open=caution_of(version) in {"open", "do_not_start"},
        contact=_contact(version, practice),
        replaces_version=version.number - 1 or None,
        large_print=variant == PageVariant.LARGE_PRINT,
        questions_heading=heading,
        questions=questions,
        importance=goal_version.importance,
        sure_at_first=version.confidence_first,
        sure_change=_in_words(SURE_CHANGE_WORDS, version.gate_change, language),
        said_back=_in_words(SAID_BACK_WORDS, version.teach_back, language),
        copy_given=_in_words(GIVEN_CHANNEL_LABELS, _given(version), language),
        made_by=version.by.name if version.by else "",
    )


def _questions(version: PlanVersion, language: str) -> tuple[str, tuple[paper.Asked, ...]]:
    """Return the patient's three questions with the team's lines, as they stand in the plan's visit."""
    card = card_of(version.visit) if version.visit is not None else None
    if card is None:
        return "", ()
    words = library.load_as(schema.DocumentTexts, "paper_forms", language=language).in_language(language)
    asked = [words[f"card_{number}"] for number in range(1, len(card.answers) + 1)]
    rows = [*zip(asked, card.answers, strict=True), (card.own_question, card.own_answer)]
    found = tuple(paper.Asked(question, answer) for question, answer in rows if question and answer)
    return (words["card_title"], found) if found else ("", ())


def note_text(version: PlanVersion, kind: CopyKind, *, printed_on: date, language: str = "en") -> str:
    """Return the text of one kind for the electronic record, in the practice's own format."""
    facts = gather_facts(version, language=language, variant=PageVariant.STANDARD, printed_on=printed_on)
    return render_note(kind, facts, texts(language, version.plan.practice), version.plan.practice.ehr_format.get(kind))


def first_kind(practice: Practice) -> CopyKind:
    """Return the text that "Copy for the EHR" copies in this practice; the others are in the menu."""
    return CopyKind(practice.ehr_format.get("first", CopyKind.PROGRESS_NOTE))


def refs_of(version: PlanVersion) -> rules.PlanRefs:
    """Return what a text made now from the goal's newest version says, as references."""
    newest = (
        PlanVersion.objects.filter(plan_id=version.plan_id)
        .select_related("plan__goal")
        .prefetch_related("barriers", "caution_reviews")
        .latest("number")
    )
    goal = newest.plan.goal
    return refs_between(
        goal,
        GoalVersion.objects.filter(goal=goal).latest("number"),
        newest,
        open_contact_of_goal(newest.plan.practice_id, goal.pk),
        last_report_of(newest.plan.practice_id, [goal.pk]).get(goal.pk),
    )


def refs_between(
    goal: Goal, words: GoalVersion, newest: PlanVersion, contact: Contact | None, report: ContactReport | None
) -> rules.PlanRefs:
    """Return the references of rows that a page has read already; asks for nothing itself."""
    plan = newest.plan
    withdrawn = goal.state == GoalState.ENTERED_IN_ERROR or plan.state in {
        PlanState.WITHDRAWN,
        PlanState.ENTERED_IN_ERROR,
    }
    return rules.PlanRefs(
        # A version that brought an earlier one back says what that one said.
        goal_version=f"{goal.oid}:{words.restores or words.number}",
        plan_version=f"{plan.oid}:{newest.restores or newest.number}",
        importance=words.importance,
        confidence=report.confidence if report and report.confidence is not None else newest.confidence,
        barriers=frozenset(f"{row.code}:{row.words}:{row.strategy}" for row in newest.barriers.all()),
        contact_on=contact.due_on if contact else None,
        contact_owner=contact.task.owner.oid if contact else None,
        outcome=report.outcome if report else None,
        caution=caution_of(newest),
        withdrawn=withdrawn,
    )


def copy_light(version: PlanVersion) -> Decision[CopyState]:
    """Say whether the electronic record's copy is current, old, or was never made; compared, never stored."""
    return light_between(version, refs_of(version))


def light_between(version: PlanVersion, refs: rules.PlanRefs) -> Decision[CopyState]:
    """Say the same of references that were made already; one query."""
    copies = [
        rules.CopyMade(CopyKind(row.kind), row.at, refs_from_json(row.refs))
        for row in EhrCopy.objects.filter(plan_version__plan_id=version.plan_id)
    ]
    return rules.ehr_copy_state(refs, copies)


def copies_of(version: PlanVersion) -> list[EhrCopy]:
    """Return who copied which text of this plan, newest first."""
    return list(
        EhrCopy.objects.filter(plan_version__plan_id=version.plan_id)
        .select_related("by", "plan_version")
        .order_by("-id")
    )


def copy_answered(version: PlanVersion) -> bool:
    """Say whether somebody noted how the patient got a page of this plan, or why not."""
    return PageGiven.objects.filter(plan_version__plan_id=version.plan_id).exists()


# The readers of both shapes are made here, by one thread: two that make one at the same time end the process.
msgspec.json.Decoder(paper.TakeHome, dec_hook=lambda *_: None)
msgspec.json.Decoder(rules.PlanRefs)


def facts_as_json(facts: paper.TakeHome) -> dict[str, Any]:
    """Return the facts of a page as plain JSON values."""
    return msgspec.to_builtins(facts, enc_hook=str)


def facts_from_json(values: Mapping[str, Any]) -> paper.TakeHome:
    """Return the facts that ``facts_as_json`` wrote."""
    return msgspec.convert(values, paper.TakeHome, dec_hook=_zone)


def refs_as_json(refs: rules.PlanRefs) -> dict[str, Any]:
    """Return references as plain JSON values."""
    return msgspec.to_builtins(refs)


def refs_from_json(values: Mapping[str, Any]) -> rules.PlanRefs:
    """Return the references that ``refs_as_json`` wrote."""
    return msgspec.convert(values, rules.PlanRefs)


def step_parts(version: PlanVersion) -> StepParts:
    """Return the version's step in parts, as sentences need it."""
    return parts_from_columns(
        version.parts,
        step=version.step_words,
        amount=version.amount_words,
        when=version.when_words,
        days=version.days_words,
    )


def step_text(version: PlanVersion, language: str = "") -> str:
    """Return the step as one line in ``language`` (else the reader's) where its parts exist in it, else as spoken."""
    return step_line(step_parts(version), language, spoken_in=version.plan.patient.language)


def step_line(parts: StepParts, language: str, *, spoken_in: str) -> str:
    """Return a step as one line in ``language``, or the reader's when it is empty, else as spoken in ``spoken_in``."""
    read = language or (translation.get_language() or "en")[:2]
    return step_sentence(parts, read) or spoken_sentence(parts, spoken_in or "en")


def _zone(wanted: type, value: Any) -> Any:
    if wanted is ZoneInfo:
        return ZoneInfo(value)
    raise NotImplementedError


def _step(version: PlanVersion, language: str) -> paper.Step:
    parts = step_parts(version)
    sentence = step_sentence(parts, language)
    spoken_language = version.plan.patient.language or language
    days = parts.days
    named = frozenset(days.named) if days else frozenset()
    return paper.Step(
        sentence=sentence or "",
        as_spoken=None if sentence else paper.Spoken(spoken_sentence(parts, spoken_language[:2]), spoken_language),
        gloss=version.gloss,
        how_much=(parts.amount and amount_phrase(parts.amount, language)) or "",
        when=(parts.when and when_phrase(parts.when, language)) or "",
        days=(days and days_phrase(days, language)) or "",
        weekdays=named,
        times_a_week=days.count if days and not named else None,
    )


def _in_words(words: Mapping[Any, str], code: str, language: str) -> str:
    """Return the words for a code in the language of the page, empty for none."""
    text = words.get(code, "")
    if not text:
        return ""
    with translation.override(language):
        return translation.gettext(text)


def _given(version: PlanVersion) -> str:
    row = PageGiven.objects.filter(plan_version__plan_id=version.plan_id).order_by("-id").first()
    return row.channel if row else ""


def _barriers(version: PlanVersion, language: str) -> list[paper.Barrier]:
    known = {row.code: row for row in library.load_as(schema.BarrierList, "everyday").barriers}
    said = []
    for row in version.barriers.all():
        text = row.words or (known[row.code].label.say(language) if row.code in known else "")
        said.append(paper.Barrier(text or str(BARRIER_LABELS.get(row.code, "")), row.strategy))  # type: ignore[call-overload]
    return said


def _contact(version: PlanVersion, practice: Practice) -> paper.Contact:
    answer = FollowUpAnswer(version.follow_up)
    contact = (
        Contact.objects.filter(goal_id=version.plan.goal_id, state="open")
        .select_related("task__owner")
        .order_by("-id")
        .first()
    )
    if contact is None:
        standing = FollowUpAnswer.NOT_ASKED if answer is FollowUpAnswer.AGREED else answer
        return paper.Contact(answer=standing, phone=practice.phone)
    return paper.Contact(
        answer=FollowUpAnswer.AGREED,
        channel=Channel(contact.channel),
        caller=contact.task.owner.called,
        phone=practice.phone,
        on=contact.due_on,
        opens=contact.from_time,
        closes=contact.to_time,
    )


@dataclass(frozen=True, slots=True)
class Helped:
    """How many people used an answer to what gets in the way, and how many of them did their step."""

    people: int
    did: int


def what_helped(scope: Scope, since: datetime) -> dict[str, Helped]:
    """Return the barrier memory by "barrier.strategy": what people here used, and how many did their step.

    Only answers of the list that the practice uses (a licensed person approves it), word for word, in any of its
    languages; never free text, never fewer than ``LEAST_PEOPLE`` patients.  Two queries, whatever their number.
    """
    known: dict[tuple[str, str], str] = {}
    for barrier in load_for_as(schema.BarrierList, scope, "everyday").barriers:
        for strategy in barrier.strategies:
            for language in strategy.text.languages:
                known[barrier.code, strategy.text.raw(language)] = f"{barrier.code}.{strategy.code}"
    worked = ContactReport.objects.filter(
        contact__plan_version__plan=OuterRef("plan_version__plan"),
        undone_at__isnull=True,
        outcome__in=[outcome for outcome in PlanOutcome if is_success(outcome)],
    )
    rows = (
        PlanBarrier.objects.filter(
            plan_version__plan__practice_id=practice_id_of(scope),
            plan_version__at__gte=since,
            strategy__in={text for _barrier, text in known},
        )
        .exclude(plan_version__plan__state__in=[PlanState.ENTERED_IN_ERROR, PlanState.WITHDRAWN])
        .annotate(worked=Exists(worked))
        .values_list("code", "strategy", "plan_version__plan__patient_id", "worked")
    )
    used: dict[str, dict[int, bool]] = {}
    for code, answer, patient, did in rows:
        if (code, answer) in known:
            people = used.setdefault(known[code, answer], {})
            people[patient] = people.get(patient, False) or did
    return {
        code: Helped(len(people), sum(people.values())) for code, people in used.items() if len(people) >= LEAST_PEOPLE
    }
