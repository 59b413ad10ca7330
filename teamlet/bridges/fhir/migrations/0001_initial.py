from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

import teamlet.ground.oids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("patients", "0002_import"),
        ("practice", "0002_invitation_is_reset"),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LookAlikePair",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("likeness", models.CharField(max_length=20)),
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
                (
                    "first",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="patients.patient"
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="fhir.importrun"),
                ),
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="patients.patient"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("base", models.CharField(blank=True, max_length=240)),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RemoteMedicine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("remote_id", models.CharField(max_length=120)),
                ("code_system", models.CharField(blank=True, max_length=120)),
                ("code", models.CharField(blank=True, max_length=40)),
                ("display", models.CharField(max_length=300)),
                (
                    "source",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="fhir.source"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Quarantined",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.CharField(max_length=240)),
                ("kind", models.CharField(max_length=24)),
                ("remote_id", models.CharField(max_length=120)),
                ("hash", models.CharField(max_length=32)),
                ("reason", models.CharField(max_length=60)),
                ("raw", models.TextField()),
                ("at", models.DateTimeField()),
                ("placed_at", models.DateTimeField(null=True)),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="fhir.importrun"),
                ),
                (
                    "source",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="fhir.source"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=24)),
                ("remote_id", models.CharField(max_length=120)),
                ("hash", models.CharField(max_length=32)),
                ("target_id", models.BigIntegerField(null=True)),
                ("updated_at", models.DateTimeField(null=True)),
                (
                    "patient",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="patients.patient",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="fhir.importrun"),
                ),
                (
                    "source",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="fhir.source"),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="importrun",
            index=models.Index(fields=["practice", "-began_at"], name="fhir_runs_of_a_practice"),
        ),
        migrations.AddConstraint(
            model_name="lookalikepair",
            constraint=models.UniqueConstraint(fields=("first", "second"), name="fhir_a_pair_once"),
        ),
        migrations.AddConstraint(
            model_name="source",
            constraint=models.UniqueConstraint(fields=("practice", "base"), name="fhir_a_source_once"),
        ),
        migrations.AddConstraint(
            model_name="remotemedicine",
            constraint=models.UniqueConstraint(fields=("source", "remote_id"), name="fhir_a_medicine_once"),
        ),
        migrations.AddIndex(
            model_name="quarantined",
            index=models.Index(fields=["practice", "placed_at", "-id"], name="fhir_quarantine"),
        ),
        migrations.AddConstraint(
            model_name="quarantined",
            constraint=models.UniqueConstraint(
                fields=("source", "kind", "remote_id", "hash"), name="fhir_quarantined_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=models.UniqueConstraint(fields=("source", "kind", "remote_id"), name="fhir_a_link_once"),
        ),
    ]
