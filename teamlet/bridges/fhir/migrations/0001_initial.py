from __future__ import annotations

import django.db.models.deletion
import teamlet.ground.oids
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("patients", "0001_initial"), ("practice", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
                    ),
                ),
                ("base", models.CharField(blank=True, max_length=240)),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("practice", "base"), name="fhir_a_source_once")]},
        ),
        migrations.CreateModel(
            name="ImportRun",
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
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("by", models.CharField(max_length=120)),
                ("files", models.PositiveIntegerField(default=0)),
                ("counts", models.JSONField(default=dict)),
                ("problems", models.PositiveIntegerField(default=0)),
            ],
            options={"indexes": [models.Index(fields=["practice", "-began_at"], name="fhir_runs_of_a_practice")]},
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "source",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="fhir.source",
                    ),
                ),
                ("kind", models.CharField(max_length=24)),
                ("remote_id", models.CharField(max_length=120)),
                ("hash", models.CharField(max_length=32)),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="patients.patient",
                    ),
                ),
                ("target_id", models.BigIntegerField(null=True)),
                ("updated_at", models.DateTimeField(null=True)),
                (
                    "run",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="fhir.importrun",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("source", "kind", "remote_id"), name="fhir_a_link_once")
                ]
            },
        ),
        migrations.CreateModel(
            name="RemoteMedicine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "source",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="fhir.source"),
                ),
                ("remote_id", models.CharField(max_length=120)),
                ("code_system", models.CharField(blank=True, max_length=120)),
                ("code", models.CharField(blank=True, max_length=40)),
                ("display", models.CharField(max_length=300)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("source", "remote_id"), name="fhir_a_medicine_once")]
            },
        ),
        migrations.CreateModel(
            name="Quarantined",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="fhir.source"),
                ),
                (
                    "run",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="fhir.importrun"),
                ),
                ("file", models.CharField(max_length=240)),
                ("kind", models.CharField(max_length=24)),
                ("remote_id", models.CharField(max_length=120)),
                ("hash", models.CharField(max_length=32)),
                ("reason", models.CharField(max_length=60)),
                ("raw", models.TextField()),
                ("at", models.DateTimeField()),
                ("placed_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["practice", "placed_at", "-id"], name="fhir_quarantine")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "kind", "remote_id", "hash"), name="fhir_quarantined_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LookAlikePair",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
                    ),
                ),
                (
                    "first",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="patients.patient"
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="patients.patient"
                    ),
                ),
                ("likeness", models.CharField(max_length=20)),
                (
                    "run",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="fhir.importrun"),
                ),
                ("at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="practice.membership",
                    ),
                ),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("first", "second"), name="fhir_a_pair_once")]},
        ),
    ]
