"""What a decision rests on is written once: its trace and amounts never change after it was proposed."""

from django.db import migrations

FIXED = """
create function claims_decision_fixed() returns trigger language plpgsql as $$
begin
  raise exception 'decision % is not rewritten: propose a new version', old.id
    using errcode = 'check_violation', constraint = 'decision_fixed';
end $$;
create trigger decision_fixed before update on claims_decision for each row
  when (old.trace is distinct from new.trace or old.reasons is distinct from new.reasons
        or (old.claim_id, old.version, old.kind, old.gross, old.tax, old.net, old.proposed_by)
           is distinct from (new.claim_id, new.version, new.kind, new.gross, new.tax, new.net, new.proposed_by))
  execute function claims_decision_fixed();
"""
UNDO = "drop trigger decision_fixed on claims_decision; drop function claims_decision_fixed();"


class Migration(migrations.Migration):
    dependencies = [("claims", "0003_statistics")]
    operations = [migrations.RunSQL(FIXED, UNDO)]
