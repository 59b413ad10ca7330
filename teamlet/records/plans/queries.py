"""Every read of goals and action plans.  A goal that the reader may not read is not there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects

from teamlet.content import library, schema
from teamlet.ground.access.principal import Principal
from teamlet.ground.access.roles import SUPPORT, Role
from teamlet.records.plans import rules
from teamlet.records.plans.models import (
    ActionPlan,
    CautionReview,
    Goal,
    GoalScale,
    GoalVersion,
    NotToday,
    PlanBarrier,
    PlanVersion,
    Problem,
    ScaleRating,
    Tick,
)
from teamlet.records.plans.permissions import can_read_goal
from teamlet.records.plans.words import (
    CautionDecision,
    FollowUpAnswer,
    GoalAudience,
    GoalState,
    PlanState,
    ProblemResult,
    ProblemState,
    Rater,
)
from teamlet.records.practice.models import Membership, MembershipRole, Team
from teamlet.records.practice.queries import Scope, practice_id_of
from teamlet.records.practice.words import MembershipKind
from teamlet.records.visits.models import Visit

#: States in which a goal is worked on.
CURRENT = (GoalState.AGREED, GoalState.FOLLOWED, GoalState.DRAFT)


@dataclass(frozen=True, slots=True)
class Standing:
    """A goal as it stands: its version in force and, when there is one, its plan's version in force.

    ``caution`` is what was decided about a caution the step met: None = it met none.
    """

    goal: Goal
    goal_version: GoalVersion
    plan: ActionPlan | None = None
    plan_version: PlanVersion | None = None
    caution: CautionDecision | None = None

    @property
    def must_wait(self) -> bool:
        """Whether the page prints "Talk to your nurse before you start"."""
        return self.caution in {CautionDecision.OPEN, CautionDecision.DO_NOT_START}


def teammates_of(by: Principal) -> frozenset[int]:
    """Return the user ids of everybody who shares a team with the person."""
    if by.membership_id is None:
        return frozenset()
    # Two steps: in one query the join that finds the person's teams would hide everybody else in them.
    theirs = Team.objects.filter(practice_id=by.practice_id, members=by.membership_id)
    return frozenset(
        Membership.objects.filter(practice_id=by.practice_id, teams__in=theirs).values_list("user_id", flat=True)
    )


def readers_of(goal: Goal) -> frozenset[int] | None:
    """Return the membership ids of those who may read the goal (``can_read_goal``); None = everybody in support.

    Of what is kept to a few, people only: a pool may have readers and others in it.
    """
    if goal.audience == GoalAudience.EVERYONE:
        return None
    author = goal.created_by_id or 0
    who = Q(user_id=author)
    if goal.audience == GoalAudience.BEHAVIORAL_HEALTH:
        who |= Q(pk__in=MembershipRole.objects.filter(role=Role.BEHAVIORAL_HEALTH).values("membership_id"))
    else:
        teams = Team.objects.filter(practice_id=goal.practice_id, members__user_id=author)
        who |= Q(teams__in=teams)
    support = MembershipRole.objects.filter(role__in=SUPPORT).values("membership_id")
    return frozenset(
        Membership.objects.filter(
            who, practice_id=goal.practice_id, kind=MembershipKind.PERSON, pk__in=support
        ).values_list("pk", flat=True)
    )


def standing_goals(by: Principal, patient_ids: Iterable[int], states: Iterable[str] = CURRENT) -> list[Standing]:
    """Return what stands for these patients, newest goal first; three queries whatever their number."""
    rows = _words_in_force(by).filter(goal__patient_id__in=list(patient_ids), goal__state__in=list(states))
    return _standing(by, rows.order_by("-goal_id"))


def lines_for_lists(by: Principal, patient_ids: Iterable[int]) -> dict[int, PlanVersion]:
    """Return by patient id the plan that a list may show in one line, with its goal; one query.

    Only what everybody may read: a goal kept to a team or to behavioral health is on no list.
    """
    return {row.plan.patient_id: row for row in rows_for_lists(by, patient_ids)}


def rows_for_lists(by: Principal, patient_ids: Iterable[int]) -> QuerySet[PlanVersion]:
    """Return the same as rows, oldest first, for records above to add what they know."""
    return (
        PlanVersion.objects.filter(
            plan__practice_id=by.practice_id,
            plan__patient_id__in=list(patient_ids),
            plan__state=PlanState.ACTIVE,
            plan__goal__state__in=list(CURRENT),
            plan__goal__audience=GoalAudience.EVERYONE,
            number=F("plan__number"),
        )
        .select_related("plan__goal", "plan__patient", "goal_version__goal")
        .order_by("id")
    )


def may_show_on_lists(version: PlanVersion) -> bool:
    """Whether a list may show a plan's words: not what is kept to a few, nor what grew from a sensitive menu."""
    return is_for_lists(version.goal_version.goal.audience, version.goal_version.topic)


