from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("practice", "0001_initial"),
        ("visits", "0002_schedule"),
    ]

    operations = [
        migrations.AddField(
            model_name="handoff",
            name="moved_from",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.membership"
            ),
        ),
        migrations.AddField(
            model_name="handoff",
            name="moved_reason",
            field=models.CharField(blank=True, default="", max_length=16),
            preserve_default=False,
        ),
    ]
