"""One contact: its form, its guide, what was tried, and what somebody else recorded meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.core.signing import BadSignature
from django.urls import reverse
from django.utils.translation import get_language, gettext as _

from teamlet.after_visit.presenters import calls, guide
from teamlet.after_visit.presenters.own_page import own_lines
from teamlet.after_visit.presenters.replies import beside_contact
from teamlet.content.cautions import met_cautions
from teamlet.content.red_flags import asked_of, scripts_for
from teamlet.content.schema import CautionList, RedFlagList, Tier
from teamlet.content.sentences import amount_phrase
from teamlet.ground import clock
from teamlet.ground.access import stamps
from teamlet.ground.access.principal import Principal
from teamlet.ground.reasons import Reason
from teamlet.ground.ui.formats import day_words, window_words
from teamlet.ground.ui.reason_words import say
from teamlet.records.documents import rules as document_rules
from teamlet.records.documents.queries import step_parts, step_text
from teamlet.records.followups import forms, queries, rules
from teamlet.records.followups.actions import ContactSaid, ContactTold
from teamlet.records.followups.actions.closing import days_kept_up
from teamlet.records.followups.actions.report import propose_next
from teamlet.records.followups.models import Contact, ContactReport, HospitalVisit
from teamlet.records.followups.queries.hospital import answered_by
from teamlet.records.followups.rules import ClosingFacts
from teamlet.records.followups.rules.hospital import why_so_soon
from teamlet.records.followups.words import (
    ATTEMPT_RESULT_LABELS,
    CHANNEL_LABELS,
    CONTACT_STATE_LABELS,
    URGENCY_TIER_LABELS,
    AttemptResult,
    Channel,
    ClosingReason,
    ContactState,
    NextAttempt,
    UrgencyTier,
)
from teamlet.records.followups.words.hospital import HospitalPlace, HospitalToldBy
from teamlet.records.library.queries import load_for_as
from teamlet.records.outreach.queries.lists import text_way
from teamlet.records.patients import queries as patients
from teamlet.records.patients.words import PHONES
from teamlet.records.plans.actions.plans import latest_plan_version
from teamlet.records.plans.models import PlanVersion
from teamlet.records.plans.queries import caution_of, standing_goals
from teamlet.records.plans.rules import Step, shrink
from teamlet.records.plans.words import PLAN_OUTCOME_LABELS, GateChange, PlanOutcome
from teamlet.records.practice.models import Membership
from teamlet.records.practice.queries import owners as owners_of, setting
from teamlet.records.tasks import queries as tasks
from teamlet.records.tasks.words import MOVE_REASON_LABELS, MoveReason

_LONG = timedelta(days=90)


@dataclass
class Talk:
    """A contact that is being carried out by somebody: what its form needs to know."""

    contact: Contact
    by: Principal
    today: date = field(init=False)

    def __post_init__(self) -> None:
        self.today = clock.today(self.contact.practice.time_zone)

    @property
    def language(self) -> str:
        """The language in which new words are read."""
        return guide.language_of(self.contact)

    @cached_property
    def facts(self) -> Any:
        """What is on record about the patient that cautions and signs ask for."""
        return patients.caution_facts(self.by, self.contact.patient, on=self.today)

    @cached_property
    def sure_before(self) -> int | None:
        """How sure the patient was the last time somebody asked."""
        report = queries.last_report_of(self.by, [self.contact.goal_id]).get(self.contact.goal_id)
        told = report.confidence if report else None
        return told if told is not None else self.contact.plan_version.confidence

    @cached_property
    def answered(self) -> list[dict[str, Any]]:
        """What was answered by text or email, newest first."""
        return beside_contact(self.contact)

    @property
    def answered_outcome(self) -> PlanOutcome | None:
        """How it went, as the newest answer tells it."""
        return self.answered[0]["outcome"] if self.answered else None

    @property
    def answered_next(self) -> date | None:
        """The day of the next contact when the answer is taken as told."""
        outcome = self.answered_outcome
        if outcome is None:
            return None
        return propose_next(self.contact, ContactTold(channel=Channel.TEXT, outcome=outcome), self.today).on

    @cached_property
    def owners(self) -> list[Membership]:
        """Who may be given the contact."""
        return owners(self.by)

    def form(self, data: Mapping[str, Any] | None) -> forms.ContactForm:
        """Return the form, empty fields filled with what stands now."""
        contact = self.contact
        flags = load_for_as(RedFlagList, contact.practice_id, "contacts")
        initial = {
            "channel": contact.channel,
            "phone": contact.phone,
            "from_time": contact.from_time,
            "to_time": contact.to_time,
            "owner": contact.task.owner.oid,
            **({"outcome": self.answered_outcome.value} if self.answered_outcome is not None else {}),
            **smaller_step(contact.plan_version, self.language),
        }
        return forms.ContactForm(
            data,
            symptoms=asked_of(self.facts, on=self.today, content=flags),
            red_flags=flags,
            previous=self.sure_before,
            today=self.today,
            owners=self.owners,
            initial=initial,
        )

    def told(self, form: forms.ContactForm) -> ContactTold:
        """Return what the form says, with the date of the next contact that the page proposed."""
        values = form.cleaned_data
        days = setting(self.contact.practice, "plan_days")
        plan = form.new_plan(language=self.language, plan_days=days, cautions=self._cautions(form))
        told = form.told(channel=Channel(self.contact.channel), new_plan=plan, next_contact=None)
        if values["next_contact"] == "no":
            return told
        said = form.contact_said() if values["next_contact"] == "change" else self._same_again(told)
        return form.told(channel=Channel(self.contact.channel), new_plan=plan, next_contact=said)

    def sentence(self, chosen: Mapping[str, Any]) -> str:
        """Return "Ana calls Friday, December 4, 9–12. OK?" for what is chosen so far."""
        outcome = chosen.get("outcome") or PlanOutcome.DONE_AS_PLANNED
        known = outcome in {each.value for each in PlanOutcome}
        sure = chosen.get("confidence") or ""
        told = ContactTold(
            channel=Channel(self.contact.channel),
            outcome=PlanOutcome(outcome) if known else PlanOutcome.DONE_AS_PLANNED,
            confidence=int(sure) if len(sure) <= 2 and sure.isascii() and sure.isdigit() and int(sure) <= 10 else None,
        )
        said = self._same_again(told, new_step=chosen.get("next_step") == "new")
        if said.agreed_on is None:
            return ""
        return contact_words(self.contact, said.agreed_on)

    def _same_again(self, told: ContactTold, *, new_step: bool = False) -> ContactSaid:
        contact = self.contact
        proposal = propose_next(contact, told, self.today, new_step=new_step)
        return ContactSaid(
            agreed_on=proposal.on,
            from_time=contact.from_time,
            to_time=contact.to_time,
            channel=Channel(contact.channel),
            phone=contact.phone,
            owner=next((each for each in self.owners if each.pk == contact.task.owner_id), None),
        )

    def _cautions(self, form: forms.ContactForm) -> tuple[str, ...]:
        values = form.cleaned_data
        if values["next_step"] != "new":
            return ()
        text = " ".join(filter(None, (values["step"], values["amount"], values["when"], values["days"])))
        known = load_for_as(CautionList, self.contact.practice_id, "steps")
        return tuple(met.code for met in met_cautions(text, self.facts, on=self.today, content=known))


def owners(by: Principal) -> list[Membership]:
    """Return the active people and the pools that may be given a contact."""
    return owners_of(by)


def plan_seen(posted: Mapping[str, Any], contact: Contact) -> int:
    """Return the plan version that the form of ``posted`` showed; without a form the newest one now."""
    try:
        seen = stamps.read(posted.get(stamps.FIELD, "")).seen.get("plan")
    except BadSignature:
        seen = None
    return latest_plan_version(contact.patient) if seen is None else seen


def contact_page(talk: Talk, form: forms.ContactForm, *, plan_seen: int | None = None, **shown: Any) -> dict[str, Any]:
    """Return everything the page of a contact says; ``plan_seen`` stays that of the form given back."""
    contact, by = talk.contact, talk.by
    version, patient = contact.plan_version, contact.patient
    attempts = queries.attempts_of(contact)
    advice = queries.next_attempt(contact, talk.today)
    state = ContactState(contact.state)
    seen = {"plan": latest_plan_version(patient) if plan_seen is None else plan_seen}
    page: dict[str, Any] = {
        "contact": contact,
        "patient": patient,
        "name": patients.patient_name(patient),
        "numbers": [row for row in patients.contact_points(by, patient) if row.kind in PHONES],
        "text_against": [say(Reason(code)) for code in text_way(by, patient).against],
        "helpers": [row for row in patients.helpers(by, patient) if row.may_join],
        "language": talk.language,
        "language_name": _(document_rules.language_name(patient.language)) if patient.language else "",
        "language_lacking": bool(patient.language) and patient.language[:2] not in guide.LANGUAGES,
        "goal": version.goal_version.words,
        "step": step_text(version, talk.language),
        "version": version,
        "must_wait": caution_of(version) in {"open", "do_not_start"},
        "is_open": state is ContactState.OPEN,
        "own": own_lines(by, contact, talk.today),
        "state_label": _(CONTACT_STATE_LABELS[state]),
        "due": rules.due_state(talk.today, contact.due_on, contact.window_last),
        "form": form,
        "sentence": talk.sentence(form.data if form.is_bound else {"outcome": talk.answered_outcome or ""}),
        "threshold": setting(contact.practice, "confidence_threshold"),
        "scripts_911": _lines(Tier.NOW_911, talk.language),
        "guide": guide.nine_steps(contact, by.name),
        "voicemail": guide.voicemail(contact, by.name),
        "attempts": [_attempt(row) for row in attempts],
        "advice": [say(_with_words(reason)) for reason in advice.decision.reasons],
        "writes_letter": advice.decision.status is NextAttempt.LETTER,
        "tries": [(result.value, _(ATTEMPT_RESULT_LABELS[result])) for result in forms.TRIES],
        "attempt_form": forms.AttemptForm(initial={"channel": contact.channel}),
        "move_form": forms.MoveForm(
            owners=talk.owners,
            initial={
                "from_time": contact.from_time,
                "to_time": contact.to_time,
                "channel": contact.channel,
                "phone": contact.phone,
                "owner": contact.task.owner.oid,
            },
        ),
        "close_form": forms.CloseForm(initial={"ask_again_on": talk.today + _LONG}),
        "may_take": contact.task.owner_id in by.pools,
        "owner_form": forms.OwnerForm(owners=talk.owners, initial={"owner": contact.task.owner.oid}),
        "moves": [_move(row) for row in tasks.moves_of(contact.task)],
        "reports": [report_lines(row) for row in queries.reports_of(by, contact.goal_id, limit=5)],
        "worries": queries.open_worries_of(by, patient.pk),
        "stamps": [stamps.make(patient_oid=patient.oid, seen=seen) for _each in range(11)],
        "hospital": [say(_so_soon(row)) for row in answered_by(by, contact.pk)],
        "answered": talk.answered,
        "answered_next": talk.answered_next,
        **calls.calls(contact, talk.owners, by=by, today=talk.today),
        **shown,
    }
    for name in ("move_form", "owner_form"):
        calls.name_with_load(page[name], page["loads"], talk.owners)
    return page


def _so_soon(row: HospitalVisit) -> Reason:
    return why_so_soon(HospitalPlace(row.place), row.on, HospitalToldBy(row.told_by))


def _with_words(reason: Reason) -> Reason:
    """Return the reason with its channel in words."""
    channel = reason.values.get("channel")
    return (
        replace(reason, values={**reason.values, "channel": _(CHANNEL_LABELS[Channel(str(channel))])})
        if channel
        else reason
    )


def comparison(contact: Contact, form: Any, by: Principal, section: str = "contact") -> dict[str, Any]:
    """Return what stands now beside what was typed: the contact, or (``section`` "plan") the step."""
    theirs = queries.reports_of(by, contact.goal_id, limit=1)
    now = queries.contact(by, contact.oid) or contact
    typed = [
        {"label": form[name].label, "value": form.cleaned_data.get(name)}
        for name in form.fields
        if form.cleaned_data.get(name) not in (None, "", [], ())
    ]
    return {
        "contact": now,
        "patient": contact.patient,
        "name": patients.patient_name(contact.patient),
        "state_label": _(CONTACT_STATE_LABELS[ContactState(now.state)]),
        "plan": _plan_now(now, by) if section == "plan" else None,
        "theirs": report_lines(theirs[0]) if theirs else None,
        "typed": typed,
    }


def _plan_now(contact: Contact, by: Principal) -> dict[str, Any] | None:
    """Return the step that stands now with who said it when, None where no goal of the patient may be read."""
    rows = [row.plan_version for row in standing_goals(by, [contact.patient_id]) if row.plan_version is not None]
    if not rows:
        return None
    version = max(rows, key=lambda row: row.pk)
    return {
        "step": step_text(version, get_language() or "en"),
        "who": version.by.name if version.by else "",
        "at": version.at,
    }


def report_lines(report: ContactReport) -> dict[str, Any]:
    """Return a report as it reads later."""
    return {
        "at": report.at,
        "who": report.by.name,
        "outcome": _(PLAN_OUTCOME_LABELS[PlanOutcome(report.outcome)]),
        "sure": report.confidence,
        "times": _("{done} of {planned} times").format(done=report.times_done, planned=report.times_planned)
        if report.times_done is not None and report.times_planned is not None
        else "",
        "helped": report.helped_words,
        "in_the_way": report.barrier_words,
        "closing": report.closing_words,
        "urgency": _(URGENCY_TIER_LABELS[UrgencyTier(report.urgency)]) if report.urgency != "none" else "",
    }


def after_save(report: ContactReport, by: Principal) -> str:
    """Return where to go after a save: to the worry when one was raised, else to the list."""
    flag = report.contact.red_flags.order_by("-id").first() if report.urgency != UrgencyTier.NONE else None
    if flag is not None:
        return reverse("after_visit:worry", kwargs={"practice": by.practice_key, "flag": flag.oid})
    return reverse("after_visit:worklist", kwargs={"practice": by.practice_key})


def field_of(reason: Reason, *, closing: bool = False) -> str:
    """Return the field beside which a reason stands."""
    named = {
        "followups.close_needs_status": "last_status" if closing else "outcome",
        "followups.close_needs_ask_again": "ask_again_on",
        "followups.close_ask_again_past": "ask_again_on",
        "followups.close_needs_program": "program",
        "patients.joined_elsewhere": "next_step",
    }
    if reason.code in named:
        return named[reason.code]
    if reason.code.startswith("followups.date_"):
        return "agreed_on"
    return "reason" if closing else "closing"


def closing_facts(
    contact: Contact, *, last_status: PlanOutcome | None, ask_again_on: date | None, program: str, by: Principal
) -> ClosingFacts:
    """Return what is known when follow-up is to end."""
    today = clock.today(contact.practice.time_zone)
    last = next(iter(queries.reports_of(by, contact.goal_id, limit=1)), None)
    return ClosingFacts(
        on=today,
        last_status=last_status or (PlanOutcome(last.outcome) if last else None),
        ask_again_on=ask_again_on,
        program=program,
        sustained_days=days_kept_up(contact.goal, clock.now()),
        tries_made=queries.next_attempt(contact, today).decision.status is NextAttempt.UNABLE_TO_REACH,
        red_flag_open=bool(queries.open_worries_of(by, contact.patient_id)),
    )


def closing_problems(reason: ClosingReason, facts: ClosingFacts) -> tuple[Reason, ...]:
    """Return what this reason misses, nothing when follow-up may end."""
    decision = rules.may_close(reason, facts)
    return () if decision.status == "yes" else decision.reasons


def contact_words(contact: Contact, on: date) -> str:
    """Return one sentence about the next contact, in the reader's language."""
    language = get_language() or "en"
    parts = [
        _("{name}: {how}, {day}").format(
            name=contact.task.owner.called,
            how=_(CHANNEL_LABELS[Channel(contact.channel)]).lower(),
            day=day_words(on, language),
        )
    ]
    if contact.from_time and contact.to_time:
        parts.append(window_words(contact.from_time, contact.to_time, language))
    if contact.phone:
        parts.append(contact.phone)
    return ", ".join(parts) + "."


