import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outreach", "0003_letters"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(model_name="reply", name="replies_that_wait"),
        migrations.AddField(
            model_name="reply",
            name="address",
            field=models.CharField(blank=True, default="", max_length=240),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="reply",
            name="tier",
            field=models.CharField(blank=True, default="", max_length=12),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="reply",
            name="language",
            field=models.CharField(blank=True, default="", max_length=20),
            preserve_default=False,
        ),
        migrations.AddField(model_name="reply", name="rank", field=models.PositiveSmallIntegerField(default=0)),
        migrations.AddField(model_name="reply", name="by_machine", field=models.BooleanField(default=False)),
        migrations.AddField(
            model_name="reply", name="note", field=models.TextField(blank=True, default=""), preserve_default=False
        ),
        migrations.AddIndex(
            model_name="reply",
            index=models.Index(
                condition=models.Q(("handled_at__isnull", True)),
                fields=["practice", "-rank", "id"],
                name="replies_that_wait",
            ),
        ),
        migrations.AddIndex(
            model_name="reply",
            index=models.Index(fields=["practice", "channel", "address_key"], name="replies_from_an_address"),
        ),
        migrations.CreateModel(
            name="ReplyStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=12)),
                ("was", models.CharField(blank=True, max_length=20)),
                ("now", models.CharField(blank=True, max_length=20)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reply",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="outreach.reply"
                    ),
                ),
            ],
        ),
    ]
