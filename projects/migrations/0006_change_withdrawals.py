"""A waiting amendment can be withdrawn; the database keeps that as it was recorded."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from projects.frozen_tables import FreezeTables, FrozenTable

TABLES = (
    FrozenTable(
        "projects_changewithdrawal", same="id = NEW.id OR change_id = NEW.change_id"
    ),
)
# The functions of the app's name are those of the plan's changes.
FROZEN = FreezeTables("projects_withdrawal", TABLES)


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0005_frozen_terms'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ChangeWithdrawal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=500, verbose_name='理由')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='撤回时间')),
                ('change', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawal', to='projects.planchange', verbose_name='方案变动')),
                ('officer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='撤回人')),
            ],
            options={
                'verbose_name': '方案调整的撤回',
                'verbose_name_plural': '方案调整的撤回',
            },
        ),
        FROZEN,
    ]
