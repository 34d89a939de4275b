"""EU Digital COVID Certificates: read, verified against the agency's list, and refused with the reason."""

import zlib
from datetime import datetime, timedelta
from typing import Any

import base45
import cbor2
import pytest
from health_certificates import (
    CERTIFICATE,
    EXPIRES,
    ISSUED,
    authority,
    certificate_code,
    claims_of,
    code_of,
    day,
    message_of,
)
from hypothesis import given
from hypothesis import strategies as st

from kiosk.credentials import Known, read_credential
from kiosk.credentials.dcc import MAX_INFLATED
from kiosk.domain.credential import Credential, HealthCertificate, UnknownCode, Unproven, Unreadable
from kiosk.domain.decision import Decision, decide
from kiosk.domain.person import Namespace, Person
from kiosk.domain.rules import Case, Rules
from kiosk.domain.verdict import Assurance, Reason
from kiosk.keys.dcc import Signer, TrustList

EC, RSA = authority("ec"), authority("rsa")
ENTRY = CERTIFICATE["v"][0]  # type: ignore[index]
WITH_DCC = Rules(kinds=frozenset({"cccd", "dcc"}))
FORGED = Unproven("dcc", Reason.BAD_SIGNATURE)
UNTRUSTED = Unproven("dcc", Reason.UNTRUSTED_ISSUER)


def signer(by: Any, **how: Any) -> Signer:
    certificate = by.certificate
    return Signer(
        by.key.public_key(), certificate.not_valid_before_utc, certificate.not_valid_after_utc, **how
    )


KNOWN = Known(dcc_signers=TrustList((by.kid, signer(by)) for by in (EC, RSA)))


def read(code: str, known: Known = KNOWN) -> Credential:
    return read_credential(code.encode(), known)


def decided(code: str, now: datetime, rules: Rules = WITH_DCC, clock_trusted: bool = True) -> Decision:
    return decide(Case(credential=read(code), rules=rules, now=now, clock_trusted=clock_trusted))


def certified(**other: object) -> dict[str, object]:
    """The certificate with other fields; None takes a field out."""
    return {name: value for name, value in (CERTIFICATE | other).items() if value is not None}


@pytest.mark.parametrize("by", [EC, RSA], ids=["ES256", "PS256"])
@pytest.mark.parametrize("kid_within", [True, False])
@pytest.mark.parametrize("tagged", [True, False])
def test_a_certificate_by_a_signer_on_the_list_is_verified(by: Any, kid_within: bool, tagged: bool) -> None:
    certificate = read(certificate_code(by=by, kid_within=kid_within, tagged=tagged))
    assert isinstance(certificate, HealthCertificate)
    assert (certificate.kind, certificate.assurance) == ("dcc", Assurance.VERIFIED)
    assert certificate.person == Person(
        Namespace.DCC,
        "URN:UVCI:01:VN:0460900000010000000000000001#T",
        "Nguyễn Văn Thử",
        None,
        "1990-01-01",
    )
    assert certificate.person.display == "N. V. Thử · 1990"
    assert (certificate.valid.since, certificate.valid.until) == (ISSUED, EXPIRES)


def test_whoever_is_certified_is_accepted_and_nothing_of_their_health_is_kept() -> None:
    decision = decided(certificate_code(), day(10))
    assert (decision.reason, decision.kind, decision.assurance) == (Reason.OK, "dcc", Assurance.VERIFIED)
    kept = f"{decision!r} {decision.person and [decision.person.number, decision.person.name]}"
    assert not any(
        told in kept for told in ("840539006", "1119349007", "ORG-100030215", "Bộ Y tế", "2026-01-02")
    )


