from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("instruments", "0002_form_asked")]

    operations = [
        migrations.AddField(
            model_name="answer",
            name="note",
            field=models.CharField(blank=True, max_length=12),
        ),
    ]
