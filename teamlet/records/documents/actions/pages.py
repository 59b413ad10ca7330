"""Making a page, giving it, withdrawing it, and copying a text for the electronic record."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from teamlet.ground.access.principal import Principal, user_of
from teamlet.ground.audit.action import action, audit, goes_on
from teamlet.ground.reasons import Refused
from teamlet.records.documents import rules
from teamlet.records.documents.models import EhrCopy, PageGiven, TakeHomePage
from teamlet.records.documents.queries import LANGUAGES, facts_as_json, gather_facts, note_text, refs_as_json, refs_of
from teamlet.records.documents.words import CopyKind, GivenChannel, PageVariant, PrintState
from teamlet.records.plans.models import PlanVersion


@action
def make_page(
    *,
    version: PlanVersion,
    language: str | None = None,
    variant: PageVariant | None = None,
    at: datetime,
    by: Principal,
) -> TakeHomePage:
    """Make the page to take home from a saved plan version.

    ``language`` None = the patient's own.  Raises ``Refused`` naming the language when the page does not
    exist in it: a person then chooses another, never the software.
    """
    patient, practice = version.plan.patient, version.plan.practice
    wanted = language or patient.language or practice.language
    allowed = rules.may_print(wanted, LANGUAGES)
    if allowed.status is not PrintState.READY:
        raise Refused(allowed.reason)
    chosen = variant or (PageVariant.LARGE_PRINT if patient.large_print else PageVariant.STANDARD)
    printed_on = at.astimezone(ZoneInfo(practice.time_zone)).date()
    facts = gather_facts(version, language=wanted[:2], variant=chosen, printed_on=printed_on)
    page = TakeHomePage.objects.create(
        practice=practice,
        patient=patient,
        plan_version=version,
        number=TakeHomePage.objects.filter(plan_version__plan_id=version.plan_id).count() + 1,
        language=wanted[:2],
        variant=chosen,
        facts=facts_as_json(facts),
        made_at=at,
        made_by_id=by.user_id,
    )
    audit(page, patient=patient, language=page.language, variant=chosen, version=version.number)
    return page


@action
def give_page(
    *, version: PlanVersion, page: TakeHomePage | None, channel: GivenChannel, at: datetime, by: Principal
) -> PageGiven:
    """Note how the patient got the page, or why not today."""
    given = PageGiven.objects.create(plan_version=version, page=page, channel=channel, by_id=by.user_id, at=at)
    audit(given, patient=version.plan.patient, channel=channel)
    return given


@action
@goes_on
def withdraw_page(*, page: TakeHomePage, at: datetime, by: Principal) -> None:
    """Withdraw a page: it is not printed again, and whoever opens it is told so."""
    TakeHomePage.objects.filter(pk=page.pk, withdrawn_at__isnull=True).update(
        withdrawn_at=at, withdrawn_by_id=by.user_id
    )
    audit(page, patient=page.patient)


@action
def copy_for_ehr(*, version: PlanVersion, kind: CopyKind, at: datetime, by: Principal) -> str:
    """Return the text of ``kind`` and record who copied it, of which versions."""
    printed_on = at.astimezone(ZoneInfo(version.plan.practice.time_zone)).date()
    text = note_text(version, kind, printed_on=printed_on)
    row = EhrCopy.objects.create(
        practice_id=version.plan.practice_id,
        patient_id=version.plan.patient_id,
        plan_version=version,
        kind=kind,
        refs=refs_as_json(refs_of(version)),
        by_id=user_of(by),
        at=at,
    )
    audit(row, patient=version.plan.patient, kind=kind, version=version.number)
    return text
