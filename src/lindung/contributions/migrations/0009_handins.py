"""What is handed in at a branch for an officer to report: who came, on what paper, and which reports follow from it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contributions', '0008_wageline_by_person'),
        ('registry', '0004_card_requests'),
    ]

    operations = [
        migrations.CreateModel(
            name='HandIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('way', models.CharField(choices=[('COUNTER', 'Datang ke loket'), ('POST', 'Lewat pos atau kurir'), ('EMAIL', 'Lewat surel')], max_length=7)),
                ('brought_by', models.CharField(max_length=120)),
                ('paper', models.CharField(choices=[('AUTHORITY', 'Surat kuasa'), ('LETTER', 'Surat pemberi kerja'), ('PAYROLL', 'Daftar upah bertanda tangan'), ('FORM', 'Formulir laporan bertanda tangan')], max_length=9)),
                ('paper_no', models.CharField(max_length=60)),
                ('paper_on', models.DateField()),
                ('received_on', models.DateField()),
                ('client_key', models.CharField(max_length=80)),
                ('made_by', models.BigIntegerField(null=True)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('employer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='registry.employer')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='registry.office')),
            ],
        ),
        migrations.CreateModel(
            name='HandInReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('took_over', models.BooleanField(default=False)),
                ('made_by', models.BigIntegerField(null=True)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('employer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='registry.employer')),
                ('hand_in', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='contributions.handin')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='registry.office')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hand_ins', to='contributions.wagereport')),
            ],
        ),
        migrations.AddConstraint(
            model_name='handin',
            constraint=models.UniqueConstraint(fields=('employer', 'client_key'), name='hand_in_once'),
        ),
        migrations.AddConstraint(
            model_name='handin',
            constraint=models.CheckConstraint(condition=models.Q(('paper_on__lte', models.F('received_on'))), name='hand_in_in_order'),
        ),
        migrations.AddConstraint(
            model_name='handinreport',
            constraint=models.UniqueConstraint(fields=('hand_in', 'report'), name='hand_in_of_report_once'),
        ),
    ]
