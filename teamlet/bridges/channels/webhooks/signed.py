"""A call is taken for genuine or not at all: its signature, its shape, the practice that it is for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

import structlog
from django.conf import settings
from django.http import HttpRequest
from django.http.request import RawPostDataException

from teamlet.bridges.channels.webhooks.addresses import as_signed
from teamlet.records.outreach.rules.signatures import check_signature
from teamlet.records.outreach.rules.words import Signed
from teamlet.records.practice.models import Practice
from teamlet.records.practice.queries import practice_by_key

log = structlog.get_logger("teamlet.outreach")

#: Bytes of a call that are read; a text has 1,600 characters, and whatever is signed and longer is taken all the same.
LONGEST_CALL = 2_000_000
_MOST_FIELDS = 200
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Genuine:
    """A call that the provider signed, for this practice."""

    practice: Practice
    fields: Mapping[str, str]


def read_signed(request: HttpRequest, practice: str, address: str) -> Genuine | None:
    """Return what was said to ``address`` when it is signed, else None; why not stands in the log, without content."""
    fields = _fields(request)
    why = "shape"
    if fields is not None:
        why = _why_not_signed(request, address, fields)
        row = practice_by_key(practice) if not why else None
        if row is not None:
            return Genuine(row, {name: values[-1].replace("\x00", "") for name, values in fields.items()})
    match = request.resolver_match
    log.warning("call not taken", page=match.view_name if match else "", why=why or "practice")
    return None


def _fields(request: HttpRequest) -> dict[str, list[str]] | None:
    """Return the fields of a form as they were sent; None for anything else."""
    if request.content_type != _FORM or request.META.get("QUERY_STRING"):
        return None
    if (request.content_params or {}).get("charset", "utf-8").casefold() not in {"utf-8", "utf8"}:
        return None
    try:
        body = request.body
        if len(body) > LONGEST_CALL:
            return None
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(body),
            encoding="utf-8",
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except (RawPostDataException, ValueError):
        return None
    fields: dict[str, list[str]] = defaultdict(list)
    for name, value in pairs:
        fields[name].append(value)
    return dict(fields)


def _why_not_signed(request: HttpRequest, ours: str, fields: dict[str, list[str]]) -> str:
    """Return why the signature is not taken; "" when it is right."""
    texts = settings.TEXTS
    secrets = [texts.get("PASSWORD", ""), texts.get("NEXT_PASSWORD", "")] if texts.get("KIND") == "twilio" else []
    why = "no address"
    for address in as_signed(ours):
        decision = check_signature(
            request.headers.get("X-Twilio-Signature", ""), address=address, secrets=secrets, fields=fields
        )
        if decision.status is Signed.YES:
            return ""
        why = decision.reason.code
    return why
