"""Running numbers of members and employers with their check digit, and the constraints on accounts and merges."""

import django.db.models.deletion
from django.db import migrations, models

SEQUENCES = """
create sequence registry_kpj_seq as bigint start 2000000001 minvalue 2000000001 maxvalue 9999999999;
create sequence registry_npp_seq as bigint start 2000001 minvalue 2000001 maxvalue 9999999;

-- A running number and its check digit (Luhn); same as with_check_digit in registry/numbers.py.
create function registry_with_check_digit(n bigint) returns text
language plpgsql immutable strict parallel safe as $$
declare
  total int := 0; rest bigint := n; d int; doubled boolean := true;
begin
  while rest > 0 loop
    d := rest % 10;
    if doubled then d := d * 2; if d > 9 then d := d - 9; end if; end if;
    total := total + d; rest := rest / 10; doubled := not doubled;
  end loop;
  return n::text || ((10 - total % 10) % 10)::text;
end $$;
"""

UNDO = """
drop function registry_with_check_digit(bigint);
drop sequence registry_npp_seq;
drop sequence registry_kpj_seq;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0001_initial'),
    ]

    operations = [
        migrations.RunSQL(SEQUENCES, UNDO),
        migrations.AddField(
            model_name='bankaccount',
            name='name_match',
            field=models.CharField(blank=True, choices=[('MATCH', 'Sama'), ('CLOSE', 'Mirip'), ('DIFFERENT', 'Berbeda')], db_default='', max_length=9),
        ),
        migrations.AddField(
            model_name='bankaccount',
            name='name_score',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='person',
            name='merged_into',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='registry.person'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['birth_date'], name='person_by_birth_date'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(condition=models.Q(('merged_into__isnull', False)), fields=['merged_into'], name='person_merged_into_other'),
        ),
        migrations.AddConstraint(
            model_name='bankaccount',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_on__isnull', True)), fields=('person', 'relative'), name='account_one_open', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='employer',
            constraint=models.UniqueConstraint(condition=models.Q(('nib', ''), _negated=True), fields=('nib', 'office'), name='employer_nib_once_an_office'),
        ),
        migrations.AddConstraint(
            model_name='personmerge',
            constraint=models.UniqueConstraint(condition=models.Q(('undone_at__isnull', True)), fields=('merged',), name='merged_once'),
        ),
    ]
