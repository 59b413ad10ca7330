from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tasks", "0003_move_unanswered"),
    ]

    operations = [
        migrations.AlterField(
            model_name="taskmove",
            name="reason",
            field=models.CharField(
                choices=[
                    ("absent", "absent"),
                    ("left", "left"),
                    ("role_change", "role_change"),
                    ("by_hand", "by_hand"),
                    ("suspended", "suspended"),
                    ("may_not_read", "may_not_read"),
                    ("unanswered", "unanswered"),
                ],
                max_length=16,
            ),
        ),
    ]
