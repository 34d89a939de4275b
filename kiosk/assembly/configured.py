"""From the configuration to the values that the parts work with."""

from datetime import date, timedelta
from pathlib import Path

from kiosk.credentials import Known
from kiosk.credentials.opaque import OpaqueKind
from kiosk.devices.address import Address
from kiosk.devices.kinds import check_address
from kiosk.devices.publisher.serials import Serials, serials_path
from kiosk.devices.publisher.trust import Trust, has_heard
from kiosk.devices.screen.site import Site
from kiosk.domain.board import Venue
from kiosk.domain.day import SiteDay
from kiosk.domain.retention import Retention
from kiosk.domain.rules import DirectionRule, Rules
from kiosk.domain.rules.listed import Listing, on_no_list
from kiosk.errors import SettingsError
from kiosk.feed.topics import Place
from kiosk.keys.files import KioskKeys, load_kiosk_keys
from kiosk.keys.files.lists import load_lists
from kiosk.keys.issuers import Issuers
from kiosk.settings import Settings, load_settings
from kiosk.settings.hours import hours_of


def configured(path: Path) -> Settings:
    """The settings of `kiosk.toml`, with what only the devices know of them checked too; opens none.

    Raises SettingsError with a line for each fault.
    """
    settings = load_settings(path, check_address)
    signal = Address.parse(settings.devices.signal)
    if signal.options.get("relay", "0") != "0" and settings.checkin.direction is not DirectionRule.IN:
        line = "devices.signal: a relay opens an entrance only; set checkin.direction to 'in', or relay=0."
        raise SettingsError([f"{path}: {line}"])
    return settings


def place_of(settings: Settings) -> Place:
    table = settings.kiosk
    return Place(table.area, table.agency, table.site, table.id)


def rules_of(settings: Settings) -> Rules:
    place, checkin, table = settings.kiosk, settings.checkin, settings.rules
    return Rules(
        direction=DirectionRule(checkin.direction),
        already_within=timedelta(seconds=checkin.already_within_s),
        toggle_after=timedelta(seconds=checkin.toggle_after_s),
        kinds=kinds_of(settings),
        sites=frozenset(f"{place.area}/{place.agency}/{site}" for site in (place.site, *table.sites)),
        venue=Venue(place.area, place.site, place.name),
        default_role=table.default_role,
        zone=place.zone,
        hours=hours_of(table.hours, table.holidays, table.exceptions),
        any_hour=frozenset(table.any_hour),
        passback=table.passback,
        capacity=table.capacity or None,
        only_listed=table.allow is not None,
        auto_out=table.auto_out,
        auto_out_after=timedelta(seconds=table.auto_out_after_s),
    )


def kinds_of(settings: Settings) -> frozenset[str]:
    """Those that are taken; where `kinds` is not written, every opaque kind is among them."""
    rules = settings.rules
    added = () if "kinds" in rules.model_fields_set else [kind.name for kind in rules.opaque]
    return frozenset((*rules.kinds, *added))


def known_to(settings: Settings, keys: KioskKeys) -> Known:
    """What codes are read by: kinds of the configuration, and whose signatures count."""
    return Known(
        opaque=tuple(
            OpaqueKind(kind.name, kind.pattern, kind.subject, kind.holder) for kind in settings.rules.opaque
        ),
        issuers=keys.issuers,
        dcc_signers=keys.dcc_signers,
    )


def keys_of(settings: Settings, today: date) -> KioskKeys:
    """Raises SettingsError with a line for each file that cannot be used."""
    return load_kiosk_keys(today=today, **settings.keys.model_dump(exclude={"list"}))


def trusted_by(settings: Settings, today: date) -> KioskKeys:
    """Those alone by which codes are read, and none that are private; raises SettingsError."""
    table = settings.keys
    return load_kiosk_keys(today=today, issuers=table.issuers, dcc_signers=table.dcc_signers)


def believed_by(settings: Settings, own: Issuers, today: date) -> Issuers:
    """Whose passes the kiosk takes: its `own` issuers', and those that its centre told it of."""
    journal = settings.journal.path
    if not has_heard(journal):
        return own
    centre = load_kiosk_keys(today=today, centre=settings.keys.centre).centre
    return Trust(settings.kiosk.id, centre, own, Serials(serials_path(journal)), journal).issuers


def lists_of(settings: Settings, today: date) -> Listing:
    """Says on which lists a person is; raises SettingsError with a line for each file that cannot be used."""
    rules, key = settings.rules, settings.keys.list
    if not rules.lists or key is None:
        return on_no_list
    return load_lists(key, deny=rules.deny, allow=rules.allow, staff=rules.staff, today=today).find


def check_keys(settings: Settings, today: date) -> None:
    """Loads what a kiosk loads when it begins; raises SettingsError with a line for each fault."""
    faults: list[str] = []
    for load in (keys_of, lists_of):
        try:
            load(settings, today)
        except SettingsError as error:
            faults.extend(error.problems)
    if faults:
        raise SettingsError(faults)


def retention_of(settings: Settings) -> Retention:
    privacy = settings.privacy
    return Retention(timedelta(days=privacy.keep_days), timedelta(days=privacy.max_days))


def site_day(settings: Settings) -> SiteDay:
    return SiteDay(settings.kiosk.zone, settings.checkin.day_starts)


def site_of(settings: Settings) -> Site:
    table = settings.kiosk
    return Site(
        name=table.name,
        gate=table.gate,
        timezone=table.timezone,
        languages=tuple(table.languages),
        hotline=table.hotline,
        contact=table.contact,
        keep_days=max(settings.privacy.keep_days, settings.privacy.max_days),
        shows_camera=Address.parse(settings.devices.camera).kind == "simulated",
    )
