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
        "administrator_exists": (
            "Pengelola sistem sudah ada; login berikutnya dibuatnya di halaman Pengguna dan peran.",
            "There is an administrator already, who makes further logins on the page Logins and roles.",
        ),
        "head_office": (
            "Sebutkan kantor pusatnya dengan kodenya, satu dari: {codes}.",
            "Name the head office by its code, one of: {codes}.",
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
