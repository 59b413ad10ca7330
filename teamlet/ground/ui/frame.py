"""The frame around a page: who is signed in, where they may go, what was just saved.

Views do not build it: ground.access puts a ``Frame`` into every template as ``frame``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language


@dataclass(frozen=True, slots=True)
class NavItem:
    """One place to go.  ``count`` is a number of things waiting there, ``None`` when not counted."""

    label: str
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever is signed in, as the header shows them; ``links`` are the entries of their menu.

    ``actions`` are menu entries that change something (sign out, lock, switch person): each is posted.
    """

    name: str
    role: str = ""
    links: tuple[NavItem, ...] = ()
    actions: tuple[NavItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Undo:
    """The way back from what was just saved: a form that posts ``fields`` to ``url``."""

    url: str
    label: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Saved:
    """One line that says what was saved; ``undo`` offers the way back while there is one."""

    text: str
    undo: Undo | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """A safety alert or something that needs a look, shown above every page until it is over.

    ``kind`` is ``"safety"``, ``"held"`` (a safety alert that somebody has taken) or ``"look"``.
    """

    text: str
    url: str
    kind: str = "safety"


@dataclass(frozen=True, slots=True)
class IdleLock:
    """When and where an unused page locks itself.

    ``minutes`` until the lock, ``warn_seconds`` of warning before it (WCAG 2.2.1), ``lock_url`` is where
    the browser goes, ``keep_url`` is posted when the person says "I am here", ``drafts_url`` receives
    text that was typed and not saved.
    """

    minutes: int
    lock_url: str
    keep_url: str
    drafts_url: str = ""
    warn_seconds: int = 60


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything the base layouts show around a page.  All parts have a quiet default."""

    practice: str = ""
    home_url: str = "/"
    nav: tuple[NavItem, ...] = ()
    person: Person | None = None
    alerts: tuple[Alert, ...] = ()
    #: Where a page that stays open asks for its alerts again; empty = nowhere.
    alerts_url: str = ""
    saved: Saved | None = None
    idle: IdleLock | None = None
    language: str = "en"
    theme: str = "auto"
    languages: tuple[NavItem, ...] = ()
    phone: str = ""
    footer: tuple[str, ...] = ()

    @property
    def phone_link(self) -> str:
        """The practice's phone as ``tel:`` address."""
        return "tel:" + "".join(sign for sign in self.phone if sign.isdigit() or sign == "+")


def bare_frame(request: HttpRequest) -> Frame:
    """Return a frame that knows nothing but the language: for errors and before sign-in."""
    return Frame(language=get_language() or settings.LANGUAGE_CODE)
