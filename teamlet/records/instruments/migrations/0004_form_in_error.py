from __future__ import annotations

from django.db import migrations, models

STATES = ["issued", "opened", "verified", "submitted", "revoked", "expired", "in_error"]


class Migration(migrations.Migration):
    dependencies = [("instruments", "0003_answer_note")]

    operations = [
        migrations.RemoveConstraint(model_name="form", name="form_state_known"),
        migrations.AddConstraint(
            model_name="form",
            constraint=models.CheckConstraint(condition=models.Q(("state__in", STATES)), name="form_state_known"),
        ),
    ]
