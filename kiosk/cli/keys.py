"""`kiosk keys`: the keys of kiosks, issuers and centre, and the broker's certificates and rights."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from kiosk.cli.words import say
from kiosk.errors import UsageError
from kiosk.feed.access import COLLECTOR, access_list
from kiosk.feed.topics import ID, Place
from kiosk.keys.certificates import CERTIFICATE_DAYS, AuthorityFolder, Holder
from kiosk.keys.files import Owner, new_keys, rotate_keys
from kiosk.keys.files.disk import PUBLIC_MODE, write_over

FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, dir_okay=False)
DAY = click.DateTime(["%Y-%m-%d"])
OWNER = click.Choice([owner.value for owner in Owner])
ROTATING = click.Choice([owner.value for owner in Owner if owner.rotates])
DAYS = click.IntRange(1, 3650)

BEGIN_AFTER = timedelta(days=14)
"""By then the new public keys are where they are needed."""

END_AFTER = timedelta(days=365)
"""Longer than an entry waits on a kiosk and is then kept at the centre, as both do by default."""

WHERE = {
    Owner.KIOSK: "Give kiosk.pub to the centre, as kiosks/ID.pub in its folder of keys; the rest stays here.",
    Owner.ISSUER: "Give issuer.pub to every kiosk; issuer.sign stays here, and never lies on a kiosk.",
    Owner.CENTRE: "Give centre.pub to every kiosk; the others stay here, and never lie on a kiosk.",
    Owner.LIST: "Give list.key to whoever makes lists, and to each kiosk that asks them, and to nobody else.",
}


@click.group()
def keys() -> None:
    """Make keys and certificates, and replace them in time."""


@keys.command()
@click.option("--for", "owner_name", required=True, type=OWNER, help="Whose keys.")
@click.option("--out", "folder", required=True, type=FOLDER, help="The folder; it is made if need be.")
def new(owner_name: str, folder: Path) -> None:
    """Make keys: Ed25519 to sign, X25519 to seal; or the key of lists. Nothing is ever overwritten."""
    owner = Owner(owner_name)
    for path in new_keys(owner, folder):
        click.echo(path)
    say(WHERE[owner])


@keys.command()
@click.option("--for", "owner_name", required=True, type=ROTATING, help="Whose keys.")
@click.option("--out", "folder", required=True, type=FOLDER, help="The folder where they lie.")
@click.option("--from", "since", type=DAY, help="The first day of the new keys; else in 14 days.")
@click.option("--until", type=DAY, help="The last day of the old ones; else a year after that.")
def rotate(owner_name: str, folder: Path, since: datetime | None, until: datetime | None) -> None:
    """Add new keys beside the old ones, which still verify and open for a time."""
    owner = Owner(owner_name)
    today = datetime.now(UTC).date()
    first = since.date() if since else today + BEGIN_AFTER
    last = until.date() if until else first + END_AFTER
    for done in rotate_keys(owner, folder, today=today, since=first, until=last):
        click.echo(f"{done.path}: {done.added} is new, from {first}")
        for kid in done.ending:
            click.echo(f"{done.path}: {kid} counts until {last} at most")
        for kid in done.dropped:
            click.echo(f"{done.path}: {kid} had ended and was taken out")
    say(f"{WHERE[owner]} The new keys begin on {first}; let everybody have them before.")


@keys.command()
@click.option("--out", "folder", required=True, type=FOLDER, help="The authority's folder.")
@click.option("--kiosk", "kiosks", multiple=True, metavar="ID", help="A kiosk, by its id; may be repeated.")
@click.option(
    "--broker", "brokers", multiple=True, metavar="HOST[,HOST…]", help="A broker, by all its names."
)
@click.option(
    "--centre",
    "collectors",
    multiple=True,
    is_flag=False,
    flag_value="",
    metavar="[NAME]",
    help="The centre; each further collector has a NAME of its own.",
)
@click.option("--days", type=DAYS, default=CERTIFICATE_DAYS, show_default=True, help="How long they last.")
@click.option("--renew", is_flag=True, help="Renew the authority's own certificate too; its key stays.")
def ca(
    folder: Path,
    kiosks: tuple[str, ...],
    brokers: tuple[str, ...],
    collectors: tuple[str, ...],
    days: int,
    renew: bool,
) -> None:
    """Make or renew the certificates by which broker, kiosks and centre know each other.

    Each gets a folder to be copied to where it belongs. Keys that are there are kept.
    """
    holders = [
        *(Holder.broker(_hosts(names)) for names in brokers),
        *(Holder.collector(collector_user(name)) for name in collectors),
        *(Holder.kiosk(_id(kiosk)) for kiosk in kiosks),
    ]
    now = datetime.now(UTC)
    authority = AuthorityFolder.open(folder, now)
    if renew:
        click.echo(authority.renew(now))
    for holder in holders:
        click.echo(authority.certify(holder, now, days))
    say(f"Copy each folder to where it belongs. '{folder}/ca.key' lets anybody in: keep it off line.")


@keys.command()
@click.argument("places", nargs=-1, required=True, metavar="AREA/AGENCY/SITE/KIOSK…")
@click.option("--out", "file", required=True, type=FILE, help="The file; an earlier one is replaced.")
@click.option(
    "--centre", "collectors", multiple=True, metavar="NAME", help="A further collector of the centre."
)
def acl(places: tuple[str, ...], file: Path, collectors: tuple[str, ...]) -> None:
    """Write what each kiosk may say and hear at the broker (mosquitto's acl_file)."""
    users = [COLLECTOR, *(collector_user(name) for name in collectors)]
    write_over(file, access_list([_place(text) for text in places], users), PUBLIC_MODE)
    click.echo(file)
    say("Have mosquitto read it: 'systemctl reload mosquitto'.")


def collector_user(name: str) -> str:
    """What the broker calls a collector; without a name it is the first one."""
    return f"{COLLECTOR}-{_id(name)}" if name else COLLECTOR


def _id(text: str) -> str:
    if not re.fullmatch(ID, text):
        raise UsageError(f"{text!r:.60} is no id; write 2 to 40 of a-z, 0-9 and '-'.")
    return text


def _hosts(text: str) -> tuple[str, ...]:
    return tuple(host.strip() for host in text.split(","))


def _place(text: str) -> Place:
    parts = text.split("/")
    if len(parts) != 4:
        raise UsageError(f"{text!r:.200} is no place; write AREA/AGENCY/SITE/KIOSK.")
    return Place(*parts)
