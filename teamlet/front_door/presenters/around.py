"""What stands around every page of a patient: the words, the practice, the languages, where help is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from teamlet.content import library, schema
from teamlet.records.instruments.queries import Visitor, out_of_hours_text
from teamlet.records.instruments.rules.forms import CURTAIN_AFTER, WIPE_AFTER
from teamlet.records.instruments.words import TabletState
from teamlet.records.library.queries import load_for_as
from teamlet.records.practice.models import Practice

CURTAIN = int(CURTAIN_AFTER.total_seconds())
WIPE = int((WIPE_AFTER - CURTAIN_AFTER).total_seconds())


@dataclass(frozen=True, slots=True)
class Words:
    """The fixed words of these pages in one language: ``words("progress", number=2, all=9)``."""

    language: str
    texts: dict[str, str]

    def __call__(self, code: str, **values: object) -> str:
        """Return one text with its blanks filled; a code that is not there is an error."""
        return schema.Text({self.language: self.texts[code]}).say(self.language, **values)


@dataclass(frozen=True, slots=True)
class Door:
    """The frame of a patient's page.  Without a practice nothing says whose form it is."""

    words: Words
    language: str
    practice: str = ""
    phone: str = ""
    is_tablet: bool = False
    #: Seconds until the page covers itself, and until it forgets everything; 0 = never.
    curtain: int = 0
    wipe: int = 0
    crisis: bool = False
    out_of_hours: str = ""

    @property
    def phone_link(self) -> str:
        """The practice's phone as ``tel:`` address."""
        return "tel:" + "".join(sign for sign in self.phone if sign.isdigit() or sign == "+")

    @property
    def languages(self) -> tuple[tuple[str, str], ...]:
        """The languages to choose from: code and own name."""
        return tuple(settings.LANGUAGES)


def page_language() -> str:
    """Return the language of the page as the browser or the switch asks for it."""
    found = (get_language() or settings.LANGUAGE_CODE).partition("-")[0]
    return found if found in dict(settings.LANGUAGES) else "en"


def words_in(language: str, practice: Practice | None = None) -> Words:
    """Return the words of these pages, the practice's own where it has them."""
    if practice is None:
        found = library.load_as(schema.DocumentTexts, "front_door", language=language)
    else:
        found = load_for_as(schema.DocumentTexts, practice, "front_door", language=language)
    return Words(language, found.in_language(language))


def closed_door(practice: Practice | None = None, *, is_tablet: bool = False, language: str = "") -> Door:
    """Return the frame of a page that knows nobody: before the birth date, after sending, when all is over."""
    language = language or page_language()
    words = words_in(language, practice)
    named = practice.name if practice is not None else ""
    phone = practice.phone if practice is not None else ""
    return Door(words, language, named, phone, is_tablet=is_tablet)


def open_door(visitor: Visitor, *, at: Any, crisis: bool = False) -> Door:
    """Return the frame of a page of a form that may be filled."""
    practice, language = visitor.form.practice, visitor.form.language
    on_tablet = visitor.tablet is not None
    return Door(
        words=words_in(language, practice),
        language=language,
        practice=practice.name,
        phone=practice.phone,
        is_tablet=on_tablet,
        curtain=CURTAIN if on_tablet else 0,
        crisis=crisis,
        out_of_hours=out_of_hours_text(practice, language, at=at),
    )


def covered_door(visitor: Visitor) -> Door:
    """Return the frame of the page that asks for the birth date on a tablet: whose form it is, it does not say."""
    language = visitor.form.language
    is_curtain = visitor.tablet is TabletState.CURTAIN
    return Door(
        words_in(language),
        language,
        is_tablet=True,
        curtain=0 if is_curtain else CURTAIN,
        wipe=WIPE if is_curtain else 0,
    )