def is_for_lists(audience: str, topic: str) -> bool:
    """Whether a list may show the words of a goal for this audience that grew from this topic of a menu."""
    return audience == GoalAudience.EVERYONE and topic not in _sensitive_topics()


@lru_cache(maxsize=1)
def _sensitive_topics() -> frozenset[str]:
    menus = (library.load_as(schema.GoalMenu, menu) for menu in library.ids("goal_menus"))
    return frozenset(topic.code for menu in menus if menu.sensitivity != "none" for topic in menu.topics)


def support_in_visits(scope: Scope, first: date, last: date) -> tuple[int, int]:
    """Return (visits with a goal, plan or "not today", all visits) of the days ``first`` to ``last``; one query.

    Visits that were only planned or entered in error do not count.
    """
    plans = PlanVersion.objects.filter(visit=OuterRef("pk")).exclude(plan__state=PlanState.ENTERED_IN_ERROR)
    goals = GoalVersion.objects.filter(visit=OuterRef("pk")).exclude(goal__state=GoalState.ENTERED_IN_ERROR)
    answers = NotToday.objects.filter(visit=OuterRef("pk"), undone_at__isnull=True)
    rows = Visit.objects.filter(
        practice_id=practice_id_of(scope), day__gte=first, day__lte=last, state__in=("open", "finished")
    )
    found = rows.annotate(supported=Exists(plans) | Exists(goals) | Exists(answers)).aggregate(
        some=Count("pk", filter=Q(supported=True)), every=Count("pk")
    )
    return found["some"], found["every"]


def unfinished_of(by: Principal, since: datetime, limit: int = 10) -> list[PlanVersion]:
    """Return the plans in force whose last version this person saved since then and whose talk is not complete.

    Not complete = how sure was not asked, or the next contact neither agreed nor declined.
    """
    return list(
        PlanVersion.objects.filter(
            plan__practice_id=by.practice_id, plan__state=PlanState.ACTIVE, number=F("plan__number"), by_id=by.user_id
        )
        .filter(plan__goal__state__in=CURRENT)
        .filter(at__gte=since)
        .filter(Q(confidence_asked=False) | Q(follow_up=FollowUpAnswer.NOT_ASKED))
        .select_related("plan__patient", "plan__goal", "goal_version", "visit")
        .order_by("-id")[:limit]
    )


def current_goal(by: Principal, patient_id: int) -> Standing | None:
    """Return the goal the patient is working on (the newest), or None."""
    return next(iter(standing_goals(by, [patient_id])), None)


def goal(by: Principal, oid: str) -> Standing | None:
    """Return a goal of the practice as it stands, whatever its state; None when absent or not for this reader."""
    return next(iter(_standing(by, _words_in_force(by).filter(goal__oid=oid))), None)


def goals_of(by: Principal, patient_id: int, limit: int = 20) -> list[Standing]:
    """Return all of the patient's goals but those entered in error, newest first."""
    rows = _words_in_force(by).filter(goal__patient_id=patient_id).exclude(goal__state=GoalState.ENTERED_IN_ERROR)
    return _standing(by, rows.order_by("-goal_id")[:limit])


