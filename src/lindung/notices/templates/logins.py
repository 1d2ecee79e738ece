"""What employers and sponsors are told of the logins that act for them."""

from lindung.notices.templates.template import Template

_WHERE_ID = " Alasan dan riwayatnya dilihat pemilik login itu di Login saya. Ada yang keliru? Hubungi kantor kami."
_WHERE_EN = " The owner of that login sees the reason and the history under My login. Anything wrong? Tell our office."

TEMPLATES: dict[str, Template] = {
    "login_made": Template(
        "Login {username} dibuat untuk Anda",
        "Login {username} was made for you",
        "Kantor kami membuat login {username} yang bertindak untuk Anda. Tidak kenal nama ini? Segera hubungi kantor"
        " kami.",
        "Our office made the login {username}, which acts for you. You do not know this name? Tell our office at once.",
    ),
    "login_password_reset": Template(
        "Kata sandi login {username} diatur ulang",
        "The password of login {username} was reset",
        "Kantor kami membuatkan kata sandi pertama yang baru; semua sesinya berakhir, dan kunci API-nya diam sampai"
        " pemiliknya memilih kata sandi sendiri." + _WHERE_ID,
        "Our office made a new first password; all its sessions have ended, and its API keys rest until its owner has"
        " chosen an own password." + _WHERE_EN,
        "warn",
    ),
    "login_factor_reset": Template(
        "Faktor kedua login {username} dilepas",
        "The second factor of login {username} was taken off",
        "Semua sesinya berakhir; kata sandinya tetap." + _WHERE_ID,
        "All its sessions have ended; its password stays." + _WHERE_EN,
        "warn",
    ),
    "login_closed": Template(
        "Login {username} ditutup",
        "Login {username} was closed",
        "Login ini tidak dapat dipakai lagi dan kunci API-nya ditolak." + _WHERE_ID,
        "This login can no longer be used, and its API keys are refused." + _WHERE_EN,
        "warn",
    ),
    "login_reopened": Template(
        "Login {username} dibuka kembali",
        "Login {username} is open again",
        "Login ini bertindak untuk Anda lagi, dan kunci API-nya berlaku lagi." + _WHERE_ID,
        "This login acts for you again, and its API keys are valid again." + _WHERE_EN,
    ),
}
