from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("fhir", "0001_initial"),
        ("patients", "0003_fewer_indexes"),
    ]

    operations = [
        migrations.AlterField(
            model_name="link",
            name="patient",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="patients.patient",
            ),
        ),
        migrations.AlterField(
            model_name="link",
            name="run",
            field=models.ForeignKey(
                db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, to="fhir.importrun"
            ),
        ),
        migrations.AlterField(
            model_name="link",
            name="source",
            field=models.ForeignKey(
                db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, to="fhir.source"
            ),
        ),
    ]
