"""Goals and action plans: a stable row for the thing, immutable version rows for what was said."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from teamlet.ground.oids import new_oid
from teamlet.records.patients.models import Patient
from teamlet.records.plans.words import (
    CautionDecision,
    FollowUpAnswer,
    GoalAudience,
    GoalSource,
    GoalState,
    NotTodayReason,
    PlanState,
    ProblemState,
    Rater,
    TeachBack,
)
from teamlet.records.practice.models import Membership, Practice
from teamlet.records.visits.models import Visit


def _score() -> models.PositiveSmallIntegerField[int | None, int | None]:
    """Return a 0-10 column; null = not answered (missing is not zero)."""
    return models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(10)])


class Goal(models.Model):
    """What a patient wants for their own health or life (weeks to months).  Mutable: its state and newest number."""

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="goals", db_index=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="goals")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    state = models.CharField(max_length=20, default=GoalState.AGREED)
    audience = models.CharField(max_length=20, default=GoalAudience.EVERYONE)
    number = models.PositiveIntegerField(default=0)
    resume_on = models.DateField(null=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(GoalState)), name="goal_state_known"),
            models.CheckConstraint(condition=Q(audience__in=list(GoalAudience)), name="goal_audience_known"),
        ]
        indexes = [models.Index(fields=["patient", "state", "-id"], name="goals_of_a_patient")]


class GoalVersion(models.Model):
    """One wording of a goal, in the patient's words, kept as typed.  Immutable."""

    goal = models.ForeignKey(Goal, models.PROTECT, related_name="versions")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    number = models.PositiveIntegerField()
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, related_name="+")
    words = models.TextField()
    source = models.CharField(max_length=10, default=GoalSource.PATIENT)
    acceptance = models.CharField(max_length=10, blank=True)
    #: Code of the menu topic it grew from (content/goal_menus); empty = open question or "none of these".
    topic = models.CharField(max_length=60, blank=True)
    importance = _score()
    importance_words = models.TextField(blank=True)
    #: Who may read the goal from this version on; kept here so that undo brings it back too.
    audience = models.CharField(max_length=20, default=GoalAudience.EVERYONE, db_default=GoalAudience.EVERYONE)
    restores = models.PositiveIntegerField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["goal", "number"], name="goal_numbers_unique"),
            models.CheckConstraint(condition=Q(source__in=list(GoalSource)), name="goal_source_known"),
            models.CheckConstraint(
                condition=Q(importance__isnull=True) | Q(importance__lte=10), name="importance_zero_to_ten"
            ),
        ]


class GoalChange(models.Model):
    """A goal's change of state.  Immutable."""

    goal = models.ForeignKey(Goal, models.PROTECT, related_name="changes")
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20)
    reason = models.CharField(max_length=60, blank=True)
    ask_again_on = models.DateField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()


class NotToday(models.Model):
    """No goal in this visit, and why: a result as valid as a goal.  Mutable only in ``undone_at``."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="not_today")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    reason = models.CharField(max_length=12)
    #: True when the patient declined support, not only for today.
    declined = models.BooleanField(default=False)
    #: Null = ask at the next visit.
    ask_again_on = models.DateField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(reason__in=list(NotTodayReason)), name="not_today_reason_known")
        ]


class ActionPlan(models.Model):
    """The small step toward a goal for the next week or two.  Mutable: its state and newest number."""

    goal = models.ForeignKey(Goal, models.PROTECT, related_name="plans")
    practice = models.ForeignKey(Practice, models.PROTECT, related_name="action_plans", db_index=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="action_plans")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    state = models.CharField(max_length=20, default=PlanState.ACTIVE)
    number = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(state__in=list(PlanState)), name="plan_state_known")]
        indexes = [models.Index(fields=["patient", "state", "-id"], name="plans_of_a_patient")]


class PlanVersion(models.Model):
    """One saved wording of an action plan with everything agreed about it.  Immutable.

    ``parts`` holds what was composed from menu parts or parsed (``content.sentences``): a step, amount,
    cue or day that exists only as spoken is absent there and stands in its ``*_words`` column.
    """

    plan = models.ForeignKey(ActionPlan, models.PROTECT, related_name="versions")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    number = models.PositiveIntegerField()
    goal_version = models.ForeignKey(GoalVersion, models.PROTECT, related_name="plan_versions")
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, related_name="+")
    step_words = models.TextField()
    amount_words = models.CharField(max_length=120, blank=True)
    when_words = models.CharField(max_length=160, blank=True)
    days_words = models.CharField(max_length=120, blank=True)
    where_words = models.CharField(max_length=160, blank=True)
    parts = models.JSONField(default=dict)
    #: The team's own wording of free text in the page's language; marked as the team's on the page.
    gloss = models.CharField(max_length=300, blank=True)
    helpers = models.JSONField(default=list)
    starts_on = models.DateField()
    ends_on = models.DateField()
    confidence_asked = models.BooleanField(default=False)
    confidence_first = _score()
    confidence = _score()
    gate_change = models.CharField(max_length=12, blank=True)
    keep_reason = models.CharField(max_length=20, blank=True)
    no_barrier_expected = models.BooleanField(default=False)
    teach_back = models.CharField(max_length=12, default=TeachBack.NOT_CHECKED)
    follow_up = models.CharField(max_length=10, default=FollowUpAnswer.NOT_ASKED)
    #: Codes of the cautions that the step met (content/cautions), with the file's version.
    cautions = models.JSONField(default=list)
    restores = models.PositiveIntegerField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_numbers_unique"),
            models.CheckConstraint(
                condition=Q(confidence__isnull=True) | Q(confidence__lte=10), name="confidence_zero_to_ten"
            ),
            models.CheckConstraint(
                condition=Q(confidence_first__isnull=True) | Q(confidence_first__lte=10),
                name="first_confidence_zero_to_ten",
            ),
            models.CheckConstraint(condition=Q(follow_up__in=list(FollowUpAnswer)), name="follow_up_answer_known"),
        ]


class PlanPerformer(models.Model):
    """Somebody who made this plan version with the patient.  Immutable."""

    plan_version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="performers")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan_version", "membership"], name="a_plan_performer_once")]


class PlanBarrier(models.Model):
    """What may get in the way of one plan version, and the patient's answer to it.  Immutable."""

    plan_version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="barriers")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=30)
    words = models.TextField(blank=True)
    strategy = models.TextField(blank=True)

    class Meta:
        ordering = ["position"]


