"""Forms for a visit that are not filled yet: which of them a message may ask for."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from django.db.models import Exists, OuterRef

from teamlet.records.instruments.models import Form, FormLink
from teamlet.records.instruments.queries.forms import RUNNING
from teamlet.records.instruments.words import FormPurpose
from teamlet.records.outreach.models import Message
from teamlet.records.practice.models import Practice
from teamlet.records.practice.queries import Scope, practice_id_of
from teamlet.records.visits.words import VisitState


def forms_before_visits(scope: Scope, *, on: date, days: int, after: int = 0, limit: int = 100) -> list[Form]:
    """Return forms to prepare planned visits of the next ``days`` days that are not filled, from row ``after`` on.

    ``form.was_handed`` says whether a link was given out already.
    """
    links = FormLink.objects.filter(form=OuterRef("pk"))
    rows = Form.objects.filter(
        practice_id=practice_id_of(scope),
        visit__practice_id=practice_id_of(scope),
        visit__day__gt=on,
        visit__day__lte=on + timedelta(days=days),
        visit__state=VisitState.PLANNED,
        state__in=RUNNING,
        purpose=FormPurpose.VISIT_PREPARATION,
        pk__gt=after,
    ).annotate(was_handed=Exists(links))
    return list(rows.select_related("practice", "patient__practice", "visit").order_by("id")[:limit])


def bodies_of(scope: Scope, occurrences: Iterable[str]) -> dict[str, str]:
    """Return the words of the messages with these occurrences."""
    rows = Message.objects.filter(practice_id=practice_id_of(scope), occurrence__in=list(occurrences))
    return dict(rows.values_list("occurrence", "body"))


def forms_wanted(practice: Practice, oids: Collection[str]) -> frozenset[str]:
    """Return those of these forms that are not filled, before a visit that is still planned (``MESSAGES_WANTED``)."""
    rows = Form.objects.filter(practice=practice, oid__in=oids, state__in=RUNNING, visit__state=VisitState.PLANNED)
    return frozenset(rows.values_list("oid", flat=True))
