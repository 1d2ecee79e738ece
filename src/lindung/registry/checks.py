"""Proofs of the registers: one NIK one person, numbers lead to people, one class and one office at a time."""

from lindung.base.db import rows, scalar
from lindung.base.proofs import Proof

_PAGE = 25


def _none(proof_id: str, title_id: str, title_en: str, sql: str) -> Proof:
    """A proof that no row breaks a rule: `sql` gives the offenders."""
    count = int(scalar(f"select count(*) from ({sql}) x"))
    return Proof(proof_id, title_id, title_en, count, 0, tuple(rows(f"{sql} limit {_PAGE}") if count else ()))


def proofs() -> list[Proof]:
    """All proofs of the registry; run as the system role to see every row."""
    return [
        _none(
            "registry.merged_empty",
            "Data yang sudah digabungkan tidak memegang nomor, keluarga, atau rekening",
            "Merged records hold no numbers, relatives or accounts",
            "select p.id from registry_person p where p.merged_into_id is not null and ("
            " exists (select 1 from registry_membernumber n where n.person_id = p.id)"
            " or exists (select 1 from registry_relative r where r.person_id = p.id)"
            " or exists (select 1 from registry_bankaccount a where a.person_id = p.id))",
        ),
        _none(
            "registry.merged_level",
            "Data yang digabungkan langsung menunjuk data yang dipertahankan",
            "Merged records lead straight to the record that was kept",
            "select p.id, p.merged_into_id from registry_person p join registry_person k on k.id = p.merged_into_id"
            " where k.merged_into_id is not null",
        ),
        _none(
            "registry.merge_trail",
            "Setiap data yang digabungkan mempunyai catatan penggabungan yang berlaku",
            "Every merged record has a merge in force",
            "select p.id from registry_person p where (p.merged_into_id is not null) <> exists"
            " (select 1 from registry_personmerge m where m.merged_id = p.id and m.undone_at is null)",
        ),
        _none(
            "registry.employer_class",
            "Setiap pemberi kerja mempunyai golongan sejak terdaftar, tanpa jeda",
            "Every employer has a class since it was registered, without gaps",
            "select e.id, e.npp from registry_employer e left join registry_employerclass c on c.employer_id = e.id"
            " group by e.id having min(c.valid_from) is distinct from least(min(c.valid_from), e.registered_on)"
            " or count(*) filter (where c.valid_to is null) <> 1"
            " or max(c.valid_from) - min(c.valid_from)"
            " <> coalesce(sum(c.valid_to - c.valid_from + 1) filter (where c.valid_to is not null), 0)",
        ),
        _none(
            "registry.kpj_form",
            "Setiap KPJ terdiri atas 11 huruf atau angka",
            "Every KPJ has 11 letters or digits",
            "select kpj from registry_membernumber where kpj !~ '^[A-Z0-9]{11}$'",
        ),
        _none(
            "registry.account_of_relative",
            "Rekening anggota keluarga dipegang orang yang sama",
            "An account of a relative belongs to the relative's person",
            "select a.id from registry_bankaccount a join registry_relative r on r.id = a.relative_id"
            " where r.person_id <> a.person_id",
        ),
    ]