def plan_version(by: Principal, oid: str) -> PlanVersion | None:
    """Return a plan version of the practice with goal, patient and barriers, or None."""
    row = (
        PlanVersion.objects.filter(oid=oid, plan__practice_id=by.practice_id)
        .select_related("plan__patient", "plan__goal", "plan__practice", "goal_version", "by", "visit")
        .prefetch_related("barriers", "caution_reviews")
        .first()
    )
    if row is None:
        return None
    goal = row.plan.goal
    readable = can_read_goal(goal.audience, goal.created_by_id, by=by, teammates=teammates_of(by))
    return row if readable else None


def goal_words(by: Principal, oids: Iterable[str]) -> dict[str, str]:
    """Return by goal oid the words in force that a list may show; one query, none without oids.

    Goals kept to a few, grown from a sensitive menu or entered in error are absent.
    """
    wanted = set(oids)
    if not wanted:
        return {}
    rows = _words_in_force(by).filter(goal__oid__in=wanted).exclude(goal__state=GoalState.ENTERED_IN_ERROR)
    return {row.goal.oid: row.words for row in rows if is_for_lists(row.goal.audience, row.topic)}


def history_of(by: Principal, goal: Goal) -> list[PlanVersion]:
    """Return every plan version of a goal, newest first, with who made it."""
    return list(
        PlanVersion.objects.filter(plan__goal=goal, plan__practice_id=by.practice_id)
        .select_related("plan", "by", "goal_version")
        .prefetch_related("barriers")
        .order_by("-id")
    )


def ticks_of(version: PlanVersion, first: date, last: date) -> dict[date, Tick]:
    """Return the days from ``first`` to ``last`` that are marked as done on the patient's own page; one query."""
    rows = Tick.objects.filter(plan_id=version.plan_id, undone_at=None, day__gte=first, day__lte=last)
    return {row.day: row for row in rows.order_by("day")}


def not_today_of(visit: Visit) -> NotToday | None:
    """Return the visit's "not today", when it stands."""
    return NotToday.objects.filter(visit=visit, undone_at__isnull=True).order_by("-id").first()


def last_not_today(by: Principal, patient_id: int) -> NotToday | None:
    """Return the patient's latest "not today" that stands, for the reminder to ask again."""
    return (
        NotToday.objects.filter(visit__practice_id=by.practice_id, patient_id=patient_id, undone_at__isnull=True)
        .order_by("-id")
        .first()
    )


def versions_seen(by: Principal, patient_id: int) -> dict[str, int]:
    """Return what a form made now has seen of this patient: ``{"goal": id, "plan": id}`` (0 = none)."""
    goal = GoalVersion.objects.filter(goal__patient_id=patient_id, goal__practice_id=by.practice_id).order_by("-id")
    plan = PlanVersion.objects.filter(plan__patient_id=patient_id, plan__practice_id=by.practice_id).order_by("-id")
    return {
        "goal": goal.values_list("id", flat=True).first() or 0,
        "plan": plan.values_list("id", flat=True).first() or 0,
    }


def problem_facts(problem: Problem) -> rules.Problem:
    """Return a problem as the rules look at it."""
    return rules.Problem(
        words=problem.words,
        ideas=tuple(problem.ideas),
        tries=tuple(
            rules.Tried(row.idea, row.from_on, row.to_on, ProblemResult(row.result) if row.result else None)
            for row in problem.tries.all()
        ),
        others=problem.others,
        state=ProblemState(problem.state),
    )


def problems_of(by: Principal, patient_id: int) -> list[Problem]:
    """Return the patient's problems that were written down, the open ones first; two queries."""
    rows = Problem.objects.filter(practice_id=by.practice_id, patient_id=patient_id).prefetch_related("tries")
    return sorted(rows.order_by("-id")[:20], key=lambda row: row.state != ProblemState.OPEN)


