import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("followups", "0003_bookings"),
        ("outreach", "0004_replies"),
    ]

    operations = [
        migrations.CreateModel(
            name="ContactAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("answer", models.CharField(max_length=12)),
                ("at", models.DateTimeField()),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="followups.contact"
                    ),
                ),
                (
                    "reply",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="contact_answers", to="outreach.reply"
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["contact", "-id"], name="answers_of_a_contact")]},
        ),
    ]