def smaller_step(version: PlanVersion, language: str) -> dict[str, str]:
    """Return the words of a smaller step than the one that stands, to begin from when a new one is chosen."""
    parts = step_parts(version)
    words = {
        "step": version.step_words,
        "amount": version.amount_words,
        "when": version.when_words,
        "days": version.days_words,
    }
    amount = parts.amount
    if amount is None or amount.number is None:
        return words
    less = shrink(Step(version.step_words, amount.number, amount.unit or ""), GateChange.SMALLER)
    if less.changed and less.step.amount is not None:
        smaller = replace(amount, number=less.step.amount)
        words["amount"] = amount_phrase(smaller, language) or str(less.step.amount)
    return words


def _lines(tier: Tier, language: str) -> list[str]:
    return [line.say(language) for script in scripts_for(tier) for line in script.lines]


def _attempt(row: Any) -> dict[str, Any]:
    return {
        "at": row.at,
        "channel": _(CHANNEL_LABELS[Channel(row.channel)]),
        "result": _(ATTEMPT_RESULT_LABELS[AttemptResult(row.result)]),
        "who": row.by.name,
    }


def _move(row: Any) -> dict[str, Any]:
    return {"from": row.from_owner.called, "why": _(MOVE_REASON_LABELS[MoveReason(row.reason)]), "at": row.at}
