"""What the worker does so that nobody vanishes: asking again on the day that was named, and what a death changes."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from teamlet.ground.access.principal import Principal
from teamlet.ground.audit.action import action, audit, goes_on
from teamlet.ground.days import works
from teamlet.records.followups.actions.agree import ContactSaid, agree_contact, bring_back_contact, withdraw_contact
from teamlet.records.followups.models import Contact
from teamlet.records.followups.queries.vanished import DECEASED, dead_with_contact, due_to_ask_again, living_again
from teamlet.records.followups.words import Channel
from teamlet.records.plans.models import PlanVersion
from teamlet.records.practice.models import Practice
from teamlet.records.practice.queries import holidays, working_days

#: Days within which the practice works again, for asking on the next of them.
_LOOK = 14


@action
@goes_on
def ask_again(*, practice: Practice, on: date, at: datetime, by: Principal) -> int:
    """Open a contact for every open goal whose day to ask again has come; return how many.

    It is due on the first working day from ``on`` on, the way it was agreed before, with whoever had it then where
    they still can.  The patient's goal stays as it is until they say how they want to go on.
    """
    days, closed = working_days(practice), holidays(practice, on, on + timedelta(days=_LOOK))
    day = next(
        (each for each in (on + timedelta(days=n) for n in range(_LOOK)) if works(each, days, closed)),
        on,
    )
    opened = 0
    for before, version in due_to_ask_again(practice, on):
        said = ContactSaid(
            agreed_on=day,
            from_time=before.from_time,
            to_time=before.to_time,
            channel=Channel(before.channel),
            phone=before.phone,
            owner=before.task.owner,
        )
        agree_contact(version=PlanVersion.objects.get(pk=version), said=said, at=at, by=by)
        opened += 1
    audit(practice, opened=opened)
    return opened


@action
@goes_on
def settle_deceased(*, practice: Practice, at: datetime, by: Principal) -> tuple[int, int]:
    """Withdraw the open contacts of people who have died, and bring back those of people whose death was an error.

    Return how many of each.  The goals stay as they are: a death recorded by mistake leaves nobody forgotten.
    """
    gone = dead_with_contact(practice)
    for contact in gone:
        withdraw_contact(contact=contact, reason=DECEASED, at=at, by=by)
        Contact.objects.filter(pk=contact.pk).update(closing_reason=DECEASED)
    back = living_again(practice, DECEASED)
    for contact in back:
        bring_back_contact(contact=contact, version=contact.plan_version, at=at, by=by)
    audit(practice, withdrawn=len(gone), brought_back=len(back))
    return len(gone), len(back)
