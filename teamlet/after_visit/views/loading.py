"""What the pages after a visit begin with: the row the address names, or a 404."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from teamlet.ground.access.principal import Principal
from teamlet.records.documents import queries as documents
from teamlet.records.documents.models import TakeHomePage
from teamlet.records.followups.models import Contact, RedFlag
from teamlet.records.followups.queries import contact, red_flag
from teamlet.records.plans.models import PlanVersion
from teamlet.records.plans.queries import plan_version


def principal_of(request: HttpRequest) -> Principal:
    """Return who asks; the gate has let them in."""
    principal: Principal = request.principal  # type: ignore[attr-defined]
    return principal


def page_or_404(request: HttpRequest, oid: str) -> TakeHomePage:
    """Return a page of the practice whose goal the person may read."""
    by = principal_of(request)
    found = documents.page(by, oid)
    if found is None or plan_version(by, found.plan_version.oid) is None:
        raise Http404
    return found


def version_or_404(request: HttpRequest, oid: str) -> PlanVersion:
    """Return a plan version of the practice that the person may read."""
    found = plan_version(principal_of(request), oid)
    if found is None:
        raise Http404
    return found


def contact_or_404(request: HttpRequest, oid: str) -> Contact:
    """Return a contact of the practice whose goal the person may read."""
    by = principal_of(request)
    found = contact(by, oid)
    if found is None or plan_version(by, found.plan_version.oid) is None:
        raise Http404
    return found


def flag_or_404(request: HttpRequest, oid: str) -> RedFlag:
    """Return something worrying of the practice."""
    found = red_flag(principal_of(request), oid)
    if found is None:
        raise Http404
    return found
