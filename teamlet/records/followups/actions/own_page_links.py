"""The way to a patient's own page: links made and ended, the birth date that is asked first, a new link by text."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from teamlet.ground.access import tries
from teamlet.ground.access.links import new_token, token_hash
from teamlet.ground.access.principal import Principal
from teamlet.ground.access.roles import FINDS_PATIENTS
from teamlet.ground.audit.action import action, audit, goes_on
from teamlet.ground.jobs.hold import installation
from teamlet.ground.reasons import Reason, Refused
from teamlet.records.followups.models import OwnPageKey, OwnPageLink
from teamlet.records.followups.queries.own_page import acting_on_own_page, decide_own_page, helper_of, opens
from teamlet.records.followups.words.own_page import OPEN_FOR, OWN_PAGE_ADDRESS, OwnAccess
from teamlet.records.instruments.actions.links import Entered
from teamlet.records.instruments.actions.routing import local_day
from teamlet.records.instruments.words import Checked
from teamlet.records.outreach.actions import draft_message, release_message
from teamlet.records.outreach.queries.wording import Wording, origin
from teamlet.records.outreach.words import Channel, Purpose
from teamlet.records.patients.models import Helper, Patient
from teamlet.records.practice.models import Practice
from teamlet.records.tasks.actions import open_task
from teamlet.records.tasks.models import Task
from teamlet.records.tasks.queries import owner_for
from teamlet.records.tasks.words import Duty, TaskKind, TaskState

if TYPE_CHECKING:
    from teamlet.records.plans.models import PlanVersion

#: One new link a day for each person, and so many asked for from one browser within an hour.
_A_DAY, _AN_HOUR, _ASKED = 86_400, 3_600, 10
#: What a message about a link belongs to (``settings.MESSAGES_WANTED``).
ABOUT = "followups.own_page_link"


@action
def open_own_page(
    *,
    patient: Patient,
    plan_version: PlanVersion | None = None,
    helper: Helper | None = None,
    at: datetime,
    by: Principal,
) -> str:
    """Make a link to the patient's own page and return its path with the secret, which is kept nowhere.

    Earlier links stay good until their time is over: one may be on paper, another in a text.  ``helper``: the link is
    that person's, and shows less.  ``plan_version`` is the plan with whose copy it goes out, for the record.  Raises
    ``Refused`` when there is no page: under 18, birth date not known, record joined or closed, patient died, no
    agreement to the helper.
    """
    row = Patient.objects.select_related("merged_into", "practice").get(pk=patient.pk, practice_id=by.practice_id)
    if helper is not None:
        helper = Helper.objects.get(pk=helper.pk, patient=row)
    decision = decide_own_page(row, helper, of_helper=helper is not None, at=at)
    if decision.status is OwnAccess.NO:
        raise Refused(decision.reason)
    helper_oid = helper.oid if helper is not None else ""
    token = new_token()
    link = OwnPageLink.objects.create(
        practice_id=by.practice_id,
        patient=row,
        helper_oid=helper_oid,
        epoch=installation().epoch_key,
        token_hash=token_hash(token),
        by_id=by.user_id,
        at=at,
        expires_at=at + OPEN_FOR,
    )
    audit(link, patient=row, helper=helper_oid, plan=plan_version.oid if plan_version is not None else "")
    return OWN_PAGE_ADDRESS.format(token=token)


@action
@goes_on
def end_own_pages(*, patient: Patient, helper_oid: str | None = None, at: datetime, by: Principal) -> int:
    """End the links to a patient's page with every phone on which it is open; return how many links ended.

    ``helper_oid`` ends one person's only ("" = the patient's own).  Raises ``Refused`` for roles that may not find
    patients.
    """
    if not by.has(FINDS_PATIENTS):
        raise Refused(Reason("followups.own_page_role"))
    row = Patient.objects.get(pk=patient.pk, practice_id=by.practice_id)
    links = OwnPageLink.objects.filter(patient=row, ended_at=None)
    if helper_oid is not None:
        links = links.filter(helper_oid=helper_oid)
    OwnPageKey.objects.filter(link__in=links, ended_at=None).update(ended_at=at)
    ended = links.update(ended_at=at)
    audit(("followups.ownpagelink", row.oid), patient=row, ended=ended)
    return ended


@action
@goes_on
def leave_own_page(*, key: OwnPageKey, at: datetime, by: Principal) -> None:
    """Close the page on one phone."""
    OwnPageKey.objects.filter(pk=key.pk, ended_at=None).update(ended_at=at)
    audit(key, patient=key.link.patient)


@action
def verify_own_birth_date(*, link: OwnPageLink, birth_date: date | None, at: datetime, by: Principal) -> Entered:
    """Compare a birth date with the patient's; when it is right the phone gets a key that is good for 90 days.

    Five wrong ones are compared at most, however many come at once and by however many links of the same person: a
    try is taken before the look, a wrong one counts for all of them.  Then the link is locked and the front desk gets
    a task.  Raises ``Refused`` when the link leads nowhere any more.
    """
    # For update: a link that is ended in this moment lets nobody in.
    rows = OwnPageLink.objects.select_for_update(of=("self",)).select_related("patient__merged_into", "practice")
    link = rows.get(pk=link.pk, practice_id=by.practice_id)
    if not opens(link, at=at):
        raise Refused(Reason("followups.own_page_over"))
    taken = OwnPageLink.objects.filter(pk=link.pk, tries_left__gt=0).update(tries_left=F("tries_left") - 1)
    if not taken:
        audit(link, patient=link.patient, checked=Checked.LOCKED)
        return Entered(Checked.LOCKED)
    if birth_date is None or birth_date != link.patient.birth_date:
        others = OwnPageLink.objects.filter(patient=link.patient, helper_oid=link.helper_oid, ended_at=None)
        others.exclude(pk=link.pk).filter(tries_left__gt=0).update(tries_left=F("tries_left") - 1)
        left = OwnPageLink.objects.values_list("tries_left", flat=True).get(pk=link.pk)
        if not left:
            _lock(link, at, by)
        audit(link, patient=link.patient, checked=Checked.WRONG, left=left)
        return Entered(Checked.WRONG)
    OwnPageLink.objects.filter(pk=link.pk).update(tries_left=F("tries_left") + 1)
    key = new_token()
    OwnPageKey.objects.create(link=link, key_hash=token_hash(key), began_at=at, until=at + OPEN_FOR)
    audit(link, patient=link.patient, checked=Checked.RIGHT)
    return Entered(Checked.RIGHT, key)


def text_new_link(*, link: OwnPageLink | None, client: str, at: datetime, request_id: str = "") -> None:
    """Text a new link to the number on file, when that may be; whoever asks hears the same and learns nothing.

    Nothing happens for a link that is not known, that is a helper's, whose last one was locked by wrong birth dates,
    or whose patient has no page, has not agreed to such texts, or has been sent one today.  ``client`` is the
    browser's address, to count how often it asks.
    """
    may_ask = tries.take(f"own-link-from:{client}", limit=_ASKED, seconds=_AN_HOUR)
    if link is None or not may_ask or link.helper_oid or _was_locked(link):
        return
    if not tries.take(f"own-link:{link.patient.oid}", limit=1, seconds=_A_DAY):
        return
    by = acting_on_own_page(link.practice, request_id=request_id)
    try:
        send_own_link(patient=link.patient, practice=link.practice, at=at, by=by)
    except Refused:
        return


def send_own_link(*, patient: Patient, practice: Practice, at: datetime, by: Principal) -> None:
    """Make a link and queue the text that brings it, as one act.

    Raises ``Refused`` with what keeps the text from going out (``release_message``); then there is no new link either.
    """
    with transaction.atomic():
        path = open_own_page(patient=patient, at=at, by=by)
        link = OwnPageLink.objects.get(token_hash=token_hash(path.rstrip("/").rpartition("/")[2]))
        wording = Wording(practice)
        spoken = patient.language[:2].lower()
        language = spoken if spoken and wording.speaks(spoken) else "en"
        said = wording.render(
            "plan_copy", language=language, channel=Channel.TEXT, values={"link": f"{origin()}{path}"}
        )
        message = draft_message(
            patient=patient,
            purpose=Purpose.PLAN_COPY,
            channel=Channel.TEXT,
            language=language,
            body=said.body,
            why=Reason("followups.own_page_new_link"),
            occurrence=f"own page {link.oid}",
            send_after=at,
            expires_at=at + timedelta(days=1),
            about=(ABOUT, link.oid),
            at=at,
            by=by,
        )
        release_message(message=message, at=at, by=by)


def _was_locked(link: OwnPageLink) -> bool:
    """Whether wrong birth dates locked this person's newest link: only staff make another then."""
    rows = OwnPageLink.objects.filter(patient_id=link.patient_id, helper_oid=link.helper_oid)
    return rows.order_by("-id").values_list("tries_left", flat=True).first() == 0


def _lock(link: OwnPageLink, at: datetime, by: Principal) -> None:
    """Tell the front desk; phones that were let in before stay open, as their birth date was right."""
    if Task.objects.filter(
        practice=link.practice, kind=TaskKind.LOCKED_LINK, about_oid=link.oid, state=TaskState.OPEN
    ).exists():
        return
    today = local_day(link.practice, at)
    choice = owner_for(
        link.practice, Duty.GATHER_DATA, kind=TaskKind.LOCKED_LINK, author=None, on=today, patient=link.patient
    )
    open_task(
        patient=link.patient,
        kind=TaskKind.LOCKED_LINK,
        about_oid=link.oid,
        owner=choice.owner,
        backup=choice.backup,
        owner_from=choice.owner_from,
        due_on=today,
        detail={"way_in": "own_page", "helper": bool(helper_of(link))},
        at=at,
        by=by,
    )
