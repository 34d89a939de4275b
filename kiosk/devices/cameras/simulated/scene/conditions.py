"""What phones, cards, hands and light do to a code: every condition by name, each with a dial from 0 to 1.

At 0 a condition does nothing; at 1 it is the worst that an entrance meets, for most conditions beyond what a
decoder of single frames can be expected to read.
Directions and places are drawn from the generator that is passed in, so a seed repeats them.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import pi, sin

from numpy.random import Generator

from kiosk.devices.cameras.simulated.scene.looks import Look

Change = Callable[[Look, float, Generator], Look]

PAPER, CARD, PHONE = "paper", "card", "phone"
ANY = (PAPER, CARD, PHONE)


@dataclass(frozen=True, slots=True)
class Condition:
    """A change of the look, and the carriers on which it happens."""

    change: Change
    carriers: tuple[str, ...] = ANY


def _defocus(look: Look, dial: float, rng: Generator) -> Look:
    return replace(look, defocus_px=look.defocus_px + 4.0 * dial)


def _motion(look: Look, dial: float, rng: Generator) -> Look:
    """A hand that does not hold still."""
    return replace(look, motion_px=look.motion_px + 16.0 * dial, motion_towards=_any_way(rng))


def _walking(look: Look, dial: float, rng: Generator) -> Look:
    """Held out while walking past: sideways motion, and out of focus as long as it comes nearer."""
    sideways = float(rng.normal(0, 0.2))
    return replace(
        look,
        motion_px=look.motion_px + 14.0 * dial,
        motion_towards=sideways,
        defocus_px=look.defocus_px + 1.2 * dial,
        farther=look.farther + 0.3 * dial,
    )


def _noise(look: Look, dial: float, rng: Generator) -> Look:
    return replace(look, noise=look.noise + 60.0 * dial)


def _low_light(look: Look, dial: float, rng: Generator) -> Look:
    return replace(look, light=look.light * (1 - 0.92 * dial), noise=look.noise + 14.0 * dial)


def _night(look: Look, dial: float, rng: Generator) -> Look:
    """A bright screen in a dark entrance: the exposure suits the entrance."""
    return replace(look, light=look.light * (1 - 0.7 * dial), bloom=dial, noise=look.noise + 6.0 * dial)


def _backlight(look: Look, dial: float, rng: Generator) -> Look:
    return replace(look, backlight=dial, light=look.light * (1 - 0.6 * dial))


def _glare(look: Look, dial: float, rng: Generator) -> Look:
    return replace(look, glare=dial)


def _gloss(look: Look, dial: float, rng: Generator) -> Look:
    return replace(look, gloss=dial)


def _dark_mode(look: Look, dial: float, rng: Generator) -> Look:
    """The dial dims the light modules."""
    return replace(look, dark_mode=True, faded=max(look.faded, 0.85 * dial))


def _faded(look: Look, dial: float, rng: Generator) -> Look:
    return replace(look, faded=max(look.faded, 0.95 * dial))


def _perspective(look: Look, dial: float, rng: Generator) -> Look:
    return replace(look, tilt=look.tilt + dial * 72 * pi / 180, tilt_towards=_any_way(rng))


def _turned(look: Look, dial: float, rng: Generator) -> Look:
    return replace(look, turn=float(rng.choice((-1, 1))) * dial * pi)


def _small(look: Look, dial: float, rng: Generator) -> Look:
    return replace(look, farther=look.farther + 2.5 * dial)


def _id_card(look: Look, dial: float, rng: Generator) -> Look:
    """The 18 mm code of an ID card, held at 10 to 25 cm."""
    return replace(look, away_mm=100 + 150 * dial)


def _curved(look: Look, dial: float, rng: Generator) -> Look:
    """A sheet that was rolled up."""
    return replace(look, curl=0.9 * dial)


def _shadow(look: Look, dial: float, rng: Generator) -> Look:
    return replace(look, shadow=0.97 * dial, noise=look.noise + 4.0 * dial)


def _compressed(look: Look, dial: float, rng: Generator) -> Look:
    return replace(look, compression=dial, farther=look.farther + 1.4 * dial)


def _refresh_bands(look: Look, dial: float, rng: Generator) -> Look:
    return replace(look, bands=dial)


def _moire(look: Look, dial: float, rng: Generator) -> Look:
    return replace(look, moire=dial)


def _finger(look: Look, dial: float, rng: Generator) -> Look:
    return replace(look, finger=0.45 * dial)


def _cracked(look: Look, dial: float, rng: Generator) -> Look:
    return replace(look, cracks=round(30 * dial))


def _lamination(look: Look, dial: float, rng: Generator) -> Look:
    return replace(look, lamination=dial, gloss=max(look.gloss, 0.4 * dial))


def _worn(look: Look, dial: float, rng: Generator) -> Look:
    return replace(look, wear=dial)


def _any_way(rng: Generator) -> float:
    return float(rng.uniform(0, 2 * pi))


CONDITIONS: dict[str, Condition] = {
    "defocus": Condition(_defocus),
    "motion": Condition(_motion),
    "walking": Condition(_walking),
    "noise": Condition(_noise),
    "low_light": Condition(_low_light),
    "night": Condition(_night, (PHONE,)),
    "backlight": Condition(_backlight),
    "glare": Condition(_glare, (CARD, PHONE)),
    "gloss": Condition(_gloss, (CARD, PHONE)),
    "dark_mode": Condition(_dark_mode, (PHONE,)),
    "faded": Condition(_faded),
    "perspective": Condition(_perspective),
    "turned": Condition(_turned),
    "small": Condition(_small),
    "id_card": Condition(_id_card, (CARD,)),
    "curved": Condition(_curved, (PAPER,)),
    "shadow": Condition(_shadow),
    "compressed": Condition(_compressed),
    "refresh_bands": Condition(_refresh_bands, (PHONE,)),
    "moire": Condition(_moire, (PHONE,)),
    "finger": Condition(_finger),
    "cracked_screen": Condition(_cracked, (PHONE,)),
    "lamination": Condition(_lamination, (CARD, PAPER)),
    "worn": Condition(_worn, (CARD, PAPER)),
}


OF_THE_PLACE = ("low_light", "night", "id_card", "compressed")
"""These belong to the room, the camera and where it hangs: they do not come and go with a visitor."""


def everyday(carrier: str, room: Look, ease: float, rng: Generator) -> Look:
    """What an ordinary visitor brings: some tilt and blur, and often one thing more.

    `ease` 1 is friendly to every reader, 0 is hard on all of them.
    """
    look, hardship = room, 1 - ease
    for name, most in (("perspective", 0.6), ("turned", 0.15), ("defocus", 0.35)):
        look = CONDITIONS[name].change(look, float(rng.uniform(0, most)) * hardship, rng)
    special = [
        name
        for name, condition in CONDITIONS.items()
        if carrier in condition.carriers and name not in OF_THE_PLACE
    ]
    if rng.random() < 0.6:
        look = CONDITIONS[str(rng.choice(special))].change(look, float(rng.uniform(0.2, 0.8)) * hardship, rng)
    if carrier == PHONE and rng.random() < 0.3:
        look = CONDITIONS["dark_mode"].change(look, 0.3 * hardship, rng)
    return look


def room_light(hour: float, ease: float) -> Look:
    """An office whose light wanders; `hour` is any number, a little more of it a little later."""
    dim = 0.5 + 0.5 * sin(hour)
    return Look(light=1 - 0.6 * (1 - ease) * dim, noise=3.0 + 16.0 * (1 - ease) * dim)
