from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("plans", "0005_ticks")]

    operations = [
        migrations.RemoveConstraint(model_name="tick", name="a_day_is_marked_once"),
        migrations.RenameField(model_name="tick", old_name="taken_back_at", new_name="undone_at"),
        migrations.AddField(
            model_name="tick",
            name="undone_name",
            field=models.CharField(blank=True, default="", max_length=120),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="tick",
            constraint=models.UniqueConstraint(
                condition=Q(("undone_at__isnull", True)), fields=("plan", "day"), name="a_day_is_marked_once"
            ),
        ),
    ]
