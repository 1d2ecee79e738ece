"""What each payee of a claim was awarded, what of it is ordered, and what he owes back."""

OWED = """
select claim_id, relative_id, payee_name, sum(awarded)::bigint as awarded, sum(ordered)::bigint as ordered,
  sum(owed)::bigint as owed from (
  select b.claim_id, b.relative_id, b.payee_name, b.amount as awarded, 0 as ordered, 0 as owed
    from claims_benefitpart b join claims_decision d on d.id = b.decision_id and d.status = 'APPROVED'
    and d.kind = 'AWARD' where b.claim_id = any(%(claims)s)
  union all select claim_id, relative_id, payee_name, 0, amount, 0 from claims_paymentorder
    where claim_id = any(%(claims)s) and replaces_id is null and status <> 'VOID'
  union all select claim_id, relative_id, payee_name, 0, 0, amount from claims_overpayment
    where claim_id = any(%(claims)s)) x
group by 1, 2, 3
"""
"""Per claim and payee, whole rupiah; what is still to be ordered is awarded - ordered + owed."""
