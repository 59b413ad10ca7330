from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("practice_id", models.BigIntegerField()),
                ("number", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("verb", models.CharField(max_length=80)),
                ("user_id", models.BigIntegerField(null=True)),
                ("membership_id", models.BigIntegerField(null=True)),
                ("actor", models.CharField(max_length=120)),
                ("about", models.CharField(max_length=60)),
                ("about_oid", models.CharField(max_length=64)),
                ("patient_oid", models.CharField(max_length=16)),
                ("request_id", models.CharField(max_length=36)),
                ("detail", models.TextField()),
                ("previous_hash", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64)),
            ],
            options={
                "indexes": [models.Index(fields=["practice_id", "patient_oid", "number"], name="audit_by_patient")],
                "constraints": [models.UniqueConstraint(fields=("practice_id", "number"), name="audit_numbers_unique")],
            },
        ),
        migrations.CreateModel(
            name="Head",
            fields=[
                ("practice_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("count", models.BigIntegerField(default=0)),
                ("hash", models.CharField(default="", max_length=64)),
            ],
        ),
    ]
