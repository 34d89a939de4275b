"""Every exception raised here, one tree. Each message is one sentence that says what to do next."""

from pathlib import Path


def whereabouts(defect: BaseException) -> str:
    """The kind of a defect and its place; never its message, which might quote what a visitor showed."""
    trace = defect.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"
    return f"{type(defect).__name__} at {place}"


class KioskError(Exception):
    """Something a person can act on; its message is shown to them as it stands."""


class UsageError(KioskError):
    """The command or the configuration asks for something that cannot be done."""


class SettingsError(UsageError):
    """A configuration with faults; `problems` has one line for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class AddressError(UsageError):
    """A device address that names no known device, or an option it does not have."""


class KeysError(UsageError):
    """A key or certificate that is absent, of the wrong kind, or not kept as it must be."""


class SealBroken(KioskError):
    """What was sealed does not open: another key, another place, or not what was sent."""


class TokenError(KioskError):
    """A token (a pass, a board, a list of what was revoked) that is not believed."""


class TokenMalformed(TokenError):
    """No token, or not all of one."""


class TokenTooLarge(TokenError):
    """More, or deeper, than any token: made to exhaust who reads it."""


class TokenUntrusted(TokenError):
    """A token whose signer nobody here trusts."""


class TokenForged(TokenError):
    """A token whose signature does not fit."""


class DeviceError(KioskError):
    """A device does not do what it should; it is shown as a fault and tried again."""


class DeviceAbsent(DeviceError):
    """The device, or what it needs, is not on this machine."""


class CameraStalled(DeviceError):
    """No frame arrived in time; check the cable."""


class JournalUnavailable(DeviceError):
    """The journal cannot be written, so nothing can be accepted.

    `part` says what is wrong: `disk` (full), `failing` (an error of the disk, or it is read-only), `damage`,
    or `journal` for anything else.
    """

    def __init__(self, message: str, part: str = "journal") -> None:
        super().__init__(message)
        self.part = part


class FeedError(KioskError):
    """A message of the feed that does not follow its format."""


class CentreError(KioskError):
    """The centre cannot do its work: database, broker or page."""
