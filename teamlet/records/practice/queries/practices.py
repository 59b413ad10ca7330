"""The practices, the settings of each, and what a demo shows of itself."""

from __future__ import annotations

from teamlet.records.practice.models import Practice, SettingChange
from teamlet.records.practice.queries.scope import Scope, practice_id_of, practice_of
from teamlet.records.practice.words import SETTINGS, MembershipState


def practice_by_key(key: str) -> Practice | None:
    """Return the practice with this key, or None."""
    return Practice.objects.filter(key=key).first()


def practice_by_text_number(number: str) -> Practice | None:
    """Return the practice whose text messages come from this number (``+15550102200``), or None."""
    return Practice.objects.filter(text_number=number).first() if number else None


def all_practices() -> list[Practice]:
    """Return every practice of the installation, by key: for commands and the worker only."""
    return list(Practice.objects.order_by("key"))


def practices_of(user_id: int) -> list[Practice]:
    """Return the practices in which this user is active, by name."""
    return list(
        Practice.objects.filter(
            memberships__user_id=user_id,
            memberships__user__is_active=True,
            memberships__state=MembershipState.ACTIVE,
            memberships__held_roles__isnull=False,
        )
        .distinct()
        .order_by("name", "pk")
    )


def clock_may_be_moved() -> bool:
    """Whether ``TEAMLET_NOW`` is acceptable: every practice here is a demo one (none at all counts too)."""
    return not Practice.objects.filter(is_demo=False).exists()


def demo_practices() -> list[Practice]:
    """Return the demo practices, by key."""
    return list(Practice.objects.filter(is_demo=True).order_by("key"))


def setting(scope: Scope, name: str) -> int:
    """Return the practice's value of a setting, or its default.  Raises ``KeyError`` for a name not in ``SETTINGS``."""
    default = SETTINGS[name].default
    return int(practice_of(scope).settings.get(name, default))


def settings_of(scope: Scope) -> dict[str, int]:
    """Return every setting's value by name, in the order of ``SETTINGS``."""
    chosen = practice_of(scope).settings
    return {name: int(chosen.get(name, setting.default)) for name, setting in SETTINGS.items()}


def setting_changes(scope: Scope, limit: int = 50) -> list[SettingChange]:
    """Return the newest changes of settings, newest first."""
    rows = SettingChange.objects.filter(practice_id=practice_id_of(scope)).select_related("by")
    return list(rows.order_by("-at", "-pk")[:limit])
