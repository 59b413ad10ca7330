"""Pages for when something did not work: plain words, what to do next, never patient data.

"Not there" and "not yours" are the same page, so that nobody learns what exists.  Nothing here reads the
database: these pages also serve when it is away.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy as _

from teamlet.ground.access.pages import Audience, page_of
from teamlet.ground.reasons import Reason
from teamlet.ground.ui.frame import Frame
from teamlet.ground.ui.reason_words import UnknownReason, say


@dataclass(frozen=True, slots=True)
class Trouble:
    """What an error page says: a title, what happened, what to do, and one way on."""

    status: int
    title: str | Promise
    happened: str | Promise
    what_to_do: str | Promise
    action: str | Promise | None = None
    url: str = "/"


TROUBLES = {
    400: Trouble(
        400,
        _("This did not arrive as it should"),
        _("The page sent something we could not read."),
        _("Go back, load the page again and repeat the last step."),
    ),
    403: Trouble(
        403,
        _("This page was open for too long"),
        _("To be safe, we did not save what was sent from it."),
        _("Go back, load the page again and save once more."),
    ),
    404: Trouble(
        404,
        _("There is nothing here"),
        _("The address may be old, or it belongs to somebody else."),
        _("Check the address, or start from the first page."),
    ),
    405: Trouble(
        405,
        _("This step cannot be opened like that"),
        _("The address answers to a button, not to a link."),
        _("Go back and use the button on the page."),
    ),
    409: Trouble(
        409,
        _("This was not saved"),
        _("Somebody changed this at the same time. Nothing was lost and nothing was overwritten."),
        _("Go back to see the newest version, then save yours again."),
    ),
    413: Trouble(
        413,
        _("This is too much at once"),
        _("The page sent more than we can take in one step."),
        _("Send a smaller file or a shorter text."),
    ),
    429: Trouble(
        429,
        _("Too many tries"),
        _("There were many tries in a short time."),
        _("Wait a few minutes, then try again."),
    ),
    500: Trouble(
        500,
        _("Something went wrong on our side"),
        _("We have a note of it. What was saved before is safe."),
        _("Try once more. If it happens again, tell whoever runs Teamlet in your practice."),
    ),
    503: Trouble(
        503,
        _("Teamlet is not ready just now"),
        _("It is starting, or its records cannot be reached."),
        _("Wait a minute and load the page again. On paper, work goes on: use the plan sheet."),
        _("Load again"),
        "",
    ),
}
TEMPLATE = "ui/errors/trouble.jinja"


def trouble(request: HttpRequest, status: int, *, reason: Reason | str | None = None) -> HttpResponse:
    """Return the page for ``status``; ``reason`` (or its code) replaces the sentence about what
    happened.

    When even the template cannot be drawn, the same words come as plain text.
    """
    found = _for_reader(request, TROUBLES[status])
    frame = Frame(language=get_language() or settings.LANGUAGE_CODE)
    happened = found.happened
    if reason is not None:
        try:
            happened = say(Reason(reason) if isinstance(reason, str) else reason)
        except (UnknownReason, KeyError):
            happened = found.happened
    context = {"trouble": found, "happened": happened, "frame": frame}
    try:
        template = cast("Any", engines["jinja2"]).env.get_template(TEMPLATE)
        body, kind = template.render(context), "text/html; charset=utf-8"
    except Exception:  # noqa: BLE001  (an error page must never raise)
        body = f"{found.title}\n\n{happened}\n{found.what_to_do}\n"
        kind = "text/plain; charset=utf-8"
    response = HttpResponse(body, status=status, content_type=kind)
    response["Cache-Control"] = "no-store"
    return response


def _for_reader(request: HttpRequest, found: Trouble) -> Trouble:
    """Lead a patient back to the form instead of to the sign-in of staff."""
    match = request.resolver_match
    declared = page_of(match.func, match.view_name) if match else None
    if declared is None or declared.audience is not Audience.PATIENT_LINK or found.action:
        return found
    return replace(found, action=_("Go on with the form"), url=reverse(settings.PATIENT_PAGE))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """``handler400``; what was too large or had too many fields says so (413)."""
    too_much = isinstance(exception, (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent))
    return trouble(request, 413 if too_much else 400)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """``handler404``, also for what exists and is not theirs to see."""
    return trouble(request, 404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """``handler403``: the same answer as for what does not exist."""
    return trouble(request, 404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """``settings.CSRF_FAILURE_VIEW``: the page was too old to be trusted."""
    return trouble(request, 403)


def conflict(request: HttpRequest, reason: Reason | str | None = None) -> HttpResponse:
    """Somebody else was quicker (409); ``reason`` (or its code) says who or what."""
    return trouble(request, 409, reason=reason)


def server_error(request: HttpRequest) -> HttpResponse:
    """``handler500``."""
    return trouble(request, 500)


def unavailable(request: HttpRequest, retry_after: int = 30) -> HttpResponse:
    """Records cannot be reached or written (503); ``retry_after`` in seconds."""
    response = trouble(request, 503)
    response["Retry-After"] = str(retry_after)
    return response
