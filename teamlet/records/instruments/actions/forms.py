"""Giving a form out, taking it back, letting it run out."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from teamlet.content import instruments as content
from teamlet.content.instruments import Instrument
from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.action import action, audit
from teamlet.ground.reasons import Reason, Refused
from teamlet.records.instruments.actions.tools import move_tools
from teamlet.records.instruments.models import Form, FormAccess, FormChange, FormLink, TabletBinding
from teamlet.records.instruments.permissions import check_issue
from teamlet.records.instruments.queries.access import DECIDES, standing_of
from teamlet.records.instruments.queries.forms import RUNNING, facts_of
from teamlet.records.instruments.rules.forms import may_fill, may_move, patient_bar
from teamlet.records.instruments.rules.keying import CODE_LENGTH, CODE_SIGNS
from teamlet.records.instruments.words import FormPurpose, FormState, MayFill, TabletState
from teamlet.records.outreach.actions import has_messages, suit_messages
from teamlet.records.patients.models import Patient
from teamlet.records.practice.models import Practice
from teamlet.records.visits.models import Visit
from teamlet.records.visits.rules.words import ToolState

#: Days that a form without a visit waits for its answers.
DAYS = 14


@action
def issue_form(
    *,
    patient: Patient,
    visit: Visit | None = None,
    purpose: FormPurpose,
    parts: Sequence[str],
    asked: Mapping[str, Sequence[str]] | None = None,
    language: str = "",
    days: int = DAYS,
    at: datetime,
    by: Principal,
) -> Form:
    """Give a patient a form with these instruments (ids, or ``"<id>@<version>"``), in this order.

    ``asked`` limits an instrument to some of its items (by id or reference).  ``language`` is the patient's unless
    given, English where that is not known.  It waits until the end of the visit's day, without a visit ``days`` days.
    Raises ``Refused`` for a patient who is merged, deceased or gone, somebody else's visit, no or unknown parts, and
    questions that do not exist in the language.  Tools on the visit that it carries count as given.
    """
    check_issue(by)
    patient = Patient.objects.select_related("practice").get(pk=patient.pk, practice_id=by.practice_id)
    _check_patient(patient)
    if visit is not None and visit.patient_id != patient.pk:
        raise Refused(Reason("instruments.visit_of_other"))
    language = language or patient.language or "en"
    chosen = _instruments(parts, language)
    limits = dict(asked or {})
    form = Form(
        practice=patient.practice,
        patient=patient,
        visit=visit,
        code=_new_code(patient.practice),
        purpose=purpose,
        language=language,
        parts=[each.key for each in chosen],
        asked={each.key: _items(each, limits) for each in chosen if each.id in limits or each.key in limits},
        issued_by_id=by.user_id,
        issued_at=at,
        expires_at=_expiry(patient.practice, visit, days, at),
    )
    decision = may_fill(facts_of(form), at=at)
    if decision.status is MayFill.NO:
        raise Refused(decision.reason)
    form.save()
    _note(form, "", FormState.ISSUED, "", at, by)
    move_tools(form, ToolState.GIVEN, at, by)
    audit(form, patient=patient, purpose=purpose, parts=form.parts, language=language)
    return form


@action
def revoke_form(*, form: Form, reason: str = "by_staff", at: datetime, by: Principal) -> None:
    """Take a form back: every link and tablet of it is dead at once; what was answered stays.

    ``reason`` is a code.  Raises ``Refused`` when it was sent back or is over already.
    """
    check_issue(by)
    form = lock_form(form)
    move_form(form, FormState.REVOKED, at, by, reason)
    move_tools(form, ToolState.PLACED, at, by)
    audit(form, patient=form.patient, reason=reason)


@action
def set_form_language(*, form: Form, language: str, at: datetime, by: Principal) -> Form:
    """Go on in another language: what was answered stays; each answer keeps the language it was given in.

    Raises ``Refused`` when a part does not exist in it, or the form is over.
    """
    form = lock_form(form)
    decision = may_fill(facts_of(form), at=at)
    if decision.status is MayFill.NO:
        raise Refused(decision.reason)
    for key in form.parts:
        _check_language(content.by_key(key), language)
    form.language = language
    form.save(update_fields=["language"])
    audit(form, patient=form.patient, language=language)
    return form


@action
def expire_forms(*, practice: Practice, at: datetime, by: Principal) -> int:
    """End every form of the practice that is over at ``at``, and forget wiped tablets; return how many forms ended.

    For the worker: pages ask ``may_use`` and need not wait for it.  Forms of visits that were called off and of
    patients who were joined with another record, died or left are taken back.
    """
    ended = 0
    running = Form.objects.filter(practice=practice, state__in=RUNNING).select_related("patient", "visit")
    for form in running.select_for_update(of=("self",)).order_by("id"):
        decision = may_fill(facts_of(form), at=at)
        if decision.status is MayFill.YES:
            continue
        code = decision.reason.code
        to = FormState.EXPIRED if code == "instruments.form_expired" else FormState.REVOKED
        move_form(form, to, at, by, code.rpartition(".")[2])
        ended += 1
    wiped = 0
    for binding in TabletBinding.objects.filter(practice=practice, state__in=[TabletState.OPEN, TabletState.CURTAIN]):
        if standing_of(binding, at=at) is TabletState.WIPED:
            end_binding(binding, TabletState.WIPED, at)
            wiped += 1
    audit(practice, ended=ended, wiped=wiped)
    return ended


def lock_form(form: Form) -> Form:
    """Return the form locked in the present transaction, with practice, patient and visit as they are now."""
    locked = Form.objects.select_for_update(of=("self",)).select_related("practice", "patient", "visit")
    return locked.get(pk=form.pk)


def lock_way(form: Form, access: FormAccess | None) -> tuple[Form, FormAccess | None]:
    """Return the form locked in the present transaction and the browser's way to it, both as they are now.

    Without ``access`` (staff) as ``lock_form``.  Raises ``Refused`` for a browser with no way to this form.
    """
    if access is None:
        return lock_form(form), None
    rows = FormAccess.objects.select_related("form__patient", "form__visit", "link", "binding").only(*DECIDES)
    try:
        access = rows.select_for_update(of=("form",)).get(pk=access.pk, form=form)
    except FormAccess.DoesNotExist:
        raise Refused(Reason("instruments.access_over")) from None
    if access.form.practice_id == form.practice_id:
        access.form.practice = form.practice
    return access.form, access


def move_form(form: Form, to: FormState, at: datetime, by: Principal, reason: str = "") -> None:
    """Move a locked form to another state and note it; one that ends closes every way in.

    Raises ``Refused`` when its state does not allow it.
    """
    now = FormState(form.state)
    decision = may_move(now, to)
    if decision.status is MayFill.NO:
        raise Refused(decision.reason)
    form.state = to
    if to not in RUNNING:
        form.ended_at = form.ended_at or at
        close_ways_in(form, at)
        if has_messages(form.patient_id, ("instruments.form", form.oid)):
            suit_messages(patient=form.patient, about=("instruments.form", form.oid), at=at, by=by)
    form.save()
    _note(form, now, to, reason, at, by)


def close_ways_in(form: Form, at: datetime) -> None:
    """End every link, tablet and open browser of the form."""
    FormLink.objects.filter(form=form, ended_at__isnull=True).update(ended_at=at)
    FormAccess.objects.filter(form=form, ended_at__isnull=True).update(ended_at=at)
    TabletBinding.objects.filter(form=form, ended_at__isnull=True).update(
        ended_at=at, pin_hash="", state=TabletState.ENDED
    )


def end_links(form: Form, at: datetime) -> None:
    """End every link of the form and the browsers that came by one."""
    FormAccess.objects.filter(form=form, link__isnull=False, ended_at__isnull=True).update(ended_at=at)
    FormLink.objects.filter(form=form, ended_at__isnull=True).update(ended_at=at)


def end_binding(binding: TabletBinding, state: TabletState, at: datetime) -> None:
    """End one tablet and its browser; the form and its answers stay as they are."""
    FormAccess.objects.filter(binding=binding, ended_at__isnull=True).update(ended_at=at)
    TabletBinding.objects.filter(pk=binding.pk, ended_at__isnull=True).update(ended_at=at, pin_hash="", state=state)


def add_part(form: Form, instrument: Instrument) -> None:
    """Ask one more instrument at the end of a locked form."""
    form.parts = [*form.parts, instrument.key]
    form.save(update_fields=["parts"])


def _note(form: Form, from_state: str, to_state: FormState, reason: str, at: datetime, by: Principal) -> None:
    FormChange.objects.create(
        form=form, from_state=from_state, to_state=to_state, reason=reason, by_id=by.user_id, at=at
    )


def _check_patient(patient: Patient) -> None:
    code = patient_bar(
        is_merged=patient.merged_into_id is not None,
        is_deceased=patient.deceased_on is not None,
        is_active=patient.is_active,
    )
    if code is not None:
        raise Refused(Reason(code))


def _instruments(parts: Sequence[str], language: str) -> list[Instrument]:
    if not parts:
        raise Refused(Reason("instruments.no_parts"))
    found: dict[str, Instrument] = {}
    for part in parts:
        try:
            instrument = content.by_key(part) if "@" in part else content.load(part)
        except LookupError:
            raise Refused(Reason("instruments.part_unknown", {"part": part})) from None
        _check_language(instrument, language)
        found[instrument.id] = instrument
    return list(found.values())


def _check_language(instrument: Instrument, language: str) -> None:
    if not instrument.speaks(language):
        raise Refused(Reason("instruments.not_available", {"language": language, "part": instrument.id}))


def _items(instrument: Instrument, limits: Mapping[str, Sequence[str]]) -> list[str]:
    wanted = limits.get(instrument.key, limits.get(instrument.id, ()))
    if any(not instrument.has(item) for item in wanted):
        raise Refused(Reason("instruments.item_unknown"))
    return list(wanted)


def _expiry(practice: Practice, visit: Visit | None, days: int, at: datetime) -> datetime:
    if visit is None:
        return at + timedelta(days=days)
    midnight = datetime.combine(visit.day + timedelta(days=1), time(0), tzinfo=ZoneInfo(practice.time_zone))
    return max(midnight, at + timedelta(hours=1))


def _new_code(practice: Practice) -> str:
    while True:
        code = "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))
        if not Form.objects.filter(practice=practice, code=code).exists():
            return code
