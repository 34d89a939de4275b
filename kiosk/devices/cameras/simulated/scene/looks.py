"""How one code looks to the camera: what its carrier, the light, the hand and the lens do to it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """Zero is none of it, everywhere. Amounts in 0 to 1 unless a unit is given.

    The surface and the geometry belong to the carrier, light, lens and sensor to the moment.
    """

    # the carrier's surface
    dark_mode: bool = False  # light modules on a dark screen
    faded: float = 0.0  # of the contrast that is lost in printing, or by a dimmed screen
    wear: float = 0.0  # scratches and lost ink
    cracks: int = 0  # of a screen, from one point of impact
    lamination: float = 0.0  # haze and bubbles of a plastic pouch
    finger: float = 0.0  # of the code's side, covered from one corner
    curl: float = 0.0  # of a quarter turn that a sheet bends away to either side

    # geometry
    tilt: float = 0.0  # radians between code and camera
    tilt_towards: float = 0.0  # radians, direction of the tilt
    turn: float = 0.0  # radians about the camera's axis
    farther: float = 0.0  # 0: reading distance, 1: twice as far
    away_mm: float | None = None  # a distance of its own, whatever the carrier

    # light
    light: float = 1.0  # 1: a lit office
    backlight: float = 0.0  # of the veil that a bright door behind throws over everything
    glare: float = 0.0  # a lamp's reflection, that moves with the hand
    gloss: float = 0.0  # a broad sheen
    shadow: float = 0.0  # of the light that somebody's arm keeps from half of it
    bands: float = 0.0  # a screen's refresh, dark bands that roll
    moire: float = 0.0  # a screen's pixels against the sensor's
    bloom: float = 0.0  # a screen too bright for the exposure

    # lens and sensor
    defocus_px: float = 0.0  # standard deviation
    motion_px: float = 0.0  # length of the path within one exposure
    motion_towards: float = 0.0  # radians in the picture
    noise: float = 3.0  # standard deviation in grey levels
    compression: float = 0.0  # what a camera that sends JPEG leaves out
