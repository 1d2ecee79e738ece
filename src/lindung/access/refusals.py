"""Why logins, roles and tokens are refused."""

from lindung.base.errors import Refused


class AccessRefused(Refused):
    """What cannot be done with a login, a mandate or a token."""

    MESSAGES = {
        "username_taken": (
            "Nama pengguna {username} sudah dipakai. Pilih nama lain.",
            "The user name {username} is taken. Choose another one.",
        ),
        "username_form": (
            "Nama pengguna terdiri dari 3 sampai 30 huruf kecil, angka, titik, atau tanda hubung, dan dimulai huruf.",
            "A user name has 3 to 30 small letters, digits, dots or hyphens, and starts with a letter.",
        ),
        "role_own": (
            "Login peserta tidak dibuat di sini: login itu dibuka dari identitas yang sudah diperiksa.",
            "A member's login is not made here: it is opened from a verified identity.",
        ),
        "place_outside": (
            "Peran hanya dapat diberikan di kantor Anda atau di bawahnya.",
            "A role can only be given at your own office or below it.",
        ),
        "login_own": (
            "Peran Anda sendiri diatur oleh pengelola sistem yang lain.",
            "Your own roles are looked after by another administrator.",
        ),
        "login_wider": (
            "Login ini juga punya peran di luar kantor Anda. Mintalah pengelola sistem dari kantor di atasnya.",
            "This login has a role outside your offices too. Ask an administrator of the office above.",
        ),
        "login_bank": (
            "Bank tidak masuk dengan kata sandi. Kuncinya diatur di halaman Kunci API.",
            "A bank does not sign in with a password. Its keys are looked after on the page API keys.",
        ),
        "login_closed": ("Login ini sedang ditutup.", "This login is closed."),
        "login_open": ("Login ini tidak sedang ditutup.", "This login is not closed."),
        "reason_missing": (
            "Isi alasannya; pemilik login ini akan membacanya.",
            "Give the reason; the owner of this login will read it.",
        ),
        "factor_none": ("Login ini belum memasang faktor kedua.", "This login has not set up a second factor."),
        "two_needed": (
            "Kata sandi dan faktor kedua satu login tidak diganti oleh orang yang sama. Mintalah pengelola sistem yang"
            " lain, atau tutup login ini dan buat yang baru.",
            "Password and second factor of one login are not replaced by the same person. Ask another administrator,"
            " or close this login and make a new one.",
        ),
        "member_office": (
            "Orang ini dilayani kantor lain; kodenya diberikan di sana.",
            "This person is served by another office, which gives him his code.",
        ),
        "member_dead": (
            "Orang ini tercatat meninggal. Ahli warisnya mendapat login atas namanya sendiri, tidak atas nama"
            " almarhum.",
            "This person is recorded as dead. His heirs get logins of their own, none in his name.",
        ),
        "member_no_nik": (
            "NIK orang ini belum tercatat. Betulkan datanya dahulu dengan KTP-nya.",
            "No NIK of this person is on record. Correct the record first, by his identity card.",
        ),
        "member_merged": (
            "Catatan ini sudah digabungkan; buka catatan yang dipakai.",
            "This record was merged; open the one that is kept.",
        ),
        "member_login": (
            "Sudah ada login untuk peserta ini. Bila bukan Anda yang membuatnya, segera datang ke kantor cabang dengan"
            " KTP.",
            "There is a login of this member already. If it was not you who made it, come to a branch with your"
            " identity card at once.",
        ),
        "member_no_login": ("Orang ini belum punya login.", "This person has no login yet."),
        "member_at_branch": (
            "Kode untuk orang ini hanya diberikan kantor cabang, setelah memeriksa KTP-nya.",
            "A code for this person is only given by a branch, after a look at his identity card.",
        ),
        "sheets_many": ("Paling banyak {most} lembar sekali cetak.", "At most {most} sheets are printed at once."),
        "paper_missing": (
            "Tulis nomor surat identitas yang Anda periksa.",
            "Write the number of the identity paper that you looked at.",
        ),
        "activation_over": (
            "Kode aktivasi ini tidak berlaku lagi. Mintalah kode yang baru.",
            "This activation code is no longer valid. Ask for a new one.",
        ),
        "administrator_exists": (
            "Pengelola sistem sudah ada; login berikutnya dibuatnya di halaman Pengguna dan peran.",
            "There is an administrator already, who makes further logins on the page Logins and roles.",
        ),
        "head_office": (
            "Sebutkan kantor pusatnya dengan kodenya, satu dari: {codes}.",
            "Name the head office by its code, one of: {codes}.",
        ),
        "head_office_none": (
            "Belum ada kantor. Mulailah dengan `lindung setup`.",
            "There is no office yet. Begin with `lindung setup`.",
        ),
        "login_not_head": (
            "{username} bukan login pengelola sistem di kantor pusat. Login yang lain ditolong pengelolanya di halaman"
            " Pengguna dan peran.",
            "{username} is no administrator's login of the head office. Other logins are helped by their administrator"
            " on the page Logins and roles.",
        ),
        "end_past": (
            "Hari terakhir paling awal {day}, yaitu kemarin: peran itu berakhir sekarang.",
            "The last day is {day}, yesterday, at the earliest: then the role ends now.",
        ),
        "end_later": (
            "Peran ini sudah diakhiri pada {day}. Untuk meneruskannya, beri peran yang baru.",
            "This role was ended on {day} already. To go on with it, give a new one.",
        ),
        "password_weak": ("Kata sandi belum cukup kuat: {why}", "The password is not strong enough: {why}"),
        "mandate_bound": (
            "Peran {role} harus terikat pada {where}.",
            "The role {role} must be bound to {where}.",
        ),
        "mandate_ended": (
            "Peran ini tidak berlaku lagi. Pilih peran yang lain.",
            "This role is no longer in force. Choose another one.",
        ),
        "language": ("Bahasa {language} tidak tersedia.", "The language {language} is not available."),
        "totp_secret": (
            "Rahasia faktor kedua harus berupa teks base32, paling sedikit 16 huruf.",
            "The secret of the second factor must be base32 text of at least 16 letters.",
        ),
    }
