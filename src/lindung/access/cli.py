"""`lindung setup`: the head office and the first administrator of a fresh installation."""

import click

from lindung.access.services import FIRST_PASSWORD_HOURS, set_up
from lindung.base.errors import Refused

_DONE = {
    "id": (
        "Kantor: {office}\nNama pengguna: {username}\nKata sandi pertama: {password}\n\n"
        "Kata sandi ini hanya ditampilkan sekarang. Berlaku {hours} jam dan membuka satu kali, untuk memilih kata sandi"
        " sendiri; setelah itu pasang faktor kedua. Buat segera pengelola sistem kedua di halaman Pengguna dan peran:"
        " yang satu menolong yang lain bila kata sandi atau ponselnya hilang."
    ),
    "en": (
        "Office: {office}\nUser name: {username}\nFirst password: {password}\n\n"
        "This password is shown now only. It is valid for {hours} hours and opens once, to choose an own one; after"
        " that, set up the second factor. Make a second administrator soon on the page Logins and roles: one helps the"
        " other when a password or a phone is lost."
    ),
}


@click.command("setup")
@click.option("--username", default="pengelola", show_default=True, help="Of the first administrator.")
@click.option("--office-code", default="", help="Of the head office; needed when several offices have none above them.")
@click.option("--office-name", default="Kantor Pusat", show_default=True, help="Where the head office is made now.")
@click.option("--lang", type=click.Choice(["id", "en"]), default="id", show_default=True)
def setup_command(username: str, office_code: str, office_name: str, lang: str) -> None:
    """Make the head office and the first administrator of a fresh installation; prints a password that opens once.

    Refused while there is an administrator who can sign in."""
    try:
        user, password, office = set_up(username, office_code=office_code, office_name=office_name)
    except Refused as refused:
        raise click.ClickException(refused.text(lang)) from None
    told = {"office": office.name, "username": user.username, "password": password, "hours": FIRST_PASSWORD_HOURS}
    click.echo(_DONE[lang].format(**told))
