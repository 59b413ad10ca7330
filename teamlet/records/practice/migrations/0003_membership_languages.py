from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("practice", "0002_invitation_is_reset")]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="languages",
            field=models.JSONField(default=list),
        ),
    ]
