"""From the configuration to the values that the parts work with."""

from datetime import timedelta
from pathlib import Path

from kiosk.credentials import Known
from kiosk.credentials.opaque import OpaqueKind
from kiosk.devices.address import Address
from kiosk.devices.kinds import check_address
from kiosk.devices.screen.site import Site
from kiosk.domain.day import SiteDay
from kiosk.domain.retention import Retention
from kiosk.domain.rules import DirectionRule, Rules
from kiosk.errors import SettingsError
from kiosk.feed.topics import Place
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
    checkin, table = settings.checkin, settings.rules
    return Rules(
        direction=DirectionRule(checkin.direction),
        already_within=timedelta(seconds=checkin.already_within_s),
        toggle_after=timedelta(seconds=checkin.toggle_after_s),
        kinds=kinds_of(settings),
        sites=frozenset({settings.kiosk.site, *table.sites}),
        default_role=table.default_role,
        zone=settings.kiosk.zone,
        hours=hours_of(table.hours, table.holidays, table.exceptions),
        any_hour=frozenset(table.any_hour),
        passback=table.passback,
        capacity=table.capacity or None,
    )


def kinds_of(settings: Settings) -> frozenset[str]:
    """Those that are taken; where `kinds` is not written, every opaque kind is among them."""
    rules = settings.rules
    added = () if "kinds" in rules.model_fields_set else [kind.name for kind in rules.opaque]
    return frozenset((*rules.kinds, *added))


def known_to(settings: Settings) -> Known:
    return Known(
        opaque=tuple(
            OpaqueKind(kind.name, kind.pattern, kind.subject, kind.holder) for kind in settings.rules.opaque
        )
    )


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
