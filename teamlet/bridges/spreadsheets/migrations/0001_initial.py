from __future__ import annotations

import django.db.models.deletion
import teamlet.bridges.spreadsheets.words
import teamlet.ground.oids
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
            name="SchedulePattern",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
                    ),
                ),
                ("names", models.JSONField(default=dict)),
                ("kinds", models.JSONField(default=dict)),
                ("date_order", models.CharField(blank=True, max_length=3)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="ScheduleImport",
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
                (
                    "state",
                    models.CharField(default=teamlet.bridges.spreadsheets.words.ImportState["STAGED"], max_length=10),
                ),
                ("file_name", models.CharField(max_length=200)),
                ("digest", models.CharField(max_length=64)),
                ("format", models.CharField(max_length=8)),
                ("names", models.JSONField(default=list)),
                ("header_line", models.PositiveIntegerField(default=0)),
                ("columns", models.JSONField(default=dict)),
                (
                    "date_order",
                    models.CharField(default=teamlet.bridges.spreadsheets.words.DateOrder["MONTH_FIRST"], max_length=3),
                ),
                ("notes", models.JSONField(default=list)),
                ("lines", models.PositiveIntegerField(default=0)),
                ("mark", models.PositiveIntegerField(default=0)),
                ("counts", models.JSONField(default=dict)),
                ("foreseen", models.JSONField(default=dict)),
                ("by", models.CharField(max_length=120)),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["practice", "-began_at"], name="schedule_imports_newest")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["staged", "checked", "running"])),
                        fields=("practice", "digest"),
                        name="a_schedule_once_at_a_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StagedLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="staged",
                        to="spreadsheets.scheduleimport",
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("number", models.PositiveIntegerField()),
                ("cells", models.TextField()),
                ("trouble", models.TextField(blank=True)),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("run", "position"), name="a_staged_line_once")]},
        ),
        migrations.CreateModel(
            name="LineProblem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="problems",
                        to="spreadsheets.scheduleimport",
                    ),
                ),
                ("line", models.PositiveIntegerField()),
                ("weight", models.CharField(max_length=6)),
                ("code", models.CharField(max_length=60)),
                ("values", models.JSONField(default=dict)),
            ],
            options={"indexes": [models.Index(fields=["run", "line", "id"], name="problems_of_a_schedule")]},
        ),
        migrations.CreateModel(
            name="UnplacedAppointment",
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
                (
                    "state",
                    models.CharField(default=teamlet.bridges.spreadsheets.words.UnplacedState["WAITING"], max_length=8),
                ),
                ("key", models.CharField(max_length=40)),
                ("file_name", models.CharField(max_length=200)),
                ("line", models.PositiveIntegerField()),
                ("said", models.JSONField()),
                ("day", models.DateField()),
                ("code", models.CharField(max_length=60)),
                ("values", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
                (
                    "patient",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="patients.patient"
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="visits.visit"
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["practice", "state", "day", "id"], name="unplaced_appointments")],
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "key"), name="an_unplaced_appointment_once")
                ],
            },
        ),
    ]
