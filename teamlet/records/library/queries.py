"""The content that a practice uses: its own approved version, or else the file that was shipped.

``load_for(practice, kind, id)`` reads as ``teamlet.content.library.load`` does, with the practice first; a page that
needs several pieces makes one ``Shelf(practice)``.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, TypeVar

from teamlet.content import library, schema
from teamlet.ground.access.principal import Principal
from teamlet.ground.access.roles import LICENSED
from teamlet.ground.reasons import Decision
from teamlet.records.library.models import ContentVersion
from teamlet.records.library.permissions import EDITS_CONTENT, SAFETY_KINDS
from teamlet.records.library.rules import Approval, may_approve
from teamlet.records.practice.queries import Scope, active_members, practice_id_of, roles_of

#: Kinds of which a practice may write pieces of its own, and how their ids look.
OWN_KINDS = frozenset({"populations"})
OWN_ID = re.compile(r"own_[a-z0-9]{4,20}")

ContentT = TypeVar("ContentT", bound=schema.Content)


def content(scope: Scope, kind: str, id: str) -> schema.Content:  # noqa: A002  (the word of the files)
    """Return the practice's version in force, or the shipped one.  One query.

    Raises ``LookupError`` when neither is there.
    """
    rows = ContentVersion.objects.filter(practice_id=practice_id_of(scope), kind=kind, content_id=id)
    own = rows.filter(approved_at__isnull=False).order_by("-number").values_list("pk", "oid").first()
    return _parsed(*own, kind) if own is not None else library.load(kind, id)


def load_for(scope: Scope, kind: str, id: str, *, language: str | None = None) -> schema.Content:  # noqa: A002
    """Return ``content``.  Raises ``schema.NotInLanguage`` when ``language`` is given and it is not written in it."""
    found = content(scope, kind, id)
    if language is not None and not found.speaks(language):
        raise schema.NotInLanguage(language)
    return found


def load_for_as(shape: type[ContentT], scope: Scope, id: str, *, language: str | None = None) -> ContentT:  # noqa: A002
    """Return the same, typed: ``load_for_as(schema.PromptSet, by, "goal")``."""
    kind = next(name for name, known in schema.KINDS.items() if known is shape)
    found = load_for(scope, kind, id, language=language)
    if not isinstance(found, shape):
        raise TypeError(kind)
    return found


class Shelf:
    """Everything that a practice reads on one page: its own versions asked for once, the rest as shipped."""

    def __init__(self, scope: Scope) -> None:
        self._own = newest_approved(scope)

    def load(self, kind: str, id: str) -> schema.Content:  # noqa: A002
        """Return the version in force.  Raises ``LookupError`` when there is none."""
        own = self._own.get((kind, id))
        return _parsed(own.pk, own.oid, kind) if own is not None else library.load(kind, id)

    def load_as(self, shape: type[ContentT], id: str) -> ContentT:  # noqa: A002
        """Return the same, typed: ``Shelf(by).load_as(schema.GoalMenu, "generic")``."""
        kind = next(name for name, known in schema.KINDS.items() if known is shape)
        found = self.load(kind, id)
        if not isinstance(found, shape):
            raise TypeError(kind)
        return found


def in_force(scope: Scope, kind: str, id: str) -> ContentVersion | None:  # noqa: A002
    """Return the newest approved version of the practice's own, or None while the shipped file is used."""
    return _versions(scope, kind, id).filter(approved_at__isnull=False).first()


def draft(scope: Scope, kind: str, id: str) -> ContentVersion | None:  # noqa: A002
    """Return the open draft, or None."""
    return _versions(scope, kind, id).filter(approved_at__isnull=True).first()


def history(scope: Scope, kind: str, id: str, limit: int = 50) -> list[ContentVersion]:  # noqa: A002
    """Return the practice's versions, newest first, with who wrote and who approved them."""
    return list(_versions(scope, kind, id)[:limit])