@given(st.integers(0), st.integers(0, 7))
def test_one_bit_that_was_turned_in_the_claims_is_a_forgery_or_no_certificate(at: int, bit: int) -> None:
    protected, header, payload, signature = cbor2.loads(message_of(claims_of(), EC)).value
    turned = bytearray(payload)
    turned[at % len(payload)] ^= 1 << bit
    message = cbor2.CBORTag(18, [protected, header, bytes(turned), signature])
    answer = read(code_of(cbor2.dumps(message)))
    assert answer in (FORGED, UnknownCode()) or isinstance(answer, Unreadable)


def test_another_name_over_a_true_signature_is_a_forgery() -> None:
    message = message_of(claims_of(), EC)
    assert read(code_of(message.replace("Văn Thử".encode(), "Văn Mẫu".encode()))) == FORGED


@pytest.mark.parametrize("by", [EC, RSA], ids=["ES256", "PS256"])
@pytest.mark.parametrize("how", ["turned", "empty", "cut", "longer", "zeros"])
def test_a_signature_that_does_not_fit_is_a_forgery(by: Any, how: str) -> None:
    signature = cbor2.loads(message_of(claims_of(), by)).value[3]
    wrong = {
        "turned": bytes([signature[0] ^ 1]) + signature[1:],
        "empty": b"",
        "cut": signature[:-1],
        "longer": signature + b"\0",
        "zeros": bytes(len(signature)),
    }[how]
    code = certificate_code(by=by, signature=wrong)
    assert read(code) == FORGED
    assert decided(code, day(10)).reason is Reason.BAD_SIGNATURE
    assert decided(code, day(10)).assurance is None


@pytest.mark.parametrize("algorithm", [-37, -8, -35, 5, 0])
def test_a_key_is_used_with_its_own_algorithm_only(algorithm: int) -> None:
    assert read(certificate_code(by=EC, algorithm=algorithm)) == FORGED


def test_a_signer_who_is_not_on_the_list_is_not_trusted() -> None:
    code = certificate_code(by=authority("stranger"))
    assert read(code) == UNTRUSTED
    assert read(certificate_code(), Known()) == UNTRUSTED
    assert decided(code, day(10)).reason is Reason.UNTRUSTED_ISSUER


def test_signers_whose_key_ids_are_the_same_are_both_believed() -> None:
    stranger = authority("stranger")
    both = TrustList([(EC.kid, signer(stranger)), (EC.kid, signer(EC))])
    assert isinstance(read(certificate_code(), Known(dcc_signers=both)), HealthCertificate)


@pytest.mark.parametrize(("may", "trusted"), [("v", True), ("t", False), ("r", False)])
def test_a_signer_certifies_only_what_its_certificate_says(may: str, trusted: bool) -> None:
    listed = TrustList([(EC.kid, signer(EC, certifies=frozenset(may)))])
    assert (read(certificate_code(), Known(dcc_signers=listed)) != UNTRUSTED) is trusted


@pytest.mark.parametrize(
    ("now", "clock_trusted", "reason"),
    [
        (ISSUED - timedelta(seconds=1), True, Reason.NOT_YET_VALID),
        (ISSUED, True, Reason.OK),
        (EXPIRES - timedelta(seconds=1), True, Reason.OK),
        (EXPIRES, True, Reason.EXPIRED),
        (EXPIRES + timedelta(days=900), True, Reason.EXPIRED),
        (day(10), False, Reason.CLOCK_UNSET),
        (EXPIRES, False, Reason.CLOCK_UNSET),
    ],
)
def test_a_certificate_counts_from_its_issue_until_it_expires_by_a_clock_that_is_right(
    now: datetime, clock_trusted: bool, reason: Reason
) -> None:
    decision = decided(certificate_code(), now, clock_trusted=clock_trusted)
    assert (decision.reason, decision.assurance) == (reason, Assurance.VERIFIED)


def test_a_certificate_counts_no_longer_than_that_of_its_signer() -> None:
    brief = authority("brief", since=day(5), until=day(20))
    certificate = read(certificate_code(by=brief), Known(dcc_signers=TrustList([(brief.kid, signer(brief))])))
    assert isinstance(certificate, HealthCertificate)
    assert (certificate.valid.since, certificate.valid.until) == (day(5), day(20))


