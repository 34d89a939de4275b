"""The answers a kiosk gives, in the words of the feed."""

from enum import StrEnum


class Verdict(StrEnum):
    ACCEPTED = "accepted"
    ALREADY = "already"
    REJECTED = "rejected"
    INSPECTED = "inspected"
    FAULT = "fault"


class Reason(StrEnum):
    OK = "ok"
    ALREADY_IN = "already_in"
    ALREADY_OUT = "already_out"
    UNREADABLE = "unreadable"
    UNKNOWN_CODE = "unknown_code"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    CLOCK_UNSET = "clock_unset"
    BAD_SIGNATURE = "bad_signature"
    UNTRUSTED_ISSUER = "untrusted_issuer"
    REVOKED = "revoked"
    WRONG_SITE = "wrong_site"
    WRONG_DAY = "wrong_day"
    USED_UP = "used_up"
    DENIED = "denied"
    NOT_LISTED = "not_listed"
    FULL = "full"
    CLOSED = "closed"
    KIND_NOT_ALLOWED = "kind_not_allowed"
    PASSBACK = "passback"
    BOARD_OK = "board_ok"
    BOARD_HARD_TO_SCAN = "board_hard_to_scan"
    BOARD_WRONG_VENUE = "board_wrong_venue"
    BOARD_OUTDATED = "board_outdated"
    BOARD_UNSIGNED = "board_unsigned"
    BOARD_BAD_SIGNATURE = "board_bad_signature"
    BOARD_NOT_VERIFIED = "board_not_verified"
    JOURNAL_UNAVAILABLE = "journal_unavailable"

    @property
    def verdict(self) -> Verdict:
        """The one verdict that goes with this reason."""
        return _VERDICTS.get(self, Verdict.REJECTED)


_VERDICTS = {
    Reason.OK: Verdict.ACCEPTED,
    Reason.ALREADY_IN: Verdict.ALREADY,
    Reason.ALREADY_OUT: Verdict.ALREADY,
    Reason.BOARD_OK: Verdict.INSPECTED,
    Reason.BOARD_HARD_TO_SCAN: Verdict.INSPECTED,
    Reason.JOURNAL_UNAVAILABLE: Verdict.FAULT,
}


class Direction(StrEnum):
    IN = "in"
    OUT = "out"

    @property
    def other(self) -> "Direction":
        return Direction.OUT if self is Direction.IN else Direction.IN


class Assurance(StrEnum):
    """How far a credential can be believed."""

    VERIFIED = "verified"  # a signature was checked
    DECLARED = "declared"  # well formed, but anybody can print one


class Role(StrEnum):
    VISITOR = "visitor"
    STAFF = "staff"
    OPERATOR = "operator"
