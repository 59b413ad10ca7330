"""The list "Back on track": who is on it, one line of it, and the facts from which the worker finds them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from teamlet.ground.access.principal import Principal
from teamlet.ground.reasons import Reason
from teamlet.records.followups.models import Slip
from teamlet.records.followups.queries.need_facts import of_patients
from teamlet.records.followups.rules.slips import DAYS, MEASURES_LOOKED_AT
from teamlet.records.followups.words.slips import SlipState
from teamlet.records.patients.models import Patient
from teamlet.records.patients.queries.population_facts import last_values
from teamlet.records.patients.queries.populations import shown_to
from teamlet.records.patients.rules.populations import Value
from teamlet.records.patients.rules.targets import MEASURES
from teamlet.records.patients.words import TARGET_MEASURE_LABELS, Showing, TargetMeasure, View
from teamlet.records.practice.queries import Scope, practice_id_of

PAGE = 50
Values = dict[TargetMeasure, dict[int, list[Value]]]


@dataclass(frozen=True, slots=True)
class SlipLine:
    """One line of the list; ``reasons`` are empty where the reader is only told to open the chart."""

    id: int
    oid: str
    patient_id: int
    patient_oid: str
    given: str
    family: str
    language: str
    interpreter: bool
    reasons: tuple[Reason, ...]
    noticed_on: date
    owner: str
    owner_oid: str
    contact_oid: str
    contact_on: date | None

    @property
    def cursor(self) -> tuple[date, int]:
        """Where the list goes on after this line (keyset, never OFFSET)."""
        return self.noticed_on, self.id


def open_slips(
    by: Principal,
    *,
    owners: Collection[int] | None = None,
    ownerless: bool = False,
    after: tuple[date, int] | None = None,
    limit: int = PAGE,
) -> list[SlipLine]:
    """Return one page of the list, longest noticed first: all, those of some owners (ids), or those without; one query.

    What rests on labelled data appears only as "see chart", or not at all, as ``patients.rules.may_see`` says of the
    reader's roles in a list.
    """
    rows = Slip.objects.filter(practice_id=by.practice_id, state=SlipState.OPEN)
    if ownerless:
        rows = rows.filter(task__isnull=True)
    elif owners is not None:
        rows = rows.filter(task__owner_id__in=list(owners))
    if after is not None:
        noticed, pk = after
        rows = rows.filter(Q(noticed_on__gt=noticed) | Q(noticed_on=noticed, id__gt=pk))
    found = rows.order_by("noticed_on", "id").values_list(
        "id", "oid", "patient_id", "patient__oid", "patient__given", "patient__family", "patient__language",
        "patient__interpreter", "reasons", "labels", "noticed_on", "task__owner__called", "task__owner__oid",
        "contact__oid", "contact__due_on",
    )[:limit]  # fmt: skip
    lines = []
    for (
        pk, oid, patient_id, patient, given, family, language, interpreter, reasons, labels, noticed, called,
        owner_oid, contact_oid, contact_on,
    ) in found:  # fmt: skip
        showing = shown_to(labels, by.roles, View.LIST)
        if showing is Showing.HIDDEN:
            continue
        said = tuple(as_reason(each) for each in reasons) if showing is Showing.SHOWN else ()
        lines.append(
            SlipLine(
                pk, oid, patient_id, patient, given, family, language, interpreter, said, noticed, called or "",
                owner_oid or "", contact_oid or "", contact_on,
            )
        )  # fmt: skip
    return lines


def slip(by: Principal, oid: str) -> Slip | None:
    """Return a line with patient, owner and contact; None when absent, or not for the reader's roles."""
    row = (
        Slip.objects.filter(practice_id=by.practice_id, oid=oid)
        .select_related("patient__practice", "patient__merged_into", "task__owner__user", "contact", "answered_by")
        .first()
    )
    if row is None or shown_to(row.labels, by.roles, View.CHART) is not Showing.SHOWN:
        return None
    return row


def slips_of(by: Principal, patient_id: int, limit: int = 20) -> list[Slip]:
    """Return a patient's lines, open ones first, then newest first, as far as the reader's roles go; one query."""
    rows = Slip.objects.filter(practice_id=by.practice_id, patient_id=patient_id)
    found = rows.select_related("task__owner", "contact", "answered_by").order_by("-id")[:limit]
    shown = [row for row in found if shown_to(row.labels, by.roles, View.CHART) is Showing.SHOWN]
    return sorted(shown, key=lambda row: row.state != SlipState.OPEN)


def open_slip_count(scope: Scope, *, owner_id: int | None = None, cap: int = 1000) -> int:
    """Return how many lines are open, of one owner where given, counted to ``cap`` at most."""
    rows: QuerySet[Slip] = Slip.objects.filter(practice_id=practice_id_of(scope), state=SlipState.OPEN)
    if owner_id is not None:
        rows = rows.filter(task__owner_id=owner_id)
    return rows.order_by()[:cap].count()


def as_reason(kept: dict[str, Any]) -> Reason:
    """Return a reason as it was kept, its measure by name in the reader's language."""
    values = dict(kept["values"])
    if values.get("measure") in set(TargetMeasure):
        values["measure"] = _(TARGET_MEASURE_LABELS[TargetMeasure(values["measure"])])
    return Reason(kept["code"], values)


# --- what the worker asks ----------------------------------------------------------------------------


def slip_values(scope: Scope, patients: Collection[int], *, on: date) -> Values:
    """Return the last days' values of each measure by patient, newest first; a statement for each measure."""
    return {
        code: last_values(practice_id_of(scope), MEASURES[code].reading, on=on, days=DAYS, patients=patients)
        for code in MEASURES_LOOKED_AT
    }


def may_be_listed(scope: Scope, patients: Collection[int]) -> set[int]:
    """Return of these patients those who may be on the list: alive, with the practice, on lists by their own leave."""
    rows = Patient.objects.filter(
        of_patients("pk", patients),
        practice_id=practice_id_of(scope),
        merged_into=None,
        deceased_on=None,
        is_active=True,
        lists_declined_on=None,
    )
    return set(rows.values_list("pk", flat=True))


def last_slips(scope: Scope, patients: Collection[int]) -> dict[tuple[int, str], Slip]:
    """Return the newest line of each patient and measure; one statement."""
    rows = Slip.objects.filter(of_patients("patient_id", patients), practice_id=practice_id_of(scope))
    return {(row.patient_id, row.measure): row for row in rows.select_related("task").order_by("id")}
