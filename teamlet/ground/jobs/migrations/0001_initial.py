from __future__ import annotations

import teamlet.ground.jobs.words
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Installation",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("epoch", models.PositiveIntegerField(default=1)),
                ("epoch_key", models.CharField(max_length=32)),
                ("held_since", models.DateTimeField(null=True)),
                ("held_reason", models.CharField(blank=True, max_length=40)),
            ],
            options={"constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="one_installation")]},
        ),
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("worker", models.CharField(max_length=32, unique=True)),
                ("host", models.CharField(max_length=80)),
                ("pid", models.PositiveIntegerField()),
                ("started_at", models.DateTimeField()),
                ("beat_at", models.DateTimeField()),
                ("beats", models.PositiveBigIntegerField(default=0)),
                ("stopped_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Schedule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, unique=True)),
                ("next_at", models.DateTimeField()),
                ("last_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=60)),
                ("arguments", models.JSONField(default=dict)),
                ("occurrence", models.CharField(max_length=160, unique=True)),
                ("state", models.CharField(default=teamlet.ground.jobs.words.JobState["WAITING"], max_length=10)),
                ("run_after", models.DateTimeField()),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("fence", models.PositiveIntegerField(default=0)),
                ("renewals", models.PositiveIntegerField(default=0)),
                ("worker", models.CharField(blank=True, max_length=32)),
                ("last_error", models.CharField(blank=True, max_length=200)),
                ("created_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")), fields=["run_after", "id"], name="jobs_waiting"
                    ),
                    models.Index(condition=models.Q(("state", "running")), fields=["id"], name="jobs_running"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    teamlet.ground.jobs.words.JobState["WAITING"],
                                    teamlet.ground.jobs.words.JobState["RUNNING"],
                                    teamlet.ground.jobs.words.JobState["DONE"],
                                    teamlet.ground.jobs.words.JobState["GIVEN_UP"],
                                ],
                            )
                        ),
                        name="job_state_known",
                    )
                ],
            },
        ),
    ]
