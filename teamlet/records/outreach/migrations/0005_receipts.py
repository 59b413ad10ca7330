import teamlet.records.outreach.words.messages
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('outreach', '0004_replies'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='delivery',
            name='delivery_outcome_known',
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', list(teamlet.records.outreach.words.messages.Outcome))), name='delivery_outcome_known'),
        ),
    ]
