from __future__ import annotations

import django.db.models.deletion
import teamlet.ground.oids
import teamlet.records.patients.words
from django.conf import settings
from django.db import migrations, models


def compare_keys_by_bytes(apps, schema_editor):
    """Prefix ranges over folded names need byte order; SQLite has it, PostgreSQL's default may not."""
    if schema_editor.connection.vendor != "postgresql":
        return
    for column, length in (("name_key", 240), ("sound_key", 120)):
        schema_editor.execute(f'ALTER TABLE patients_patient ALTER COLUMN {column} TYPE varchar({length}) COLLATE "C"')


class Migration(migrations.Migration):
    initial = True

    dependencies = [("access", "__first__"), ("practice", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Patient",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="patients",
                        to="practice.practice",
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("record_number", models.CharField(blank=True, max_length=80)),
                ("given", models.CharField(blank=True, max_length=120)),
                ("family", models.CharField(blank=True, max_length=120)),
                ("called", models.CharField(blank=True, max_length=60)),
                ("birth_date", models.DateField(null=True)),
                ("birth_text", models.CharField(blank=True, max_length=10)),
                ("sex", models.CharField(blank=True, max_length=10)),
                ("deceased_on", models.DateField(null=True)),
                ("language", models.CharField(blank=True, max_length=20)),
                ("interpreter", models.BooleanField(default=False)),
                ("time_zone", models.CharField(blank=True, max_length=60)),
                ("large_print", models.BooleanField(default=False)),
                ("matters", models.TextField(blank=True)),
                (
                    "clinician",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="practice.membership",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged_from",
                        to="patients.patient",
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
                ("lists_declined_on", models.DateField(null=True)),
                ("next_due", models.DateField(null=True)),
                ("name_key", models.CharField(blank=True, max_length=240)),
                ("sound_key", models.CharField(blank=True, max_length=120)),
                ("source_hash", models.CharField(blank=True, max_length=64)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["practice", "name_key", "id"], name="patients_by_name"),
                    models.Index(fields=["practice", "sound_key", "id"], name="patients_by_sound"),
                    models.Index(fields=["practice", "birth_date", "id"], name="patients_by_birth_date"),
                    models.Index(fields=["practice", "record_number"], name="patients_by_record_number"),
                    models.Index(
                        condition=models.Q(("is_active", True), ("next_due__isnull", False)),
                        fields=["practice", "next_due", "id"],
                        name="patients_due",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="NameGram",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="grams", to="patients.patient"
                    ),
                ),
                ("practice", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="practice.practice")),
                ("gram", models.CharField(max_length=3)),
            ],
            options={"indexes": [models.Index(fields=["practice", "gram", "patient"], name="grams_of_a_practice")]},
        ),
        migrations.CreateModel(
            name="Identifier",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="identifiers", to="patients.patient"
                    ),
                ),
                ("practice", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="practice.practice")),
                ("system", models.CharField(max_length=200)),
                ("value", models.CharField(max_length=120)),
                ("kind", models.CharField(blank=True, max_length=20)),
            ],
            options={
                "indexes": [models.Index(fields=["practice", "value"], name="identifiers_by_value")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("practice", "system", "value", "patient"), name="an_identifier_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactPoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contact_points",
                        to="patients.patient",
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                ("value", models.CharField(max_length=240)),
                ("use", models.CharField(blank=True, max_length=10)),
                ("works", models.BooleanField(default=True)),
                ("rank", models.PositiveSmallIntegerField(default=1)),
            ],
            options={"indexes": [models.Index(fields=["value"], name="contact_points_by_value")]},
        ),
        migrations.CreateModel(
            name="Helper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="helpers", to="patients.patient"
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("name", models.CharField(max_length=120)),
                ("relation", models.CharField(blank=True, max_length=60)),
                ("phone", models.CharField(blank=True, max_length=30)),
                ("may_join", models.BooleanField(default=False)),
                ("agreed_on", models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Organization",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
                    ),
                ),
                ("name", models.CharField(max_length=240)),
                ("identifier", models.CharField(max_length=160)),
                ("source_hash", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("practice", "identifier"), name="an_organization_once")]
            },
        ),
        migrations.CreateModel(
            name="Practitioner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
                    ),
                ),
                ("name", models.CharField(max_length=240)),
                ("identifier", models.CharField(max_length=160)),
                (
                    "membership",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, to="practice.membership"
                    ),
                ),
                ("source_hash", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("practice", "identifier"), name="a_practitioner_once")]
            },
        ),
        migrations.CreateModel(
            name="PopulationMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.practice",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="patients.patient",
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("population", models.CharField(max_length=60)),
                ("route", models.CharField(max_length=12)),
                ("title", models.JSONField()),
                ("version", models.CharField(max_length=40)),
                ("entry_version", models.CharField(max_length=40)),
                ("evidence", models.JSONField()),
                ("entry_evidence", models.JSONField()),
                ("labels", models.CharField(blank=True, max_length=120)),
                ("digest", models.CharField(max_length=16)),
                ("entered_on", models.DateField()),
                ("left_on", models.DateField(null=True)),
                ("left_reason", models.CharField(blank=True, max_length=12)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["practice", "population", "left_on", "patient"], name="members_of_a_population"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("left_on__isnull", True)),
                        fields=("patient", "population"),
                        name="a_membership_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PopulationCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="practice.practice"
                    ),
                ),
                (
                    "patient",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="patients.patient"
                    ),
                ),
                ("mark", models.CharField(max_length=16)),
            ],
        ),
        migrations.CreateModel(
            name="SupportCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="practice.practice"
                    ),
                ),
                (
                    "patient",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="patients.patient"
                    ),
                ),
                ("mark", models.CharField(max_length=16)),
            ],
        ),
        migrations.CreateModel(
            name="ListCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="practice.practice"
                    ),
                ),
                (
                    "patient",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="patients.patient"
                    ),
                ),
                ("mark", models.CharField(max_length=16)),
            ],
        ),
        migrations.CreateModel(
            name="HelpWish",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.practice",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wishes",
                        to="patients.patient",
                    ),
                ),
                ("topic", models.CharField(max_length=20)),
                ("wants", models.BooleanField()),
                ("said_on", models.DateField()),
                ("source", models.CharField(max_length=12)),
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
                "indexes": [models.Index(fields=["patient", "topic", "-said_on", "-id"], name="wishes_of_a_patient")]
            },
        ),
        migrations.CreateModel(
            name="Condition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.practice",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="patients.patient",
                    ),
                ),
                ("source_id", models.CharField(blank=True, max_length=120)),
                ("source_hash", models.CharField(blank=True, max_length=64)),
                (
                    "sensitivity",
                    models.CharField(default=teamlet.records.patients.words.Sensitivity["NONE"], max_length=20),
                ),
                ("entered_in_error", models.BooleanField(default=False)),
                ("code_system", models.CharField(blank=True, max_length=120)),
                ("code", models.CharField(blank=True, max_length=40)),
                ("display", models.CharField(max_length=240)),
                ("clinical_state", models.CharField(blank=True, max_length=20)),
                ("verification", models.CharField(blank=True, max_length=20)),
                ("category", models.CharField(blank=True, max_length=30)),
                ("began_on", models.DateField(null=True)),
                ("ended_on", models.DateField(null=True)),
                ("encounter_source_id", models.CharField(blank=True, max_length=120)),
            ],
            options={
                "indexes": [models.Index(fields=["patient", "clinical_state"], name="conditions_of_a_patient")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("source_id", ""), _negated=True),
                        fields=("practice", "source_id"),
                        name="a_condition_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.practice",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="patients.patient",
                    ),
                ),
                ("source_id", models.CharField(blank=True, max_length=120)),
                ("source_hash", models.CharField(blank=True, max_length=64)),
                (
                    "sensitivity",
                    models.CharField(default=teamlet.records.patients.words.Sensitivity["NONE"], max_length=20),
                ),
                ("entered_in_error", models.BooleanField(default=False)),
                ("code_system", models.CharField(blank=True, max_length=120)),
                ("code", models.CharField(blank=True, max_length=40)),
                ("display", models.CharField(max_length=240)),
                ("category", models.CharField(blank=True, max_length=30)),
                ("value", models.DecimalField(decimal_places=6, max_digits=18, null=True)),
                ("comparator", models.CharField(blank=True, max_length=2)),
                ("unit", models.CharField(blank=True, max_length=40)),
                ("text", models.TextField(blank=True)),
                ("at", models.DateTimeField(null=True)),
                ("day", models.DateField(null=True)),
                ("origin", models.CharField(default="record", max_length=20)),
                ("panel", models.CharField(blank=True, max_length=120)),
                ("status", models.CharField(blank=True, max_length=20)),
                ("plausibility", models.CharField(blank=True, max_length=12)),
            ],
            options={
                "indexes": [models.Index(fields=["patient", "code", "-day", "-id"], name="readings_of_a_patient")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("source_id", ""), _negated=True),
                        fields=("practice", "source_id"),
                        name="a_reading_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Medicine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.practice",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="patients.patient",
                    ),
                ),
                ("source_id", models.CharField(blank=True, max_length=120)),
                ("source_hash", models.CharField(blank=True, max_length=64)),
                (
                    "sensitivity",
                    models.CharField(default=teamlet.records.patients.words.Sensitivity["NONE"], max_length=20),
                ),
                ("entered_in_error", models.BooleanField(default=False)),
                ("code_system", models.CharField(blank=True, max_length=120)),
                ("code", models.CharField(blank=True, max_length=40)),
                ("display", models.CharField(max_length=300)),
                ("state", models.CharField(blank=True, max_length=20)),
                ("written_on", models.DateField(null=True)),
                ("dose_text", models.TextField(blank=True)),
                ("encounter_source_id", models.CharField(blank=True, max_length=120)),
            ],
            options={
                "indexes": [models.Index(fields=["patient", "state"], name="medicines_of_a_patient")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("source_id", ""), _negated=True),
                        fields=("practice", "source_id"),
                        name="a_medicine_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Encounter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.practice",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="patients.patient",
                    ),
                ),
                ("source_id", models.CharField(blank=True, max_length=120)),
                ("source_hash", models.CharField(blank=True, max_length=64)),
                (
                    "sensitivity",
                    models.CharField(default=teamlet.records.patients.words.Sensitivity["NONE"], max_length=20),
                ),
                ("entered_in_error", models.BooleanField(default=False)),
                ("kind", models.CharField(blank=True, max_length=240)),
                ("encounter_class", models.CharField(blank=True, max_length=20)),
                ("state", models.CharField(blank=True, max_length=20)),
                ("began_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("day", models.DateField(null=True)),
                ("reason", models.CharField(blank=True, max_length=240)),
                (
                    "practitioner",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="patients.practitioner",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="patients.organization",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["patient", "-day", "-id"], name="encounters_of_a_patient")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("source_id", ""), _negated=True),
                        fields=("practice", "source_id"),
                        name="an_encounter_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RecordTarget",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.practice",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="patients.patient",
                    ),
                ),
                ("source_id", models.CharField(blank=True, max_length=120)),
                ("source_hash", models.CharField(blank=True, max_length=64)),
                (
                    "sensitivity",
                    models.CharField(default=teamlet.records.patients.words.Sensitivity["NONE"], max_length=20),
                ),
                ("entered_in_error", models.BooleanField(default=False)),
                ("text", models.TextField()),
                ("state", models.CharField(blank=True, max_length=20)),
                ("target", models.CharField(blank=True, max_length=240)),
                ("due_on", models.DateField(null=True)),
                ("expressed_by", models.CharField(blank=True, max_length=20)),
            ],
            options={
                "indexes": [models.Index(fields=["patient", "-id"], name="targets_of_a_patient")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("source_id", ""), _negated=True),
                        fields=("practice", "source_id"),
                        name="a_target_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RecordPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.practice",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="patients.patient",
                    ),
                ),
                ("source_id", models.CharField(blank=True, max_length=120)),
                ("source_hash", models.CharField(blank=True, max_length=64)),
                (
                    "sensitivity",
                    models.CharField(default=teamlet.records.patients.words.Sensitivity["NONE"], max_length=20),
                ),
                ("entered_in_error", models.BooleanField(default=False)),
                ("title", models.CharField(max_length=300)),
                ("state", models.CharField(blank=True, max_length=20)),
                ("began_on", models.DateField(null=True)),
                ("ended_on", models.DateField(null=True)),
                ("activities", models.JSONField(default=list)),
            ],
            options={
                "indexes": [models.Index(fields=["patient", "-id"], name="record_plans_of_a_patient")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("source_id", ""), _negated=True),
                        fields=("practice", "source_id"),
                        name="a_record_plan_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CareTeamMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.practice",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="patients.patient",
                    ),
                ),
                ("source_id", models.CharField(blank=True, max_length=120)),
                ("source_hash", models.CharField(blank=True, max_length=64)),
                (
                    "sensitivity",
                    models.CharField(default=teamlet.records.patients.words.Sensitivity["NONE"], max_length=20),
                ),
                ("entered_in_error", models.BooleanField(default=False)),
                ("name", models.CharField(max_length=240)),
                ("role", models.CharField(blank=True, max_length=160)),
                ("state", models.CharField(blank=True, max_length=20)),
                ("ended_on", models.DateField(null=True)),
                (
                    "practitioner",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, to="patients.practitioner"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["patient", "-id"], name="care_team_of_a_patient")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("source_id", ""), _negated=True),
                        fields=("practice", "source_id"),
                        name="a_care_team_member_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PatientTarget",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.practice",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="own_targets",
                        to="patients.patient",
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("measure", models.CharField(max_length=12)),
                ("value", models.DecimalField(decimal_places=1, max_digits=6)),
                ("why", models.CharField(max_length=16)),
                ("words", models.CharField(blank=True, max_length=240)),
                ("set_at", models.DateTimeField()),
                (
                    "set_by",
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
            ],
            options={
                "indexes": [models.Index(fields=["patient", "measure", "-id"], name="own_targets_of_a_patient")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "measure__in",
                                [
                                    teamlet.records.patients.words.TargetMeasure["HBA1C"],
                                    teamlet.records.patients.words.TargetMeasure["SYSTOLIC"],
                                    teamlet.records.patients.words.TargetMeasure["DIASTOLIC"],
                                    teamlet.records.patients.words.TargetMeasure["PHQ9"],
                                    teamlet.records.patients.words.TargetMeasure["WEIGHT"],
                                ],
                            )
                        ),
                        name="target_measure_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("patient", "measure"),
                        name="an_own_target_once",
                    ),
                ],
            },
        ),
        migrations.RunPython(compare_keys_by_bytes, migrations.RunPython.noop),
    ]
