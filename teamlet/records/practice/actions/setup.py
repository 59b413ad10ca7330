"""Writes that concern the practice itself: making it, its settings, holidays, sites and teams."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from zoneinfo import available_timezones

from teamlet.ground import clock
from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.action import action, audit
from teamlet.ground.reasons import Reason, Refused
from teamlet.records.practice.models import Holiday, Membership, Practice, SettingChange, Site, Team
from teamlet.records.practice.permissions import check_active, check_person, check_run_practice
from teamlet.records.practice.queries import settings_of
from teamlet.records.practice.rules import Allowed, may_set
from teamlet.records.practice.words import WEEKDAYS

_KEY = re.compile(r"[a-z][a-z0-9-]{1,39}")
#: A number of the North American plan.
_TEXT_NUMBER = re.compile(r"\+1\d{10}")


@action
def create_practice(
    *, key: str, name: str, time_zone: str = "America/New_York", is_demo: bool = False, by: Principal
) -> Practice:
    """Make a practice.

    ``key`` is 2 to 40 lower-case letters, digits or hyphens; ``time_zone`` an IANA name.  ``by`` is a command
    (``principal.installation``).  Raises ``Refused`` when the key is taken or badly formed, the zone unknown, or
    the name empty.
    """
    if by.user_id is not None:
        raise Refused(Reason("practice.commands_only"))
    if not _KEY.fullmatch(key):
        raise Refused(Reason("practice.key_not_usable", {"key": key}))
    if time_zone not in available_timezones():
        raise Refused(Reason("practice.time_zone_unknown", {"time_zone": time_zone}))
    name = name.strip()
    if not name or len(name) > 120:
        raise Refused(Reason("practice.name_not_usable"))
    practice, made = Practice.objects.get_or_create(
        key=key,
        defaults={
            "name": name,
            "time_zone": time_zone,
            "is_demo": is_demo,
            "working_days": list(WEEKDAYS),
            "created_at": clock.now(),
        },
    )
    if not made:
        raise Refused(Reason("practice.key_taken", {"key": key}))
    audit(("practice.practice", key), time_zone=time_zone, is_demo=is_demo)
    return practice


@action
def change_practice(
    *,
    practice: Practice,
    name: str,
    phone: str = "",
    after_hours_phone: str = "",
    address: str = "",
    time_zone: str,
    by: Principal,
) -> Practice:
    """Change what the practice is called, where it is and how it is reached.  Raises ``Refused``."""
    check_run_practice(by, practice.pk)
    if time_zone not in available_timezones():
        raise Refused(Reason("practice.time_zone_unknown", {"time_zone": time_zone}))
    if not name.strip():
        raise Refused(Reason("practice.name_not_usable"))
    new = {
        "name": name.strip()[:120],
        "phone": phone.strip()[:30],
        "after_hours_phone": after_hours_phone.strip()[:30],
        "address": address.strip()[:240],
        "time_zone": time_zone,
    }
    changed = [field for field, value in new.items() if getattr(practice, field) != value]
    for field in changed:
        _keep_change(practice, field, getattr(practice, field), new[field], by)
        setattr(practice, field, new[field])
    practice.save(update_fields=[*changed])
    audit(("practice.practice", practice.key), changed=changed)
    return practice


@action
def change_setting(*, practice: Practice, name: str, value: int, by: Principal) -> int:
    """Change one setting of ``words.SETTINGS`` and return its value.

    Raises ``Refused`` outside its range or against its neighbors, ``KeyError`` for an unknown name.
    """
    check_run_practice(by, practice.pk)
    practice = Practice.objects.select_for_update().get(pk=practice.pk)
    in_force = settings_of(practice)
    decision = may_set(name, value, in_force)
    if decision.status is Allowed.NO:
        raise Refused(decision.reason)
    practice.settings = {**practice.settings, name: value}
    practice.save(update_fields=["settings"])
    _keep_change(practice, name, in_force[name], value, by)
    audit(("practice.practice", practice.key), setting=name, old=in_force[name], new=value)
    return value


@action
def set_text_number(*, practice: Practice, number: str, by: Principal) -> Practice:
    """Say from which number the practice's text messages come (``+15550102200``), or from none ("").

    Only a command does it: an account at a provider holds the numbers of every practice of the installation, and
    whoever took another one's would read its replies.  Raises ``Refused`` for any other shape and for a taken one.
    """
    if by.user_id is not None:
        raise Refused(Reason("practice.commands_only"))
    if number and not _TEXT_NUMBER.fullmatch(number):
        raise Refused(Reason("practice.number_not_usable", {"number": number}))
    row = Practice.objects.select_for_update().get(pk=practice.pk)
    if number and Practice.objects.filter(text_number=number).exclude(pk=row.pk).exists():
        raise Refused(Reason("practice.number_taken", {"number": number}))
    _keep_change(row, "text_number", row.text_number, number, by)
    row.text_number = number
    row.save(update_fields=["text_number"])
    audit(("practice.practice", row.key), setting="text_number", new=number)
    return row


@action
def set_ehr_format(*, practice: Practice, ehr_format: dict[str, object], by: Principal) -> None:
    """Choose the practice's own format of "Copy for the EHR": which text comes first, and its fields."""
    check_run_practice(by, practice.pk)
    practice = Practice.objects.select_for_update().get(pk=practice.pk)
    _keep_change(practice, "ehr_format", practice.ehr_format, ehr_format, by)
    practice.ehr_format = ehr_format
    practice.save(update_fields=["ehr_format"])
    audit(("practice.practice", practice.key), setting="ehr_format")