def test_the_kind_is_off_unless_the_rules_name_it() -> None:
    for code in (certificate_code(), certificate_code(signature=b"")):
        decision = decided(code, day(10), rules=Rules())
        assert (decision.kind, decision.reason) == ("dcc", Reason.KIND_NOT_ALLOWED)


@pytest.mark.parametrize(
    "message",
    [
        pytest.param(b"\0" * (MAX_INFLATED + 1), id="zeros"),
        pytest.param(b"\0" * 2_000_000, id="a bomb"),
        pytest.param(b"\x81" * 5000, id="lists in lists"),
        pytest.param(b"\xa1\x01" * 3000, id="maps in maps"),
        pytest.param(b"\x9f" * 5000, id="open lists"),
        pytest.param(b"\xc1" * 5000, id="tags on tags"),
        pytest.param(b"\x99\x10\x00" + b"\x01" * 4096, id="a list of thousands"),
        pytest.param(message_of(b"\x81" * 5000, EC), id="depths in the claims"),
    ],
)
def test_what_is_made_to_exhaust_the_kiosk_is_unreadable(message: bytes) -> None:
    assert read(code_of(message)) == Unreadable("more than any certificate holds")


def test_a_bomb_at_its_limit_is_told_from_what_just_fits() -> None:
    fits, bomb = (code_of(b"\0" * size) for size in (MAX_INFLATED, MAX_INFLATED + 1))
    assert read(fits) == UnknownCode()
    assert isinstance(read(bomb), Unreadable)