def problem(by: Principal, oid: str) -> Problem | None:
    """Return a problem of the practice with its patient and tries, or None."""
    rows = Problem.objects.filter(practice_id=by.practice_id, oid=oid)
    return rows.select_related("patient", "practice").prefetch_related("tries").first()


def scale_of(goal: Goal) -> GoalScale | None:
    """Return the scale of a goal in force with its ratings, or None."""
    rows = goal.scales.prefetch_related(Prefetch("ratings", ScaleRating.objects.order_by("id")))
    return rows.order_by("-number").first()


def scales_of(by: Principal, patient_id: int) -> list[GoalScale]:
    """Return the scales in force of the patient's goals that the reader may see, with goal and ratings."""
    readable = {one.goal.pk for one in standing_goals(by, [patient_id], states=list(GoalState))}
    rows = (
        GoalScale.objects.filter(goal_id__in=readable)
        .select_related("goal")
        .prefetch_related(Prefetch("ratings", ScaleRating.objects.order_by("id")))
        .order_by("goal_id", "number")
    )
    return list({row.goal_id: row for row in rows}.values())


def t_scores(scales: Iterable[GoalScale]) -> dict[Rater, rules.TScore]:
    """Return the T-score over these scales of each person who rated one; raters stay apart."""
    rated: dict[Rater, list[rules.Rated]] = {}
    for scale in scales:
        newest = {Rater(row.rater): row.level for row in scale.ratings.all()}
        for rater, level in newest.items():
            rated.setdefault(rater, []).append(rules.Rated(level, rules.weight_of(scale.importance, scale.difficulty)))
    return {rater: rules.t_score(rows[: rules.MOST_GOALS]) for rater, rows in rated.items()}


def start_score(scales: Iterable[GoalScale]) -> rules.TScore:
    """Return the T-score of where the patient starts."""
    rows = [
        rules.Rated(scale.baseline, rules.weight_of(scale.importance, scale.difficulty))
        for scale in scales
        if scale.baseline is not None
    ]
    return rules.t_score(rows[: rules.MOST_GOALS])


def _words_in_force(by: Principal) -> QuerySet[GoalVersion]:
    """Return the version in force of every goal of the practice, with its goal and patient."""
    return GoalVersion.objects.filter(goal__practice_id=by.practice_id, number=F("goal__number")).select_related(
        "goal__patient"
    )


def _standing(by: Principal, rows: QuerySet[GoalVersion]) -> list[Standing]:
    words = list(rows)
    mates = teammates_of(by) if any(row.goal.audience != "everyone" for row in words) else frozenset()
    words = [row for row in words if can_read_goal(row.goal.audience, row.goal.created_by_id, by=by, teammates=mates)]
    plans = _plans_in_force([row.goal_id for row in words])
    return [
        Standing(
            goal=row.goal,
            goal_version=row,
            plan=plans[row.goal_id].plan if row.goal_id in plans else None,
            plan_version=plans.get(row.goal_id),
            caution=caution_of(plans.get(row.goal_id)),
        )
        for row in words
    ]


def _plans_in_force(goal_ids: list[int]) -> dict[int, PlanVersion]:
    """Return by goal id the plan's version in force with its barriers, and its reviews where it met a caution."""
    rows = list(
        PlanVersion.objects.filter(plan__goal_id__in=goal_ids, plan__state=PlanState.ACTIVE, number=F("plan__number"))
        .select_related("plan", "by")
        .prefetch_related(Prefetch("barriers", PlanBarrier.objects.order_by("position")))
        .order_by("plan_id")
    )
    met = [row for row in rows if row.cautions]
    prefetch_related_objects(met, Prefetch("caution_reviews", CautionReview.objects.order_by("id")))
    return {row.plan.goal_id: row for row in rows}


def caution_of(version: PlanVersion | None) -> CautionDecision | None:
    """Return what stands decided about the cautions a step met, or None when it met none."""
    if version is None or not version.cautions:
        return None
    reviews = list(version.caution_reviews.all())
    return CautionDecision(reviews[-1].decision) if reviews else CautionDecision.OPEN
