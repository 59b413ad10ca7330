from __future__ import annotations

import django.db.models.deletion
import teamlet.ground.oids
import teamlet.records.tasks.words
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("access", "__first__"), ("patients", "0001_initial"), ("practice", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="DutyAssignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duty_assignments",
                        to="practice.practice",
                    ),
                ),
                ("duty", models.CharField(max_length=20)),
                (
                    "team",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to="practice.team"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.membership",
                    ),
                ),
                (
                    "backup",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.membership",
                    ),
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
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "duty", "team"), name="one_holder_per_duty"),
                    models.UniqueConstraint(
                        condition=models.Q(("team__isnull", True)),
                        fields=("practice", "duty"),
                        name="one_practice_wide_holder",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "duty__in",
                                [
                                    teamlet.records.tasks.words.Duty["GATHER_DATA"],
                                    teamlet.records.tasks.words.Duty["INTRODUCE_SUPPORT"],
                                    teamlet.records.tasks.words.Duty["SET_AGENDA"],
                                    teamlet.records.tasks.words.Duty["SET_GOALS"],
                                    teamlet.records.tasks.words.Duty["MAKE_PLAN"],
                                    teamlet.records.tasks.words.Duty["GIVE_INFORMATION"],
                                    teamlet.records.tasks.words.Duty["FOLLOW_UP"],
                                ],
                            )
                        ),
                        name="duty_known",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="practice.practice",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tasks", to="patients.patient"
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("kind", models.CharField(max_length=24)),
                ("about_oid", models.CharField(max_length=16)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tasks", to="practice.membership"
                    ),
                ),
                (
                    "backup",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.membership",
                    ),
                ),
                ("owner_from", models.CharField(max_length=16)),
                ("risk", models.PositiveSmallIntegerField(default=0)),
                ("due_on", models.DateField()),
                ("window_first", models.DateField()),
                ("window_last", models.DateField()),
                ("state", models.CharField(default=teamlet.records.tasks.words.TaskState["OPEN"], max_length=10)),
                ("detail", models.JSONField(default=dict)),
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
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("end_reason", models.CharField(blank=True, max_length=60)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["practice", "-risk", "window_last", "created_at", "id"],
                        name="tasks_in_order",
                    ),
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["owner", "-risk", "window_last", "created_at", "id"],
                        name="tasks_of_an_owner",
                    ),
                    models.Index(fields=["patient", "state", "due_on"], name="tasks_of_a_patient"),
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["practice", "kind", "owner", "due_on", "window_last"],
                        name="tasks_counted",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    teamlet.records.tasks.words.TaskKind["CONTACT"],
                                    teamlet.records.tasks.words.TaskKind["CAUTION"],
                                    teamlet.records.tasks.words.TaskKind["RED_FLAG"],
                                    teamlet.records.tasks.words.TaskKind["UPDATE_CONTACT_POINT"],
                                    teamlet.records.tasks.words.TaskKind["HANDOFF"],
                                    teamlet.records.tasks.words.TaskKind["READING_REVIEW"],
                                    teamlet.records.tasks.words.TaskKind["SAFETY_ALERT"],
                                    teamlet.records.tasks.words.TaskKind["ASK_IN_PERSON"],
                                    teamlet.records.tasks.words.TaskKind["RETURNED_FORM"],
                                    teamlet.records.tasks.words.TaskKind["LOCKED_LINK"],
                                    teamlet.records.tasks.words.TaskKind["VISIT_ITEM"],
                                    teamlet.records.tasks.words.TaskKind["OWN_PAGE"],
                                    teamlet.records.tasks.words.TaskKind["BOOK_HELP"],
                                    teamlet.records.tasks.words.TaskKind["REPLY"],
                                    teamlet.records.tasks.words.TaskKind["SPECIALIST_VISIT"],
                                    teamlet.records.tasks.words.TaskKind["BACK_ON_TRACK"],
                                ],
                            )
                        ),
                        name="task_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    teamlet.records.tasks.words.TaskState["OPEN"],
                                    teamlet.records.tasks.words.TaskState["DONE"],
                                    teamlet.records.tasks.words.TaskState["WITHDRAWN"],
                                ],
                            )
                        ),
                        name="task_state_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("practice", "kind", "about_oid"),
                        name="one_open_task_per_thing",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TaskMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="tasks.task"
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                (
                    "from_owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.membership"
                    ),
                ),
                (
                    "to_owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.membership"
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("absent", "absent"),
                            ("left", "left"),
                            ("role_change", "role_change"),
                            ("by_hand", "by_hand"),
                            ("suspended", "suspended"),
                            ("may_not_read", "may_not_read"),
                            ("unanswered", "unanswered"),
                        ],
                        max_length=16,
                    ),
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
            ],
        ),
        migrations.CreateModel(
            name="CallBlock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="call_blocks", to="practice.practice"
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="call_blocks",
                        to="practice.membership",
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("weekday", models.PositiveSmallIntegerField(null=True)),
                ("day", models.DateField(null=True)),
                ("from_time", models.TimeField()),
                ("to_time", models.TimeField()),
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
                "indexes": [models.Index(fields=["membership", "weekday", "day"], name="call_blocks_of_a_person")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("day__isnull", False), ("weekday__isnull", True)),
                            models.Q(("day__isnull", True), ("weekday__lte", 6)),
                            _connector="OR",
                        ),
                        name="call_block_has_one_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("to_time__gt", models.F("from_time"))), name="call_block_forwards"
                    ),
                ],
            },
        ),
    ]
