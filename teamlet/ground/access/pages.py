"""The page registry: every address declares who may open it, how, and what is recorded.

``@page`` sits on a view and only declares; ``middleware.PageGate`` enforces, denying by default.  The
access matrix, its tests and its documentation are made from ``declared_pages()``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from django.urls import URLPattern, URLResolver, get_resolver

from teamlet.ground.access.roles import Role


class Audience(StrEnum):
    """Who may knock at all, before roles are asked."""

    PUBLIC = "public"  # nobody need be signed in
    SIGNED_IN = "signed-in"  # an own account, whatever the practice
    STAFF = "staff"  # an active membership in the practice that the address names
    PATIENT_LINK = "patient-link"  # a patient's own link


class Sensitivity(StrEnum):
    """What a page can show; everything but ``OPEN`` is never stored by a browser or proxy."""

    OPEN = "open"
    STAFF = "staff"
    PATIENT = "patient"
    CLINICAL = "clinical"


@dataclass(frozen=True, slots=True)
class Page:
    """The declaration of one page."""

    audience: Audience
    methods: frozenset[str]
    sensitivity: Sensitivity
    roles: frozenset[Role] = frozenset()
    #: Kind of object that the address names (``"patient"``, ``"visit"``…), or empty.
    object: str = ""
    #: Audit event written when the page shows a patient (``"patients.read_chart"``), or empty.
    event: str = ""
    #: A POST is carried out once per form key: a double click gives the first answer again.
    once: bool = True
    #: May be opened while the session is locked (the lock screen itself, signing out).
    while_locked: bool = False
    #: May be opened before a second factor is set up (setting it up, signing out).
    before_second_factor: bool = False
    #: Asks for the password or second factor again unless that was given in the last five minutes.
    step_up: bool = False
    #: A request made by the page itself, never a sign that somebody is there.
    is_poll: bool = False


View = TypeVar("View", bound=Callable[..., Any])
_third_party: dict[str, Page] = {}


def page(
    *,
    roles: frozenset[Role] = frozenset(),
    audience: Audience = Audience.STAFF,
    methods: str = "GET",
    sensitivity: Sensitivity = Sensitivity.CLINICAL,
    object: str = "",  # noqa: A002
    event: str = "",
    once: bool = True,
    while_locked: bool = False,
    before_second_factor: bool = False,
    step_up: bool = False,
    is_poll: bool = False,
) -> Callable[[View], View]:
    """Declare the view below.  ``methods`` is a space-separated list; GET brings HEAD with it.

    Raises ``ValueError`` for a staff page without roles.
    """
    if audience is Audience.STAFF and not roles:
        raise ValueError("a staff page names its roles")
    wanted = frozenset(methods.split())
    declaration = Page(
        audience=audience,
        methods=wanted | ({"HEAD"} if "GET" in wanted else set()),
        sensitivity=sensitivity,
        roles=roles,
        object=object,
        event=event,
        once=once,
        while_locked=while_locked,
        before_second_factor=before_second_factor,
        step_up=step_up,
        is_poll=is_poll,
    )

    def declare(view: View) -> View:
        view.page = declaration  # type: ignore[attr-defined]
        return view

    return declare


def declare_third_party(
    url_name: str,
    *,
    audience: Audience = Audience.SIGNED_IN,
    methods: str = "GET POST",
    sensitivity: Sensitivity = Sensitivity.STAFF,
    object: str = "",  # noqa: A002
    while_locked: bool = False,
    before_second_factor: bool = False,
) -> None:
    """Declare a page whose view belongs to a library, by its URL name; the rest as in ``page``."""

    def nothing() -> None: ...

    page(
        audience=audience,
        methods=methods,
        sensitivity=sensitivity,
        object=object,
        once=False,
        while_locked=while_locked,
        before_second_factor=before_second_factor,
    )(nothing)
    _third_party[url_name] = nothing.page  # type: ignore[attr-defined]


def page_of(view: object, url_name: str | None) -> Page | None:
    """Return the declaration of a resolved view, or None: then nobody may open it."""
    found = getattr(view, "page", None)
    if found is None and url_name is not None:
        found = _third_party.get(url_name)
    return found


@dataclass(frozen=True, slots=True)
class DeclaredUrl:
    """One address of the product with its declaration (None = undeclared, a defect)."""

    route: str
    name: str
    parameters: tuple[str, ...]
    page: Page | None


def declared_urls() -> Iterator[DeclaredUrl]:
    """Walk every URL pattern of the product in order."""

    def walk(
        patterns: list[URLPattern | URLResolver], prefix: str, space: str, outer: tuple[str, ...]
    ) -> Iterator[DeclaredUrl]:
        for entry in patterns:
            route = prefix + str(entry.pattern)
            parameters = (*outer, *entry.pattern.converters)
            if isinstance(entry, URLResolver):
                inner = f"{space}{entry.namespace}:" if entry.namespace else space
                yield from walk(entry.url_patterns, route, inner, parameters)
                continue
            name = f"{space}{entry.name}" if entry.name else ""
            yield DeclaredUrl(
                route="/" + route.lstrip("/"),
                name=name,
                parameters=parameters,
                page=page_of(entry.callback, name),
            )

    yield from walk(get_resolver().url_patterns, "", "", ())