class PlanChange(models.Model):
    """An action plan's change of state.  Immutable."""

    plan = models.ForeignKey(ActionPlan, models.PROTECT, related_name="changes")
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20)
    reason = models.CharField(max_length=60, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()


class Tick(models.Model):
    """A day on which the step was done, as somebody marked it on the patient's own page.

    Mutable once: the mark is taken back.  Marked again after that is another row.
    """

    plan = models.ForeignKey(ActionPlan, models.PROTECT, related_name="ticks")
    #: The wording that stood on the page.
    plan_version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="+")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    day = models.DateField()
    #: Who marked it, when it was not the patient, and how they belong together.
    author_name = models.CharField(max_length=120, blank=True)
    relation = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    #: Who took it back, when it was not the patient.
    undone_name = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "day"], condition=Q(undone_at__isnull=True), name="a_day_is_marked_once"
            )
        ]


class CautionReview(models.Model):
    """What a licensed person decided about a caution that a plan version met.  Immutable."""

    plan_version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="caution_reviews")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    decision = models.CharField(max_length=14)
    note = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(decision__in=list(CautionDecision)), name="caution_decision_known")
        ]


class Problem(models.Model):
    """A problem that is solved in seven steps, in the patient's words.  Mutable; every try is a row."""

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="problems")
    goal = models.ForeignKey(Goal, models.PROTECT, null=True, related_name="problems")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    words = models.TextField()
    ideas = models.JSONField(default=list)
    #: People and services asked for help, in words.
    others = models.TextField(blank=True)
    state = models.CharField(max_length=10, default=ProblemState.OPEN)
    #: When to come back to a problem that was set aside.
    return_on = models.DateField(null=True)
    number = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(state__in=list(ProblemState)), name="problem_state_known")]
        indexes = [models.Index(fields=["patient", "state", "-id"], name="problems_of_a_patient")]


class ProblemTry(models.Model):
    """An idea that was tried, and how it went.  Mutable once: the result is told later."""

    problem = models.ForeignKey(Problem, models.PROTECT, related_name="tries")
    idea = models.TextField()
    from_on = models.DateField()
    to_on = models.DateField()
    #: The action plan that the try became, where there is one.
    plan_version = models.ForeignKey(PlanVersion, models.PROTECT, null=True, related_name="+")
    result = models.CharField(max_length=10, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]


class GoalScale(models.Model):
    """The five levels of a goal, set before the start (goal attainment scaling).  Immutable; the newest is in force."""

    goal = models.ForeignKey(Goal, models.PROTECT, related_name="scales")
    oid = models.CharField(max_length=16, unique=True, default=new_oid, editable=False)
    number = models.PositiveIntegerField()
    #: Words by level: "-2", "-1", "0", "1", "2".
    levels = models.JSONField(default=dict)
    baseline = models.SmallIntegerField(null=True)
    look_on = models.DateField(null=True)
    #: 0-3 each; null = not asked, the weight is 1.
    importance = models.PositiveSmallIntegerField(null=True)
    difficulty = models.PositiveSmallIntegerField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["goal", "number"], name="scale_numbers_unique")]


class ScaleRating(models.Model):
    """The level that a goal reached, as one person sees it.  Immutable; the newest of each rater counts."""

    scale = models.ForeignKey(GoalScale, models.PROTECT, related_name="ratings")
    rater = models.CharField(max_length=12)
    level = models.SmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(level__gte=-2, level__lte=2), name="level_minus_two_to_two"),
            models.CheckConstraint(condition=Q(rater__in=list(Rater)), name="rater_known"),
        ]