def version(scope: Scope, kind: str, id: str, number: int) -> ContentVersion | None:  # noqa: A002
    """Return one version by its number, or None."""
    return _versions(scope, kind, id).filter(number=number).first()


def drafts(scope: Scope) -> list[ContentVersion]:
    """Return every open draft of the practice, oldest first."""
    rows = ContentVersion.objects.filter(practice_id=practice_id_of(scope), approved_at__isnull=True)
    return list(rows.select_related("by").order_by("at"))


def newest_approved(scope: Scope) -> dict[tuple[str, str], ContentVersion]:
    """Return the practice's versions in force by kind and id; one query."""
    rows = ContentVersion.objects.filter(practice_id=practice_id_of(scope), approved_at__isnull=False)
    return {(row.kind, row.content_id): row for row in rows.select_related("approved_by").order_by("number")}


def approval_of(by: Principal, made: ContentVersion) -> Decision[Approval]:
    """Decide whether the person may approve this draft now (``rules.may_approve``)."""
    editors = active_members(by, roles=EDITS_CONTENT)
    return may_approve(
        by.user_id or 0,
        author=made.by_id,
        editors={row.user_id for row in editors},
        licensed={row.user_id for row in editors if roles_of(row) & LICENSED},
        is_safety=made.kind in SAFETY_KINDS,
    )


def body_of(scope: Scope, kind: str, id: str) -> dict[str, Any]:  # noqa: A002
    """Return what is in force as plain JSON values: what a new draft begins with."""
    own = in_force(scope, kind, id)
    return own.body if own is not None else shipped_body(kind, id)


def shipped_body(kind: str, id: str) -> dict[str, Any]:  # noqa: A002
    """Return the shipped file as plain JSON values, dates as ISO text.  Raises ``LookupError`` when there is none."""
    name = library.file_of(kind, id).name
    values: dict[str, Any] = _plain(tomllib.loads((library.FOLDER / name).read_text(encoding="utf-8")))
    return values


def as_mapping(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a stored body as ``content.library.validate`` and ``parse_content`` want it: real dates."""
    values = dict(body)
    provenance = dict(values.get("provenance", {}))
    if isinstance(provenance.get("reviewed_on"), str):
        with contextlib.suppress(ValueError):
            provenance["reviewed_on"] = dt.date.fromisoformat(provenance["reviewed_on"])
    if provenance:
        values["provenance"] = provenance
    return values


def _versions(scope: Scope, kind: str, id: str) -> Any:  # noqa: A002
    rows = ContentVersion.objects.filter(practice_id=practice_id_of(scope), kind=kind, content_id=id)
    return rows.select_related("by", "approved_by").order_by("-number")


def is_own(kind: str, id: str) -> bool:  # noqa: A002
    """Whether this is content that the practice wrote from nothing: no file of it was ever shipped."""
    return kind in OWN_KINDS and OWN_ID.fullmatch(id) is not None


def check_known(kind: str, id: str) -> None:  # noqa: A002
    """Raise ``LookupError`` for content that was neither shipped nor can be the practice's own."""
    if not is_own(kind, id):
        library.file_of(kind, id)


def mark_of(version: ContentVersion | None) -> int:
    """Return what tells one save of a draft from the next: the milliseconds of its time; 0 for none."""
    return 0 if version is None else round(version.at.timestamp() * 1000)


def parsed(row: ContentVersion) -> schema.Content:
    """Return an approved version as content; read and checked once in a process."""
    return _parsed(row.pk, row.oid, row.kind)


@lru_cache(maxsize=256)
def _parsed(pk: int, oid: str, kind: str) -> schema.Content:
    # An approved version never changes, so it is read and checked once in a process.
    row = ContentVersion.objects.get(pk=pk, oid=oid)
    return library.parse_content(kind, as_mapping(row.body), where=f"{row.kind}/{row.content_id}")


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, dt.date | dt.datetime) else value
