from __future__ import annotations

import django.db.models.deletion
import teamlet.ground.oids
import teamlet.records.patients.words
import teamlet.records.visits.rules.words
import teamlet.records.visits.words
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("access", "__first__"), ("patients", "0001_initial"), ("practice", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="practice.practice",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="visits", to="patients.patient"
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("kind", models.CharField(max_length=12)),
                ("state", models.CharField(default=teamlet.records.visits.words.VisitState["PLANNED"], max_length=20)),
                ("day", models.DateField()),
                ("starts", models.TimeField(null=True)),
                ("room", models.CharField(blank=True, max_length=20)),
                (
                    "clinician",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="practice.membership",
                    ),
                ),
                ("agenda_number", models.PositiveIntegerField(default=0)),
                ("card_number", models.PositiveIntegerField(default=0)),
                ("opened_at", models.DateTimeField(null=True)),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("minutes", models.PositiveSmallIntegerField(null=True)),
                ("reason", models.CharField(blank=True, max_length=240)),
                (
                    "reason_sensitivity",
                    models.CharField(default=teamlet.records.patients.words.Sensitivity["NONE"], max_length=20),
                ),
                ("arrived_at", models.DateTimeField(null=True)),
                (
                    "arrived_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("ready_at", models.DateTimeField(null=True)),
                (
                    "ready_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("source_key", models.CharField(blank=True, max_length=200)),
                ("source_hash", models.CharField(blank=True, max_length=64)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["practice", "day", "starts", "id"], name="visits_of_a_day"),
                    models.Index(fields=["patient", "-day", "-id"], name="visits_of_a_patient"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    teamlet.records.visits.words.VisitState["PLANNED"],
                                    teamlet.records.visits.words.VisitState["OPEN"],
                                    teamlet.records.visits.words.VisitState["FINISHED"],
                                    teamlet.records.visits.words.VisitState["CANCELLED"],
                                    teamlet.records.visits.words.VisitState["RESCHEDULED"],
                                    teamlet.records.visits.words.VisitState["NO_SHOW"],
                                    teamlet.records.visits.words.VisitState["ENTERED_IN_ERROR"],
                                ],
                            )
                        ),
                        name="visit_state_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("source_key", ""), _negated=True),
                        fields=("practice", "source_key"),
                        name="an_appointment_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="visits.visit"
                    ),
                ),
                ("from_state", models.CharField(blank=True, max_length=20)),
                ("to_state", models.CharField(max_length=20)),
                ("reason", models.CharField(blank=True, max_length=240)),
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
            name="VisitPerformer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="performers", to="visits.visit"
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.membership"
                    ),
                ),
                ("joined_at", models.DateTimeField()),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("visit", "membership"), name="a_performer_once")]},
        ),
        migrations.CreateModel(
            name="Agenda",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="agendas", to="visits.visit"
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("number", models.PositiveIntegerField()),
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
                "constraints": [models.UniqueConstraint(fields=("visit", "number"), name="agenda_numbers_unique")]
            },
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "agenda",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="topics", to="visits.agenda"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("words", models.TextField()),
                ("topic_from", models.CharField(max_length=10)),
                ("place", models.CharField(default="today", max_length=6)),
                ("starred", models.BooleanField(default=False)),
            ],
            options={"ordering": ["position"]},
        ),
        migrations.CreateModel(
            name="Handoff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="handoffs", to="visits.visit"
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                (
                    "giver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.membership"
                    ),
                ),
                (
                    "receiver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="handoffs", to="practice.membership"
                    ),
                ),
                (
                    "state",
                    models.CharField(default=teamlet.records.visits.words.HandoffState["REQUESTED"], max_length=16),
                ),
                (
                    "reason",
                    models.CharField(
                        db_default=teamlet.records.visits.words.HandoffFor["PLAN"],
                        default=teamlet.records.visits.words.HandoffFor["PLAN"],
                        max_length=20,
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        db_default=teamlet.records.visits.words.HandoffWay["IN_PERSON"],
                        default=teamlet.records.visits.words.HandoffWay["IN_PERSON"],
                        max_length=16,
                    ),
                ),
                ("goal_oid", models.CharField(blank=True, db_default="", default="", max_length=16)),
                ("asked_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(null=True)),
                (
                    "moved_from",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.membership",
                    ),
                ),
                ("moved_reason", models.CharField(blank=True, max_length=16)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["requested", "accepted", "started"])),
                        fields=["receiver", "asked_at"],
                        name="handoffs_waiting",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="HandoffChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "handoff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="visits.handoff"
                    ),
                ),
                ("from_state", models.CharField(blank=True, max_length=16)),
                ("to_state", models.CharField(max_length=16)),
                ("way", models.CharField(max_length=16)),
                ("reason", models.CharField(blank=True, max_length=20)),
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
            name="PathTiming",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="timings", to="visits.visit"
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="timings", to="practice.membership"
                    ),
                ),
                ("role", models.CharField(max_length=20)),
                ("active_seconds", models.PositiveIntegerField()),
                ("wall_seconds", models.PositiveIntegerField()),
                ("interactions", models.PositiveIntegerField(default=0)),
                ("at", models.DateTimeField()),
            ],
            options={"indexes": [models.Index(fields=["practice", "role", "at"], name="timings_of_a_role")]},
        ),
        migrations.CreateModel(
            name="CardAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="card_answers", to="visits.visit"
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("number", models.PositiveIntegerField()),
                ("answers", models.JSONField(default=list)),
                ("own_question", models.CharField(blank=True, max_length=160)),
                ("own_answer", models.CharField(blank=True, max_length=160)),
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
            options={"constraints": [models.UniqueConstraint(fields=("visit", "number"), name="a_card_answer_once")]},
        ),
        migrations.CreateModel(
            name="StandingOrder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("code", models.CharField(max_length=40)),
                ("number", models.PositiveIntegerField()),
                ("body", models.JSONField()),
                ("note", models.CharField(blank=True, max_length=240)),
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
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("approved_at", models.DateTimeField(null=True)),
                ("expires_on", models.DateField(null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("practice", "code", "number"), name="standing_order_numbers_unique"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("approved_at__isnull", True), ("expires_on__isnull", True)),
                            models.Q(("approved_at__isnull", False), ("expires_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="approved_orders_expire",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="PreparationItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="items", to="visits.visit"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="patients.patient"
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("day", models.DateField()),
                ("what", models.CharField(max_length=16)),
                ("about", models.CharField(max_length=40)),
                ("words", models.CharField(blank=True, max_length=240)),
                ("is_sensitive", models.BooleanField(default=False)),
                (
                    "order",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="visits.standingorder",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.membership",
                    ),
                ),
                (
                    "state",
                    models.CharField(default=teamlet.records.visits.rules.words.ItemState["OPEN"], max_length=10),
                ),
                ("reason", models.CharField(blank=True, max_length=24)),
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
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["practice", "day", "state"], name="items_of_a_day"),
                    models.Index(fields=["patient", "-day"], name="items_of_a_patient"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "what__in",
                                [
                                    teamlet.records.visits.rules.words.ItemWhat["ORDER"],
                                    teamlet.records.visits.rules.words.ItemWhat["FORM"],
                                    teamlet.records.visits.rules.words.ItemWhat["LANGUAGE"],
                                    teamlet.records.visits.rules.words.ItemWhat["INTERPRETER"],
                                    teamlet.records.visits.rules.words.ItemWhat["CONTACT_POINT"],
                                    teamlet.records.visits.rules.words.ItemWhat["LAST_STEP"],
                                    teamlet.records.visits.rules.words.ItemWhat["HOW_SURE"],
                                    teamlet.records.visits.rules.words.ItemWhat["AGENDA"],
                                    teamlet.records.visits.rules.words.ItemWhat["HANDOFF"],
                                    teamlet.records.visits.rules.words.ItemWhat["ASK"],
                                    teamlet.records.visits.rules.words.ItemWhat["OTHER"],
                                    teamlet.records.visits.rules.words.ItemWhat["TESTING"],
                                    teamlet.records.visits.rules.words.ItemWhat["THANKS"],
                                ],
                            )
                        ),
                        name="item_what_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    teamlet.records.visits.rules.words.ItemState["OPEN"],
                                    teamlet.records.visits.rules.words.ItemState["DONE"],
                                    teamlet.records.visits.rules.words.ItemState["ORDERED"],
                                    teamlet.records.visits.rules.words.ItemState["LEFT"],
                                    teamlet.records.visits.rules.words.ItemState["TASK"],
                                ],
                            )
                        ),
                        name="item_state_known",
                    ),
                    models.UniqueConstraint(fields=("visit", "about"), name="a_thing_once_per_visit"),
                    models.UniqueConstraint(
                        condition=models.Q(("visit__isnull", True)),
                        fields=("practice", "day", "what"),
                        name="a_line_of_the_team_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlacedTool",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="patients.patient"
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tools", to="visits.visit"
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("tool", models.CharField(max_length=24)),
                (
                    "state",
                    models.CharField(default=teamlet.records.visits.rules.words.ToolState["PLACED"], max_length=10),
                ),
                ("reason", models.CharField(blank=True, max_length=20)),
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
                (
                    "given_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("given_at", models.DateTimeField(null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "tool__in",
                                [
                                    teamlet.records.visits.rules.words.Tool["VISIT_PREPARATION"],
                                    teamlet.records.visits.rules.words.Tool["BUBBLE_SHEET"],
                                    teamlet.records.visits.rules.words.Tool["PLATE_MENU"],
                                    teamlet.records.visits.rules.words.Tool["BODY_OUTLINE"],
                                    teamlet.records.visits.rules.words.Tool["THREE_QUESTIONS"],
                                    teamlet.records.visits.rules.words.Tool["TWO_WEEKS"],
                                    teamlet.records.visits.rules.words.Tool["TWELVE_AREAS"],
                                    teamlet.records.visits.rules.words.Tool["HELP_WANTED"],
                                    teamlet.records.visits.rules.words.Tool["STRESS"],
                                    teamlet.records.visits.rules.words.Tool["PAIN_FATIGUE"],
                                    teamlet.records.visits.rules.words.Tool["CAREGIVERS"],
                                ],
                            )
                        ),
                        name="tool_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    teamlet.records.visits.rules.words.ToolState["PLACED"],
                                    teamlet.records.visits.rules.words.ToolState["GIVEN"],
                                    teamlet.records.visits.rules.words.ToolState["DONE"],
                                    teamlet.records.visits.rules.words.ToolState["SKIPPED"],
                                ],
                            )
                        ),
                        name="tool_state_known",
                    ),
                    models.UniqueConstraint(fields=("visit", "tool"), name="a_tool_once_per_visit"),
                ]
            },
        ),
        migrations.CreateModel(
            name="HomeReading",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="patients.patient"
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="visits.visit"
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("kind", models.CharField(max_length=16)),
                ("value", models.DecimalField(decimal_places=2, max_digits=8)),
                ("second", models.DecimalField(decimal_places=2, max_digits=8, null=True)),
                ("unit", models.CharField(max_length=12)),
                ("day", models.DateField()),
                ("plausibility", models.CharField(max_length=12)),
                (
                    "state",
                    models.CharField(default=teamlet.records.visits.rules.words.HomeState["WAITING"], max_length=20),
                ),
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
                (
                    "reviewed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("reviewed_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", teamlet.records.visits.rules.words.HomeState["WAITING"])),
                        fields=["practice", "at"],
                        name="home_readings_waiting",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    teamlet.records.visits.rules.words.HomeKind["BLOOD_PRESSURE"],
                                    teamlet.records.visits.rules.words.HomeKind["GLUCOSE"],
                                    teamlet.records.visits.rules.words.HomeKind["WEIGHT"],
                                    teamlet.records.visits.rules.words.HomeKind["PEAK_FLOW"],
                                ],
                            )
                        ),
                        name="home_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    teamlet.records.visits.rules.words.HomeState["WAITING"],
                                    teamlet.records.visits.rules.words.HomeState["ACCEPTED"],
                                    teamlet.records.visits.rules.words.HomeState["ASKED_AGAIN"],
                                    teamlet.records.visits.rules.words.HomeState["ENTERED_IN_ERROR"],
                                ],
                            )
                        ),
                        name="home_state_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SupportMinimum",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
                    ),
                ),
                ("kind", models.CharField(max_length=12)),
                ("parts", models.JSONField(default=list)),
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
                "constraints": [models.UniqueConstraint(fields=("practice", "kind"), name="one_minimum_per_kind")]
            },
        ),
        migrations.CreateModel(
            name="Shared",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="shared", to="visits.visit"
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
                ("kind", models.CharField(max_length=12)),
                ("code", models.CharField(max_length=60)),
                ("result", models.CharField(blank=True, max_length=12)),
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
                "indexes": [
                    models.Index(fields=["patient", "kind", "-at"], name="shared_with_a_patient"),
                    models.Index(fields=["practice", "kind", "at"], name="shared_in_a_practice"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    teamlet.records.visits.words.SharedKind["TOPIC"],
                                    teamlet.records.visits.words.SharedKind["SKILL"],
                                    teamlet.records.visits.words.SharedKind["AID"],
                                    teamlet.records.visits.words.SharedKind["CARE"],
                                    teamlet.records.visits.words.SharedKind["INTRODUCTION"],
                                ],
                            )
                        ),
                        name="shared_kind_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Feelings",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="feelings", to="visits.visit"
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
                ("weighs", models.BooleanField()),
                ("route", models.CharField(blank=True, max_length=20)),
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
                                "route__in",
                                [
                                    "",
                                    teamlet.records.visits.words.FeelingsRoute["TALK_NOW"],
                                    teamlet.records.visits.words.FeelingsRoute["BEHAVIORAL_HEALTH"],
                                    teamlet.records.visits.words.FeelingsRoute["MATERIAL"],
                                ],
                            )
                        ),
                        name="feelings_route_known",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="VisitGuest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="guests", to="visits.visit"
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("name", models.CharField(max_length=120)),
                ("relation", models.CharField(blank=True, max_length=60)),
                ("helper_oid", models.CharField(blank=True, max_length=16)),
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
        ),
    ]
