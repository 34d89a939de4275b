"""A token is believed when a trusted issuer signed it, and is a token only in its one form."""

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.chain import SAFE_INTEGER
from kiosk.domain.entry import from_base64url
from kiosk.errors import TokenForged, TokenMalformed, TokenUntrusted
from kiosk.keys.signing import Flaw, SigningKey, Verifier
from kiosk.keys.tokens import MAX_BYTES, Claim, Claims, opened, read_token, sign

KEY, OTHER = SigningKey.new(), SigningKey.new()
TRUSTED = Verifier([KEY.public])
CLAIMS: Claims = {
    Claim.ISSUER: "cong-an-hue",
    Claim.ID: b"12345678",
    Claim.PASS: {1: "Nguyễn Văn Thử", 2: [1, 2]},
}
TOKEN = sign(CLAIMS, KEY)

whole_numbers = st.integers(-SAFE_INTEGER, SAFE_INTEGER)
names = st.integers(-70_000, 70_000)
leaves = st.one_of(whole_numbers, st.text(max_size=20), st.binary(max_size=20))
shallow = st.one_of(leaves, st.lists(leaves, max_size=3), st.dictionaries(names, leaves, max_size=3))


def altered(*, protected: object = None, unprotected: object = None, payload: object = None) -> bytes:
    """The token with a part in another form, signed anew."""
    parts = cbor2.loads(TOKEN).value
    header = parts[0] if protected is None else protected
    body = parts[2] if payload is None else payload
    signature = KEY.sign(cbor2.dumps(["Signature1", header, b"", body]))
    return cbor2.dumps(
        cbor2.CBORTag(18, [header, {} if unprotected is None else unprotected, body, signature])
    )


@given(st.dictionaries(names, shallow, max_size=5))
def test_what_a_trusted_issuer_signed_is_given_back_as_it_was(claims: dict[int, object]) -> None:
    assert opened(sign(claims, KEY), TRUSTED) == claims  # type: ignore[arg-type]


def test_it_is_a_cwt_in_cose_sign1_that_others_can_check() -> None:
    tagged = cbor2.loads(TOKEN)
    protected, unprotected, payload, signature = tagged.value

    assert tagged.tag == 18
    assert cbor2.loads(protected) == {1: -8, 4: from_base64url(KEY.public.kid)}
    assert unprotected == {}
    assert cbor2.loads(payload) == CLAIMS
    covered = cbor2.dumps(["Signature1", protected, b"", payload])
    Ed25519PublicKey.from_public_bytes(KEY.public.raw).verify(signature, covered)


def test_an_issuer_that_nobody_trusts_is_told_from_a_forger() -> None:
    with pytest.raises(TokenUntrusted, match=OTHER.public.kid):
        opened(sign(CLAIMS, OTHER), TRUSTED)
    with pytest.raises(TokenForged):
        opened(TOKEN[:-1] + bytes([TOKEN[-1] ^ 1]), TRUSTED)
    with pytest.raises(TokenMalformed):
        opened(TOKEN[:-1], TRUSTED)


@given(st.integers(0, 8 * len(TOKEN) - 1))
def test_with_any_bit_turned_it_is_not_believed(bit: int) -> None:
    turned = bytearray(TOKEN)
    turned[bit // 8] ^= 1 << bit % 8
    token = read_token(bytes(turned))
    assert token is None or token.flaw(TRUSTED) in (Flaw.BAD_SIGNATURE, Flaw.UNKNOWN_KEY)


@given(st.integers(0, len(TOKEN) - 1))
def test_cut_short_it_is_none(length: int) -> None:
    assert read_token(TOKEN[:length]) is None


KID = from_base64url(KEY.public.kid)
OTHER_FORMS = {
    "another tag": cbor2.dumps(cbor2.CBORTag(98, cbor2.loads(TOKEN).value)),
    "no tag": TOKEN[1:],
    "something behind it": TOKEN + b"\0",
    "a longer length": TOKEN[:1] + b"\x98\x04" + TOKEN[2:],
    "an open length": TOKEN[:1] + b"\x9f" + TOKEN[2:] + b"\xff",
    "another algorithm": altered(protected=cbor2.dumps({1: -7, 4: KID})),
    "no algorithm": altered(protected=cbor2.dumps({4: KID})),
    "an algorithm that counts as the number": altered(protected=cbor2.dumps({True: -8, 4: KID})),
    "a shorter key id": altered(protected=cbor2.dumps({1: -8, 4: KID[:7]})),
    "a header more": altered(protected=cbor2.dumps({1: -8, 4: KID, 16: 0})),
    "headers in another order": altered(protected=b"\xa2\x04\x48" + KID + b"\x01\x27"),
    "an unprotected header": altered(unprotected={5: b""}),
    "claims that are none": altered(payload=cbor2.dumps([1])),
    "a claim twice": altered(payload=b"\xa2\x01\x00\x01\x00"),
    "a claim by name": altered(payload=cbor2.dumps({"iss": 1})),
    "a fraction": altered(payload=cbor2.dumps({4: 1.5})),
    "true": altered(payload=cbor2.dumps({4: True})),
    "nothing": altered(payload=cbor2.dumps({4: None})),
    "a number beyond": altered(payload=cbor2.dumps({4: 2**64})),
    "a tag inside": altered(payload=cbor2.dumps({4: cbor2.CBORTag(1, 0)})),
    "a pattern that no machine ends": altered(payload=b"\xa1\x04\xd8\x23\x66(a+)+$"),
    "a fraction of all numbers": altered(payload=b"\xa1\x04\xc5\x82\x1b" + b"\x7f" * 8 + b"\x01"),
    "a list in itself": altered(payload=b"\xa1\x04\xd8\x1c\x81\xd8\x1d\x00"),
    "deep as a well": altered(payload=b"\xa1\x04" + b"\x81" * 800 + b"\x00"),
    "beyond the bound": sign({1: "x" * MAX_BYTES}, KEY),
    "text that is no text": altered(payload=b"\xa1\x01\x61\xff"),
    "nothing at all": b"",
}


@pytest.mark.parametrize("data", OTHER_FORMS.values(), ids=OTHER_FORMS)
def test_another_form_is_no_token_whoever_signed_it(data: bytes) -> None:
    assert read_token(data) is None


def test_a_longer_token_is_read_where_it_may_be_longer() -> None:
    long = sign({1: "x" * MAX_BYTES}, KEY)
    assert opened(long, TRUSTED, at_most=2 * MAX_BYTES) == {1: "x" * MAX_BYTES}


@given(st.binary(max_size=300))
def test_junk_is_none(junk: bytes) -> None:
    assert read_token(junk) is None
    assert read_token(b"\xd2\x84" + junk) is None


def test_nothing_of_it_stands_in_its_repr() -> None:
    assert repr(read_token(TOKEN)) == f"Token(kid='{KEY.public.kid}')"
