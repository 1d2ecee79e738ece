"""`lindung setup` and `lindung administrator`: what the operator of the machine does about administrators of the head
office, where no administrator can."""

import getpass
import os

import click

from lindung.access.services import FIRST_PASSWORD_HOURS, rescue_factor, rescue_new, set_up
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


_LANG = click.option("--lang", type=click.Choice(["id", "en"]), default="id", show_default=True)
_REASON = click.option("--reason", required=True, help="Why; every administrator of the office reads it.")
_FACTOR = {
    "id": (
        "Faktor kedua {username} dilepas; semua sesinya berakhir dan kata sandinya tetap.\n"
        "Saat masuk berikutnya ia memasang yang baru sebelum membuka apa pun."
    ),
    "en": (
        "The second factor of {username} is off; all its sessions ended, its password stays.\n"
        "At the next sign-in it sets up a new one before anything else."
    ),
}


def _operator() -> str:
    """Who is at the command line: whoever became root (or the service's user) by sudo, else the user himself."""
    try:
        return (os.environ.get("SUDO_USER") or getpass.getuser())[:60]
    except (KeyError, OSError):  # a user without a name
        return f"uid {os.getuid()}"


@click.group("administrator")
def administrator_group() -> None:
    """Help the head office's administrators who locked themselves out: one more of them, or a lost second factor.

    For the operator of the machine, where no other administrator can help. Each act stands on the login's record with
    the operator's name and reason, and in the trail of writes."""


@administrator_group.command("new")
@click.argument("username")
@click.option("--office-code", default="", help="Of the head office; needed when several offices have none above them.")
@_REASON
@_LANG
def administrator_new(username: str, office_code: str, reason: str, lang: str) -> None:
    """Make one more administrator of the head office; prints a password that opens once."""
    try:
        user, password, office = rescue_new(username, reason, _operator(), office_code=office_code)
    except Refused as refused:
        raise click.ClickException(refused.text(lang)) from None
    told = {"office": office.name, "username": user.username, "password": password, "hours": FIRST_PASSWORD_HOURS}
    click.echo(_DONE[lang].format(**told))


@administrator_group.command("reset-factor")
@click.argument("username")
@_REASON
@_LANG
def administrator_factor(username: str, reason: str, lang: str) -> None:
    """Take the lost second factor off an administrator of the head office; his password stays."""
    try:
        user = rescue_factor(username, reason, _operator())
    except Refused as refused:
        raise click.ClickException(refused.text(lang)) from None
    click.echo(_FACTOR[lang].format(username=user.username))