@pytest.mark.parametrize(
    "text",
    [
        *("HC1:", "HC1", "hc1:" + certificate_code()[4:], "HC2:" + certificate_code()[4:]),
        certificate_code()[:-1],
        certificate_code()[: len(certificate_code()) // 2],
        " " + certificate_code(),
        certificate_code() + " ",
        certificate_code().replace(":", ": ", 1),
        certificate_code().lower(),
        "HC1:" + base45.b45encode(b"no zlib").decode(),
        "HC1:" + base45.b45encode(message_of(claims_of(), EC)).decode(),
        "HC1:" + base45.b45encode(zlib.compress(message_of(claims_of(), EC)) + b"more").decode(),
        "HC1:" + base45.b45encode(zlib.compress(message_of(claims_of(), EC))[:-4]).decode(),
        *(code_of(message) for message in (b"", b"\xd2", b"\xd2\x84", b"\xff", b"\x1c", b"\xd2\x80")),
        *(code_of(cbor2.dumps(value)) for value in (None, 1, "x", [], {}, [b"", {}, b"", b""])),
        *(code_of(cbor2.dumps([b"\xa1\x01\x26", {}, value, b""])) for value in ("x", b"", b"\x01", None)),
        code_of(message_of(claims_of(), EC) + b"\0"),
        code_of(cbor2.dumps(cbor2.CBORTag(17, cbor2.loads(message_of(claims_of(), EC)).value))),
    ],
)
def test_what_is_no_whole_certificate_is_unknown(text: str) -> None:
    assert read(text) == UnknownCode()


@pytest.mark.parametrize(
    "claims",
    [
        {},
        claims_of() | {-260: None},
        claims_of() | {-260: {2: CERTIFICATE}},
        *(claims_of(expires=time) for time in ("soon", True, float("nan"), float("inf"), 10**18, [])),
        *(claims_of(issued=time) for time in ("now", -(10**18), b"", {})),
        *(
            claims_of(certified(**other))
            for other in (
                *({"ver": None}, {"ver": 1}, {"nam": None}, {"nam": "Thử"}, {"nam": {}}, {"dob": None}),
                *({"nam": {"fnt": ""}}, {"nam": {"fnt": "123"}}, {"nam": {"fnt": "A", "gn": 3}}),
                *({"nam": {"fnt": "A", "fn": "Thử\x1b[2J"}}, {"nam": {"fnt": "A", "fn": "Thử\u202e"}}),
                *({"dob": "1990-02-30"}, {"dob": "1990-13"}, {"dob": "01/01/1990"}, {"dob": 1990}),
                *({"v": None}, {"v": []}, {"v": {}}, {"v": "x"}, {"v": [{}]}, {"v": [{"ci": 1}]}),
                *({"v": [{"ci": ""}]}, {"v": [{"ci": "x" * 81}]}, {"v": [{"ci": "ă"}]}, {"t": [ENTRY]}),
            )
        ),
    ],
)
def test_claims_of_another_shape_are_no_certificate_whoever_signed_them(claims: object) -> None:
    assert read(certificate_code(claims)) == UnknownCode()


@pytest.mark.parametrize("tag", [2, 3, 4, 5, 28, 29, 30, 35, 36, 37, 256, 258, 260, 43000])
def test_a_tag_that_makes_something_costly_is_refused_before_it_is_made(tag: int) -> None:
    assert read(certificate_code(claims_of() | {99: cbor2.CBORTag(tag, b"\1")})) == UnknownCode()


@pytest.mark.parametrize(
    ("other", "name", "birth"),
    [
        ({"dob": "1990"}, "Nguyễn Văn Thử", "1990"),
        ({"dob": "1990-01"}, "Nguyễn Văn Thử", "1990-01"),
        ({"dob": "1990-00-00"}, "Nguyễn Văn Thử", "1990"),
        ({"dob": "1990-01-01T00:00:00"}, "Nguyễn Văn Thử", "1990-01-01"),
        ({"dob": ""}, "Nguyễn Văn Thử", None),
        ({"nam": {"fnt": "NGUYEN", "gnt": "VAN<THU"}}, "NGUYEN VAN THU", "1990-01-01"),
        ({"nam": {"fnt": "THU", "gn": "Thử"}}, "Thử", "1990-01-01"),
        ({"nam": {"fnt": "THU", "fn": "Thu\u031b\u0309"}}, "Thử", "1990-01-01"),
        ({"v": None, "t": [ENTRY]}, "Nguyễn Văn Thử", "1990-01-01"),
        ({"v": [], "r": [ENTRY]}, "Nguyễn Văn Thử", "1990-01-01"),
        ({"v": [{"ci": "01 IS/A"}, ENTRY]}, "Nguyễn Văn Thử", "1990-01-01"),
    ],
)
def test_what_a_certificate_may_leave_out_or_write_otherwise_is_understood(
    other: dict[str, object], name: str, birth: str | None
) -> None:
    certificate = read(certificate_code(claims_of(certified(**other))))
    assert isinstance(certificate, HealthCertificate)
    assert (certificate.person.name, certificate.person.birth) == (name, birth)
    assert certificate.person.number == ENTRY["ci"]


def test_times_as_tags_and_fractions_and_open_lengths_are_understood() -> None:
    entry = ENTRY | {"dt": datetime(2026, 1, 2, tzinfo=ISSUED.tzinfo)}
    claims = claims_of(certified(v=[entry]), issued=ISSUED.timestamp() + 0.5)
    tagged = cbor2.dumps(claims)
    assert isinstance(read(certificate_code(tagged)), HealthCertificate)
    opened = b"\xbf" + cbor2.dumps(claims_of())[1:] + b"\xff"
    assert isinstance(read(certificate_code(opened)), HealthCertificate)


@given(st.binary(max_size=300))
def test_any_bytes_behind_the_prefix_give_a_value(content: bytes) -> None:
    assert read(code_of(content)).kind in ("unknown", "dcc")
    assert read("HC1:" + base45.b45encode(content).decode()).kind == "unknown"
    assert read(certificate_code(content)).kind in ("unknown", "dcc")