@action
def set_working_days(*, practice: Practice, days: Iterable[int], by: Principal) -> tuple[int, ...]:
    """Choose the days of the week (Monday = 0) on which the practice calls; at least one.  Raises ``Refused``."""
    check_run_practice(by, practice.pk)
    chosen = tuple(sorted(set(days)))
    if not chosen or not set(chosen) <= set(range(7)):
        raise Refused(Reason("practice.no_working_day"))
    practice = Practice.objects.select_for_update().get(pk=practice.pk)
    _keep_change(practice, "working_days", practice.working_days, list(chosen), by)
    practice.working_days = list(chosen)
    practice.save(update_fields=["working_days"])
    audit(("practice.practice", practice.key), setting="working_days", new=list(chosen))
    return chosen


def _keep_change(practice: Practice, name: str, old: object, new: object, by: Principal) -> None:
    SettingChange.objects.create(practice=practice, name=name, old=old, new=new, by_id=by.user_id, at=clock.now())


@action
def add_holiday(*, practice: Practice, day: date, name: str, by: Principal) -> Holiday:
    """Name a civil day on which nobody calls; the same day again takes the new name."""
    check_run_practice(by, practice.pk)
    holiday, _ = Holiday.objects.update_or_create(practice=practice, day=day, defaults={"name": name.strip()[:80]})
    audit(("practice.holiday", day.isoformat()))
    return holiday


@action
def remove_holiday(*, practice: Practice, day: date, by: Principal) -> None:
    """Let ``day`` be an ordinary day again."""
    check_run_practice(by, practice.pk)
    Holiday.objects.filter(practice=practice, day=day).delete()
    audit(("practice.holiday", day.isoformat()))


@action
def create_site(*, practice: Practice, name: str, address: str = "", phone: str = "", by: Principal) -> Site:
    """Add a place where the practice sees patients.  Raises ``Refused`` without a name of its own."""
    check_run_practice(by, practice.pk)
    site = Site.objects.create(
        practice=practice,
        name=_new_name(practice, Site, name[:120]),
        address=address.strip()[:240],
        phone=phone.strip()[:30],
    )
    audit(site)
    return site


@action
def create_team(*, practice: Practice, name: str, members: Iterable[Membership] = (), by: Principal) -> Team:
    """Make a team of active people of this practice.  Raises ``Refused`` without a name of its own or for others."""
    check_run_practice(by, practice.pk)
    team = Team.objects.create(practice=practice, name=_new_name(practice, Team, name[:80]))
    team.members.set(_own(practice, members))
    audit(team, members=team.members.count())
    return team


@action
def set_team(*, team: Team, name: str, members: Iterable[Membership], by: Principal) -> Team:
    """Change a team's name and members.  Raises ``Refused`` without a name of its own or for people of elsewhere."""
    check_run_practice(by, team.practice_id)
    team.name = _new_name(team.practice, Team, name[:80], but=team.pk)
    team.save(update_fields=["name"])
    team.members.set(_own(team.practice, members))
    audit(team, members=team.members.count())
    return team


def _new_name(practice: Practice, kind: type[Site] | type[Team], name: str, but: int = 0) -> str:
    """Return the name without spaces around it.  Raises ``Refused`` when it is empty or another one has it."""
    name = " ".join(name.split())
    if not name:
        raise Refused(Reason("practice.name_not_usable"))
    Practice.objects.select_for_update().get(pk=practice.pk)
    named = kind.objects.filter(practice=practice).values_list("pk", "name")
    others = [other for pk, other in named if pk != but]
    taken = next((other for other in others if " ".join(other.split()).casefold() == name.casefold()), None)
    if taken is not None:
        raise Refused(Reason("practice.name_taken", {"name": taken}))
    return name


def _own(practice: Practice, members: Iterable[Membership]) -> list[Membership]:
    chosen = list(members)
    for member in chosen:
        if member.practice_id != practice.pk:
            raise Refused(Reason("practice.membership_not_active", {"name": member.called}))
        check_person(member)
        check_active(member)
    return chosen
