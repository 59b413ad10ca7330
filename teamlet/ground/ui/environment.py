"""The Jinja2 environment of all our pages: strict, escaping, translated.

Settings use it as ``OPTIONS["environment"]`` of Django's Jinja2 backend.
"""

from __future__ import annotations

from datetime import date, datetime, time, tzinfo
from pathlib import Path
from typing import Any

import jinja2
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext

from teamlet.ground import clock
from teamlet.ground.ui import formats
from teamlet.ground.ui.cells import named_cells
from teamlet.ground.ui.charts import trend_shape
from teamlet.ground.ui.reason_words import say

TEMPLATES = Path(__file__).parent / "templates"


def environment(**options: Any) -> jinja2.Environment:
    """Return the environment for pages.

    ``options`` are those of ``jinja2.Environment``.  Whatever they say, undefined names are errors,
    output is escaped, and our own components are found even when the loader does not know them.
    """
    ours = jinja2.FileSystemLoader(TEMPLATES)
    loader = options.get("loader")
    options["loader"] = ours if loader is None else jinja2.ChoiceLoader([loader, ours])
    options["undefined"] = jinja2.StrictUndefined
    options["autoescape"] = True
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    options["extensions"] = [*options.get("extensions", ()), "jinja2.ext.i18n", "jinja2.ext.do"]
    env = jinja2.Environment(**options)  # noqa: S701  (autoescape is set just above)
    env.policies["ext.i18n.trimmed"] = True
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    env.globals.update(static=static, url=url, say=say, trend_shape=trend_shape, month_names=month_names)
    env.filters.update(
        date=date_filter,
        day=day_filter,
        time=time_filter,
        window=window_filter,
        ago=ago_filter,
        initials=formats.initials,
        named_cells=named_cells,
    )
    env.globals["icon"] = env.get_template("ui/icons.jinja").module.icon  # type: ignore[attr-defined]
    env.globals["ui"] = env.get_template("ui/components.jinja").module
    return env


def url(name: str, *args: Any, query: dict[str, Any] | None = None, fragment: str | None = None, **kwargs: Any) -> str:
    """Return the address of the named page; ``query`` holds coded filters only.

    Raises ``NoReverseMatch`` for a name or arguments that lead nowhere.
    """
    return reverse(name, args=args or None, kwargs=kwargs or None, query=query, fragment=fragment)


def month_names(language: str | None = None) -> tuple[str, ...]:
    """Return the twelve month names in ``language``, or in the active one."""
    return formats.MONTHS[formats.table_language(_language(language))]


def _language(language: str | None) -> str:
    return language or get_language() or settings.LANGUAGE_CODE


def _zone(zone: str | tzinfo | None) -> str | tzinfo:
    return zone if zone is not None else timezone.get_current_timezone()


def date_filter(value: date | datetime, zone: str | tzinfo | None = None, language: str | None = None) -> str:
    """``{{ at | date(zone) }}``: "Dec 1, 2026" or "1 dic 2026", for dense lists.

    An instant is shown as the day it falls on in ``zone`` (default: the zone activated for the
    request, which is the practice's).
    """
    return formats.date_words(formats.civil(value, _zone(zone)), _language(language))


def day_filter(
    value: date | datetime, zone: str | tzinfo | None = None, language: str | None = None, *, year: bool = False
) -> str:
    """``{{ on | day }}``: "Tuesday, December 1" or "martes 1 de diciembre"; ``year=true`` adds the year."""
    return formats.day_words(formats.civil(value, _zone(zone)), _language(language), year=year)


def time_filter(value: datetime | time, zone: str | tzinfo | None = None, language: str | None = None) -> str:
    """``{{ at | time(zone) }}``: "9:20 am" or "9:20 a. m."; a plain time of day passes without a zone."""
    at = formats.local(value, _zone(zone)).time() if isinstance(value, datetime) else value
    return formats.time_words(at, _language(language))


def window_filter(
    value: tuple[datetime | time, datetime | time], zone: str | tzinfo | None = None, language: str | None = None
) -> str:
    """``{{ (start, end) | window }}``: "9–12", "1–4 pm", "9 a 12 de la mañana"."""
    start, end = (formats.local(each, _zone(zone)).time() if isinstance(each, datetime) else each for each in value)
    return formats.window_words(start, end, _language(language))


def ago_filter(value: datetime, now: datetime | None = None, language: str | None = None) -> str:
    """``{{ at | ago }}``: "just now", "12 minutes ago", "hace 3 horas"; ``now`` defaults to the clock."""
    return formats.ago_words(value, now or clock.now(), _language(language))
