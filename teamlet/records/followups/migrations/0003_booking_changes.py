from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("followups", "0002_hospital_visits"),
    ]

    operations = [
        migrations.AddField(
            model_name="bookingchange",
            name="booked_from",
            field=models.TimeField(null=True),
        ),
        migrations.AddField(
            model_name="bookingchange",
            name="reference",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name="bookingchange",
            name="was_on",
            field=models.DateField(null=True),
        ),
    ]
