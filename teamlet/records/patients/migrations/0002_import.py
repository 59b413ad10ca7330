from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


def compare_keys_by_bytes(apps, schema_editor):
    """Prefix ranges over folded names need byte order; SQLite has it, PostgreSQL's default may not."""
    if schema_editor.connection.vendor != "postgresql":
        return
    for column, length in (("name_key", 240), ("sound_key", 120)):
        schema_editor.execute(f'ALTER TABLE patients_patient ALTER COLUMN {column} TYPE varchar({length}) COLLATE "C"')


class Migration(migrations.Migration):
    dependencies = [
        ("patients", "0001_initial"),
        ("practice", "0002_invitation_is_reset"),
    ]

    operations = [
        migrations.AddField(
            model_name="careteammember",
            name="ended_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="careteammember",
            name="state",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AlterField(
            model_name="careteammember",
            name="practice",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
            ),
        ),
        migrations.AlterField(
            model_name="condition",
            name="practice",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
            ),
        ),
        migrations.AlterField(
            model_name="encounter",
            name="practice",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
            ),
        ),
        migrations.AlterField(
            model_name="medicine",
            name="practice",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
            ),
        ),
        migrations.AlterField(
            model_name="reading",
            name="practice",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
            ),
        ),
        migrations.AlterField(
            model_name="recordplan",
            name="practice",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
            ),
        ),
        migrations.AlterField(
            model_name="recordtarget",
            name="practice",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
            ),
        ),
        migrations.RunPython(compare_keys_by_bytes, migrations.RunPython.noop),
    ]
