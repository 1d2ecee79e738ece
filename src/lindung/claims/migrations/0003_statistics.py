"""Fresh statistics within a bulk act: the planner must know the thousands of rows that the same transaction has just made."""

from django.db import migrations

ANALYZE = """
-- Owned by the schema's owner: the writing role may not analyze. Takes no lock that readers or writers wait for.
create function lindung_analyze_claims() returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  analyze claims_claim, claims_claimevent, claims_claimdocument, claims_decision, claims_benefitpart, claims_paymentorder;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0002_life")]
    operations = [migrations.RunSQL(ANALYZE, "drop function lindung_analyze_claims()")]
