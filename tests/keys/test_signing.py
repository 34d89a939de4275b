"""A signature says who sent a message, what kind it is, and that nothing of it was changed."""

from base64 import urlsafe_b64encode
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.entry import from_base64url, to_base64url
from kiosk.keys.signing import Flaw, Kind, Signature, Signer, SigningKey, Verifier, signature_in

OLD, KEY, OTHER = SigningKey.new(), SigningKey.new(), SigningKey.new()
SIGNER = Signer(KEY)
VERIFIER = Verifier([OLD.public, KEY.public])

kinds = st.sampled_from(Kind)


@given(kinds, st.binary())
def test_what_a_pinned_key_signed_is_believed(kind: Kind, payload: bytes) -> None:
    for key in (OLD, KEY):
        assert VERIFIER.flaw(kind, payload, Signer(key).sign(kind, payload)) is None


def test_a_key_is_named_by_the_first_8_bytes_of_its_hash() -> None:
    expected = urlsafe_b64encode(sha256(KEY.public.raw).digest()[:8]).rstrip(b"=").decode()
    assert (KEY.public.kid, SIGNER.kid, SIGNER.sign(Kind.ENTRIES, b"").kid) == (expected,) * 3


@pytest.mark.parametrize("kind", ["entries", "receipts", "config", "commands", "gates"])
def test_the_signature_covers_the_kind_a_zero_byte_and_the_payload(kind: str) -> None:
    signature = SIGNER.sign(Kind(kind), b"payload")
    key = Ed25519PublicKey.from_public_bytes(KEY.public.raw)
    key.verify(from_base64url(signature.sig), b"entrance/v1/" + kind.encode() + b"\0payload")


@given(kinds, kinds, st.binary())
def test_a_signature_of_another_kind_means_nothing(kind: Kind, other: Kind, payload: bytes) -> None:
    flaw = VERIFIER.flaw(other, payload, SIGNER.sign(kind, payload))
    assert flaw is (None if kind is other else Flaw.BAD_SIGNATURE)


@given(kinds, st.binary(min_size=1), st.data())
def test_any_changed_bit_of_payload_or_signature_is_refused(
    kind: Kind, payload: bytes, data: st.DataObject
) -> None:
    signature = SIGNER.sign(kind, payload)
    assert VERIFIER.flaw(kind, flipped(payload, data), signature) is Flaw.BAD_SIGNATURE
    forged = Signature(signature.kid, to_base64url(flipped(from_base64url(signature.sig), data)))
    assert VERIFIER.flaw(kind, payload, forged) is Flaw.BAD_SIGNATURE


def test_unsigned_unknown_and_forged_are_told_apart() -> None:
    signature = SIGNER.sign(Kind.RECEIPTS, b"payload")
    forged = Signature(KEY.public.kid, Signer(OTHER).sign(Kind.RECEIPTS, b"payload").sig)
    assert [
        VERIFIER.flaw(Kind.RECEIPTS, b"payload", given)
        for given in (signature, None, Signer(OTHER).sign(Kind.RECEIPTS, b"payload"), forged)
    ] == [None, Flaw.UNSIGNED, Flaw.UNKNOWN_KEY, Flaw.BAD_SIGNATURE]


@given(st.text())
def test_whatever_stands_for_a_signature_is_refused_and_breaks_nothing(text: str) -> None:
    assert VERIFIER.flaw(Kind.CONFIG, b"{}", Signature(KEY.public.kid, text)) is Flaw.BAD_SIGNATURE
    assert VERIFIER.flaw(Kind.CONFIG, b"{}", Signature(text, text)) is Flaw.UNKNOWN_KEY


def test_a_signature_travels_as_two_user_properties() -> None:
    signature = SIGNER.sign(Kind.ENTRIES, b"payload")
    assert signature_in([("trace", "1"), *signature.properties()]) == signature
    kid, sig = signature.properties()
    for incomplete in ([], [kid], [sig], [kid, sig, sig], [kid, kid, sig]):
        assert signature_in(incomplete) is None


def test_a_verifier_without_keys_believes_nobody() -> None:
    assert Verifier([]).flaw(Kind.ENTRIES, b"", SIGNER.sign(Kind.ENTRIES, b"")) is Flaw.UNKNOWN_KEY


def flipped(content: bytes, data: st.DataObject) -> bytes:
    bit = data.draw(st.integers(0, 8 * len(content) - 1))
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)
