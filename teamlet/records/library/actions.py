"""Writing the practice's own content: a draft, its approval, an earlier version brought back."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from teamlet.content import library
from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.action import action, audit
from teamlet.ground.reasons import Reason, Refused
from teamlet.records.library import queries
from teamlet.records.library.models import ContentVersion
from teamlet.records.library.permissions import check_edit_content
from teamlet.records.library.rules import Approval
from teamlet.records.practice.models import Practice


@action
def save_draft(
    *,
    kind: str,
    id: str,  # noqa: A002  (the word of the files)
    body: dict[str, Any],
    seen: int,
    seen_draft: int | None = None,
    note: str = "",
    at: datetime,
    by: Principal,
) -> ContentVersion:
    """Keep a draft, whether it is valid or not.  ``seen`` is the number of the newest version the form showed,
    ``seen_draft`` (where given) the ``queries.mark_of`` it: the same draft saved again by somebody else has another.

    Raises ``Refused`` when somebody saved another version meanwhile, or for a role that does not edit content;
    ``LookupError`` for content that was never shipped.
    """
    check_edit_content(by)
    queries.check_known(kind, id)
    Practice.objects.select_for_update().get(pk=by.practice_id)
    versions = queries.history(by, kind, id, limit=1)
    newest = versions[0] if versions else None
    number = newest.number if newest else 0
    if seen != number or (seen_draft is not None and seen_draft != queries.mark_of(newest)):
        raise Refused(Reason("library.changed_meanwhile"))
    if newest is not None and newest.approved_at is None:
        made = newest
    else:
        made = ContentVersion(
            practice_id=by.practice_id, kind=kind, content_id=id, number=number + 1, made_from=_origin(by, kind, id)
        )
    made.body, made.note, made.by_id, made.at = body, note.strip()[:240], by.user_id, at
    made.save()
    audit(made, kind=kind, content=id, number=made.number)
    return made


@action
def approve_draft(*, kind: str, id: str, number: int, at: datetime, by: Principal) -> ContentVersion:  # noqa: A002
    """Put a draft in force.  Raises ``Refused`` when it has problems, for its author while somebody else could
    approve it, and when it is no longer the draft that was shown."""
    check_edit_content(by)
    Practice.objects.select_for_update().get(pk=by.practice_id)
    made = queries.draft(by, kind, id)
    if made is None:
        raise Refused(Reason("library.no_draft"))
    if made.number != number:
        raise Refused(Reason("library.changed_meanwhile"))
    decision = queries.approval_of(by, made)
    if decision.status is Approval.NO:
        raise Refused(decision.reason)
    _approve(made, at, by)
    audit(made, kind=kind, content=id, number=number, approval=decision.status.value)
    return made


@action
def discard_draft(*, kind: str, id: str, by: Principal) -> None:  # noqa: A002
    """Throw the open draft away; what is in force stays.  Raises ``Refused`` when there is none."""
    check_edit_content(by)
    made = queries.draft(by, kind, id)
    if made is None:
        raise Refused(Reason("library.no_draft"))
    audit(made, kind=kind, content=id, number=made.number)
    made.delete()


@action
def restore_version(*, kind: str, id: str, number: int, at: datetime, by: Principal) -> ContentVersion:  # noqa: A002
    """Make an earlier version the draft again, or the shipped file (``number`` 0); it is approved like any draft.

    Raises ``Refused`` when there is no such version or another draft is open.
    """
    check_edit_content(by)
    Practice.objects.select_for_update().get(pk=by.practice_id)
    if queries.draft(by, kind, id) is not None:
        raise Refused(Reason("library.changed_meanwhile"))
    earlier = queries.version(by, kind, id, number) if number else None
    if earlier is None and (number or not library.versions(kind, id)):
        raise Refused(Reason("library.no_such_version"))
    versions = queries.history(by, kind, id, limit=1)
    made = ContentVersion.objects.create(
        practice_id=by.practice_id,
        kind=kind,
        content_id=id,
        number=(versions[0].number if versions else 0) + 1,
        body=earlier.body if earlier else queries.shipped_body(kind, id),
        made_from=str(number) if number else _shipped(kind, id),
        by_id=by.user_id,
        at=at,
    )
    audit(made, kind=kind, content=id, number=made.number, restores=number)
    return made


def _approve(made: ContentVersion, at: datetime, by: Principal) -> None:
    on = at.astimezone(ZoneInfo(by.time_zone)).date()
    provenance = {**made.body.get("provenance", {}), "reviewed_by": by.name, "reviewed_on": on.isoformat()}
    if made.by is not None:
        provenance["author"] = made.by.name
    body = {**made.body, "provenance": provenance}
    problems = library.validate_edit(made.kind, queries.as_mapping(body))
    if problems:
        raise Refused(Reason("library.not_valid", {"count": len(problems)}))
    made.body, made.approved_by_id, made.approved_at = body, by.user_id, at
    made.save(update_fields=["body", "approved_by", "approved_at"])


def _origin(by: Principal, kind: str, id: str) -> str:  # noqa: A002
    own = queries.in_force(by, kind, id)
    return str(own.number) if own is not None else _shipped(kind, id)


def _shipped(kind: str, id: str) -> str:  # noqa: A002
    if queries.is_own(kind, id):
        return "new"
    return f"shipped:{library.versions(kind, id)[-1]}"
