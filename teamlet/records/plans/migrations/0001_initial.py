from __future__ import annotations

import django.core.validators
import django.db.models.deletion
import teamlet.ground.oids
import teamlet.records.plans.words.names
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "__first__"),
        ("patients", "0001_initial"),
        ("practice", "0001_initial"),
        ("visits", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Goal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="goals",
                        to="practice.practice",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="goals", to="patients.patient"
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                (
                    "state",
                    models.CharField(default=teamlet.records.plans.words.names.GoalState["AGREED"], max_length=20),
                ),
                (
                    "audience",
                    models.CharField(default=teamlet.records.plans.words.names.GoalAudience["EVERYONE"], max_length=20),
                ),
                ("number", models.PositiveIntegerField(default=0)),
                ("resume_on", models.DateField(null=True)),
                ("created_at", models.DateTimeField()),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["patient", "state", "-id"], name="goals_of_a_patient")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    teamlet.records.plans.words.names.GoalState["DRAFT"],
                                    teamlet.records.plans.words.names.GoalState["AGREED"],
                                    teamlet.records.plans.words.names.GoalState["FOLLOWED"],
                                    teamlet.records.plans.words.names.GoalState["ACHIEVED"],
                                    teamlet.records.plans.words.names.GoalState["SUSTAINING"],
                                    teamlet.records.plans.words.names.GoalState["NOT_ACHIEVED"],
                                    teamlet.records.plans.words.names.GoalState["PAUSED"],
                                    teamlet.records.plans.words.names.GoalState["DECLINED"],
                                    teamlet.records.plans.words.names.GoalState["CLOSED"],
                                    teamlet.records.plans.words.names.GoalState["ENTERED_IN_ERROR"],
                                ],
                            )
                        ),
                        name="goal_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "audience__in",
                                [
                                    teamlet.records.plans.words.names.GoalAudience["EVERYONE"],
                                    teamlet.records.plans.words.names.GoalAudience["MY_TEAM"],
                                    teamlet.records.plans.words.names.GoalAudience["BEHAVIORAL_HEALTH"],
                                ],
                            )
                        ),
                        name="goal_audience_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GoalVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "goal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="plans.goal"
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "visit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="visits.visit"
                    ),
                ),
                ("words", models.TextField()),
                (
                    "source",
                    models.CharField(default=teamlet.records.plans.words.names.GoalSource["PATIENT"], max_length=10),
                ),
                ("acceptance", models.CharField(blank=True, max_length=10)),
                ("topic", models.CharField(blank=True, max_length=60)),
                (
                    "importance",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, validators=[django.core.validators.MaxValueValidator(10)]
                    ),
                ),
                ("importance_words", models.TextField(blank=True)),
                (
                    "audience",
                    models.CharField(
                        db_default=teamlet.records.plans.words.names.GoalAudience["EVERYONE"],
                        default=teamlet.records.plans.words.names.GoalAudience["EVERYONE"],
                        max_length=20,
                    ),
                ),
                ("restores", models.PositiveIntegerField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("goal", "number"), name="goal_numbers_unique"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "source__in",
                                [
                                    teamlet.records.plans.words.names.GoalSource["PATIENT"],
                                    teamlet.records.plans.words.names.GoalSource["JOINT"],
                                    teamlet.records.plans.words.names.GoalSource["SUGGESTED"],
                                ],
                            )
                        ),
                        name="goal_source_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("importance__isnull", True), ("importance__lte", 10), _connector="OR"),
                        name="importance_zero_to_ten",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="GoalChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "goal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="plans.goal"
                    ),
                ),
                ("from_state", models.CharField(blank=True, max_length=20)),
                ("to_state", models.CharField(max_length=20)),
                ("reason", models.CharField(blank=True, max_length=60)),
                ("ask_again_on", models.DateField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="NotToday",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="not_today", to="visits.visit"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="patients.patient"
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("reason", models.CharField(max_length=12)),
                ("declined", models.BooleanField(default=False)),
                ("ask_again_on", models.DateField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "reason__in",
                                [
                                    teamlet.records.plans.words.names.NotTodayReason["ACUTE"],
                                    teamlet.records.plans.words.names.NotTodayReason["NOT_READY"],
                                    teamlet.records.plans.words.names.NotTodayReason["NO_TIME"],
                                    teamlet.records.plans.words.names.NotTodayReason["HAS_A_PLAN"],
                                ],
                            )
                        ),
                        name="not_today_reason_known",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="ActionPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "goal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="plans", to="plans.goal"
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="action_plans",
                        to="practice.practice",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="action_plans", to="patients.patient"
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                (
                    "state",
                    models.CharField(default=teamlet.records.plans.words.names.PlanState["ACTIVE"], max_length=20),
                ),
                ("number", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["patient", "state", "-id"], name="plans_of_a_patient")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    teamlet.records.plans.words.names.PlanState["ACTIVE"],
                                    teamlet.records.plans.words.names.PlanState["REPLACED"],
                                    teamlet.records.plans.words.names.PlanState["FINISHED"],
                                    teamlet.records.plans.words.names.PlanState["WITHDRAWN"],
                                    teamlet.records.plans.words.names.PlanState["ENTERED_IN_ERROR"],
                                ],
                            )
                        ),
                        name="plan_state_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="plans.actionplan"
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "goal_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plan_versions",
                        to="plans.goalversion",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="visits.visit"
                    ),
                ),
                ("step_words", models.TextField()),
                ("amount_words", models.CharField(blank=True, max_length=120)),
                ("when_words", models.CharField(blank=True, max_length=160)),
                ("days_words", models.CharField(blank=True, max_length=120)),
                ("where_words", models.CharField(blank=True, max_length=160)),
                ("parts", models.JSONField(default=dict)),
                ("gloss", models.CharField(blank=True, max_length=300)),
                ("helpers", models.JSONField(default=list)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("confidence_asked", models.BooleanField(default=False)),
                (
                    "confidence_first",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, validators=[django.core.validators.MaxValueValidator(10)]
                    ),
                ),
                (
                    "confidence",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, validators=[django.core.validators.MaxValueValidator(10)]
                    ),
                ),
                ("gate_change", models.CharField(blank=True, max_length=12)),
                ("keep_reason", models.CharField(blank=True, max_length=20)),
                ("no_barrier_expected", models.BooleanField(default=False)),
                (
                    "teach_back",
                    models.CharField(default=teamlet.records.plans.words.names.TeachBack["NOT_CHECKED"], max_length=12),
                ),
                (
                    "follow_up",
                    models.CharField(
                        default=teamlet.records.plans.words.names.FollowUpAnswer["NOT_ASKED"], max_length=10
                    ),
                ),
                ("cautions", models.JSONField(default=list)),
                ("restores", models.PositiveIntegerField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "number"), name="plan_numbers_unique"),
                    models.CheckConstraint(
                        condition=models.Q(("confidence__isnull", True), ("confidence__lte", 10), _connector="OR"),
                        name="confidence_zero_to_ten",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confidence_first__isnull", True), ("confidence_first__lte", 10), _connector="OR"
                        ),
                        name="first_confidence_zero_to_ten",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "follow_up__in",
                                [
                                    teamlet.records.plans.words.names.FollowUpAnswer["AGREED"],
                                    teamlet.records.plans.words.names.FollowUpAnswer["DECLINED"],
                                    teamlet.records.plans.words.names.FollowUpAnswer["NOT_ASKED"],
                                ],
                            )
                        ),
                        name="follow_up_answer_known",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="PlanPerformer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "plan_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="performers", to="plans.planversion"
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.membership"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("plan_version", "membership"), name="a_plan_performer_once")
                ]
            },
        ),
        migrations.CreateModel(
            name="PlanBarrier",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "plan_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="barriers", to="plans.planversion"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("code", models.CharField(max_length=30)),
                ("words", models.TextField(blank=True)),
                ("strategy", models.TextField(blank=True)),
            ],
            options={"ordering": ["position"]},
        ),
        migrations.CreateModel(
            name="PlanChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="plans.actionplan"
                    ),
                ),
                ("from_state", models.CharField(blank=True, max_length=20)),
                ("to_state", models.CharField(max_length=20)),
                ("reason", models.CharField(blank=True, max_length=60)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Tick",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ticks", to="plans.actionplan"
                    ),
                ),
                (
                    "plan_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.planversion"
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("day", models.DateField()),
                ("author_name", models.CharField(blank=True, max_length=120)),
                ("relation", models.CharField(blank=True, max_length=60)),
                ("at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_name", models.CharField(blank=True, max_length=120)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at__isnull", True)),
                        fields=("plan", "day"),
                        name="a_day_is_marked_once",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="CautionReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "plan_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="caution_reviews",
                        to="plans.planversion",
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("decision", models.CharField(max_length=14)),
                ("note", models.TextField(blank=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "decision__in",
                                [
                                    teamlet.records.plans.words.names.CautionDecision["OPEN"],
                                    teamlet.records.plans.words.names.CautionDecision["MAY_START"],
                                    teamlet.records.plans.words.names.CautionDecision["CHANGED"],
                                    teamlet.records.plans.words.names.CautionDecision["DO_NOT_START"],
                                ],
                            )
                        ),
                        name="caution_decision_known",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Problem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="problems", to="patients.patient"
                    ),
                ),
                (
                    "goal",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="problems", to="plans.goal"
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("words", models.TextField()),
                ("ideas", models.JSONField(default=list)),
                ("others", models.TextField(blank=True)),
                (
                    "state",
                    models.CharField(default=teamlet.records.plans.words.names.ProblemState["OPEN"], max_length=10),
                ),
                ("return_on", models.DateField(null=True)),
                ("number", models.PositiveIntegerField(default=1)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["patient", "state", "-id"], name="problems_of_a_patient")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    teamlet.records.plans.words.names.ProblemState["OPEN"],
                                    teamlet.records.plans.words.names.ProblemState["SOLVED"],
                                    teamlet.records.plans.words.names.ProblemState["PARKED"],
                                ],
                            )
                        ),
                        name="problem_state_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProblemTry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "problem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tries", to="plans.problem"
                    ),
                ),
                ("idea", models.TextField()),
                ("from_on", models.DateField()),
                ("to_on", models.DateField()),
                (
                    "plan_version",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.planversion"
                    ),
                ),
                ("result", models.CharField(blank=True, max_length=10)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={"ordering": ["id"]},
        ),
        migrations.CreateModel(
            name="GoalScale",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "goal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="scales", to="plans.goal"
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("number", models.PositiveIntegerField()),
                ("levels", models.JSONField(default=dict)),
                ("baseline", models.SmallIntegerField(null=True)),
                ("look_on", models.DateField(null=True)),
                ("importance", models.PositiveSmallIntegerField(null=True)),
                ("difficulty", models.PositiveSmallIntegerField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("goal", "number"), name="scale_numbers_unique")]},
        ),
        migrations.CreateModel(
            name="ScaleRating",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "scale",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ratings", to="plans.goalscale"
                    ),
                ),
                ("rater", models.CharField(max_length=12)),
                ("level", models.SmallIntegerField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("level__gte", -2), ("level__lte", 2)), name="level_minus_two_to_two"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "rater__in",
                                [
                                    teamlet.records.plans.words.names.Rater["PATIENT"],
                                    teamlet.records.plans.words.names.Rater["PRACTITIONER"],
                                    teamlet.records.plans.words.names.Rater["CAREGIVER"],
                                ],
                            )
                        ),
                        name="rater_known",
                    ),
                ]
            },
        ),
    ]
