from __future__ import annotations

import django.db.models.deletion
import teamlet.content.schema.instruments
import teamlet.ground.oids
import teamlet.records.instruments.words
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "__first__"),
        ("patients", "0001_initial"),
        ("practice", "0001_initial"),
        ("tasks", "0001_initial"),
        ("visits", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Form",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="forms", to="practice.practice"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="forms", to="patients.patient"
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="forms", to="visits.visit"
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("code", models.CharField(max_length=8)),
                ("purpose", models.CharField(max_length=20)),
                ("language", models.CharField(default="en", max_length=8)),
                ("parts", models.JSONField(default=list)),
                ("asked", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(default=teamlet.records.instruments.words.FormState["ISSUED"], max_length=10),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("issued_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("mode", models.CharField(blank=True, max_length=8)),
                (
                    "reader",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.membership",
                    ),
                ),
                (
                    "read_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("read_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["patient", "-issued_at"], name="forms_of_a_patient"),
                    models.Index(
                        condition=models.Q(("read_at__isnull", True), ("state", "submitted")),
                        fields=["practice", "ended_at"],
                        name="forms_to_read",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["issued", "opened", "verified"])),
                        fields=["expires_at"],
                        name="forms_running",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    teamlet.records.instruments.words.FormState["ISSUED"],
                                    teamlet.records.instruments.words.FormState["OPENED"],
                                    teamlet.records.instruments.words.FormState["VERIFIED"],
                                    teamlet.records.instruments.words.FormState["SUBMITTED"],
                                    teamlet.records.instruments.words.FormState["REVOKED"],
                                    teamlet.records.instruments.words.FormState["EXPIRED"],
                                    teamlet.records.instruments.words.FormState["ENTERED_IN_ERROR"],
                                ],
                            )
                        ),
                        name="form_state_known",
                    ),
                    models.UniqueConstraint(fields=("practice", "code"), name="a_form_code_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="FormChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="instruments.form"
                    ),
                ),
                ("from_state", models.CharField(blank=True, max_length=10)),
                ("to_state", models.CharField(max_length=10)),
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
            name="FormLink",
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
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="links", to="instruments.form"
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("purpose", models.CharField(max_length=20)),
                ("epoch", models.CharField(max_length=32)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("tries_left", models.PositiveSmallIntegerField(default=5)),
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
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="TabletBinding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
                    ),
                ),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bindings", to="instruments.form"
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="visits.visit"),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("epoch", models.CharField(max_length=32)),
                ("pin_hash", models.CharField(blank=True, max_length=64)),
                ("expires_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(default=teamlet.records.instruments.words.TabletState["BOUND"], max_length=8),
                ),
                ("tries_left", models.PositiveSmallIntegerField(default=5)),
                ("touched", models.DateTimeField()),
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
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    teamlet.records.instruments.words.TabletState["BOUND"],
                                    teamlet.records.instruments.words.TabletState["OPEN"],
                                    teamlet.records.instruments.words.TabletState["CURTAIN"],
                                    teamlet.records.instruments.words.TabletState["WIPED"],
                                    teamlet.records.instruments.words.TabletState["ENDED"],
                                ],
                            )
                        ),
                        name="tablet_state_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("pin_hash", ""), _negated=True),
                        fields=("practice", "pin_hash"),
                        name="a_pin_once",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="FormAccess",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="accesses", to="instruments.form"
                    ),
                ),
                (
                    "link",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accesses",
                        to="instruments.formlink",
                    ),
                ),
                (
                    "binding",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accesses",
                        to="instruments.tabletbinding",
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("key_hash", models.CharField(max_length=64, unique=True)),
                ("is_verified", models.BooleanField(default=False)),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("link__isnull", True), ("binding__isnull", True), _connector="XOR"),
                        name="an_access_has_one_way_in",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="instruments.form"
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("instrument", models.CharField(max_length=40)),
                ("version", models.PositiveSmallIntegerField()),
                ("item", models.CharField(max_length=60)),
                ("value", models.JSONField(null=True)),
                ("digest", models.CharField(max_length=64)),
                ("sequence", models.PositiveIntegerField()),
                ("author", models.CharField(max_length=10)),
                ("author_name", models.CharField(blank=True, max_length=60)),
                ("relation", models.CharField(blank=True, max_length=40)),
                ("mode", models.CharField(max_length=8)),
                ("language", models.CharField(max_length=8)),
                ("note", models.CharField(blank=True, max_length=12)),
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
                "indexes": [
                    models.Index(fields=["form", "instrument", "item", "sequence", "id"], name="answers_of_a_form")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "author__in",
                                [
                                    teamlet.content.schema.instruments.Author["PATIENT"],
                                    teamlet.content.schema.instruments.Author["CAREGIVER"],
                                    teamlet.content.schema.instruments.Author["STAFF"],
                                ],
                            )
                        ),
                        name="answer_author_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "mode__in",
                                [
                                    teamlet.content.schema.instruments.Mode["LINK"],
                                    teamlet.content.schema.instruments.Mode["TABLET"],
                                    teamlet.content.schema.instruments.Mode["STAFF"],
                                    teamlet.content.schema.instruments.Mode["PAPER"],
                                ],
                            )
                        ),
                        name="answer_mode_known",
                    ),
                    models.UniqueConstraint(
                        fields=("form", "instrument", "item", "author", "author_name", "sequence", "digest"),
                        name="an_answer_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Score",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="scores", to="instruments.form"
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="scores", to="patients.patient"
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("instrument", models.CharField(max_length=40)),
                ("version", models.PositiveSmallIntegerField()),
                ("total", models.DecimalField(decimal_places=2, max_digits=8, null=True)),
                ("state", models.CharField(max_length=12)),
                ("band", models.CharField(blank=True, max_length=30)),
                ("answered", models.PositiveSmallIntegerField()),
                ("reasons", models.JSONField(default=list)),
                ("author", models.CharField(max_length=10)),
                ("author_name", models.CharField(blank=True, max_length=60)),
                ("mode", models.CharField(max_length=8)),
                ("language", models.CharField(max_length=8)),
                ("sensitivity", models.CharField(max_length=20)),
                ("reading_source", models.CharField(blank=True, max_length=120)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["patient", "instrument", "-at"], name="scores_of_a_patient")],
                "constraints": [models.UniqueConstraint(fields=("form", "instrument"), name="a_score_once")],
            },
        ),
        migrations.CreateModel(
            name="SafetyAlert",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="safety_alerts",
                        to="practice.practice",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="safety_alerts", to="patients.patient"
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("kind", models.CharField(max_length=12)),
                (
                    "state",
                    models.CharField(default=teamlet.records.instruments.words.AlertState["OPEN"], max_length=12),
                ),
                (
                    "answer",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alert",
                        to="instruments.answer",
                    ),
                ),
                ("signs", models.JSONField(default=list)),
                ("where", models.CharField(max_length=40)),
                ("where_oid", models.CharField(blank=True, max_length=16)),
                ("sensitivity", models.CharField(max_length=20)),
                (
                    "visit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="visits.visit"
                    ),
                ),
                (
                    "task",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tasks.task"
                    ),
                ),
                (
                    "level",
                    models.CharField(default=teamlet.records.instruments.words.AlertLevel["FIRST"], max_length=8),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.membership"
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
                    "on_call",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.membership",
                    ),
                ),
                ("at", models.DateTimeField()),
                ("answer_until", models.DateTimeField()),
                (
                    "acknowledged_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("acknowledged_at", models.DateTimeField(null=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("closed_at", models.DateTimeField(null=True)),
                ("what_was_done", models.TextField(blank=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "closed"), _negated=True),
                        fields=["practice", "at"],
                        name="alerts_of_a_practice",
                    ),
                    models.Index(
                        condition=models.Q(("state", "open")), fields=["answer_until"], name="alerts_unanswered"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    teamlet.records.instruments.words.AlertState["OPEN"],
                                    teamlet.records.instruments.words.AlertState["ACKNOWLEDGED"],
                                    teamlet.records.instruments.words.AlertState["CLOSED"],
                                ],
                            )
                        ),
                        name="alert_state_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AlertStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "alert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="instruments.safetyalert"
                    ),
                ),
                ("kind", models.CharField(max_length=14)),
                ("level", models.CharField(max_length=8)),
                (
                    "to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.membership"
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
            options={"ordering": ["id"]},
        ),
        migrations.CreateModel(
            name="SafetyCover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="safety_covers",
                        to="practice.practice",
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "responder",
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
                    "on_call",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.membership",
                    ),
                ),
                ("days", models.JSONField(default=list)),
                ("from_time", models.TimeField(null=True)),
                ("to_time", models.TimeField(null=True)),
                ("response_minutes", models.PositiveSmallIntegerField(null=True)),
                ("texts", models.JSONField(default=dict)),
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
                "constraints": [models.UniqueConstraint(fields=("practice", "number"), name="cover_numbers_unique")]
            },
        ),
    ]
