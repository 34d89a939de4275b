"""The agency's list of signers: a bundle, or key ids with certificates; what is of no use is named."""

import base64
import json
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from health_certificates import (
    TEST,
    VACCINATION,
    Authority,
    authority,
    claims_of,
    message_of,
)

from kiosk.errors import KeysError, SettingsError
from kiosk.keys.dcc import Signer, TrustList, read_message
from kiosk.keys.files import load_kiosk_keys
from kiosk.keys.files.dcc_signers import load_dcc_signers
from kiosk.keys.signing import Flaw

EC, RSA = authority("ec"), authority("rsa")
TODAY = date(2026, 11, 23)


def believed(signers: TrustList, by: Authority, group: str = "v") -> Signer | Flaw:
    return signers.signer(read_message(message_of(claims_of(), by)), group)


def written(folder: Path, text: str) -> Path:
    file = folder / "signers"
    file.write_text(text, encoding="utf-8")
    return file


def text_of(form: str) -> str:
    der = {by: base64.b64encode(by.der).decode() for by in (EC, RSA)}
    kid = {by: base64.b64encode(by.kid).decode() for by in (EC, RSA)}
    return {
        "pem": f"Bộ Y tế thử\n{EC.pem}\n{RSA.pem}",
        "json": json.dumps({kid[by]: der[by] for by in (EC, RSA)}),
        "json of pem": json.dumps({kid[EC]: EC.pem, kid[RSA]: RSA.pem}, indent=1),
        "json of lists": "\n" + json.dumps({kid[EC]: [der[RSA], der[EC]], kid[RSA]: [der[RSA]]}),
    }[form]


@pytest.mark.parametrize("form", ["pem", "json", "json of pem", "json of lists"])
def test_the_signers_of_a_list_are_believed_and_no_others(tmp_path: Path, form: str) -> None:
    signers = load_dcc_signers(written(tmp_path, text_of(form)), TODAY)
    for by in (EC, RSA):
        signer = believed(signers, by)
        assert isinstance(signer, Signer)
        assert (signer.since.year, signer.until.year) == (2025, 2029)
        assert "key" not in repr(signer)
    assert believed(signers, authority("stranger")) is Flaw.UNKNOWN_KEY


def test_a_key_id_of_the_list_s_own_making_is_taken_as_it_stands(tmp_path: Path) -> None:
    other = {base64.b64encode(EC.kid).decode(): RSA.pem}
    signers = load_dcc_signers(written(tmp_path, json.dumps(other)), TODAY)
    assert believed(signers, EC) is Flaw.BAD_SIGNATURE
    assert believed(signers, RSA) is Flaw.UNKNOWN_KEY


@pytest.mark.parametrize(("usage", "group"), [(TEST, "t"), (VACCINATION, "v")])
def test_what_a_signer_may_certify_stands_in_its_certificate(tmp_path: Path, usage: str, group: str) -> None:
    by = authority("narrow", usage=usage)
    signers = load_dcc_signers(written(tmp_path, by.pem), TODAY)
    believed_in = {one for one in "vtr" if isinstance(believed(signers, by, one), Signer)}
    assert believed_in == {group}


def test_a_usage_that_says_nothing_of_certificates_narrows_nothing(tmp_path: Path) -> None:
    by = authority("server", usage="1.3.6.1.5.5.7.3.1")
    signers = load_dcc_signers(written(tmp_path, by.pem), TODAY)
    assert {one for one in "vtr" if isinstance(believed(signers, by, one), Signer)} == set("vtr")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is no list of certificates; give a PEM bundle"),
        ("MIIB", "is no list of certificates"),
        (EC.pem[:200], "is no list of certificates"),
        (EC.pem.replace("A", "B", 40), "is no list of certificates"),
        ("{", "is no list of certificates"),
        ("[]", "is no list of certificates"),
        ('{"AAAAAAAAAAA=": 3}', "is no list of certificates"),
        ('{"AAAAAAAAAAA=": "AAAA"}', "is no list of certificates"),
        ('{"AAAAAAAAAAA=": {}}', "is no list of certificates"),
        ('{"not base64!": "AAAA"}', "is no list of certificates"),
        ('{"AAAA": "AAAA"}', "has the key id 'AAAA', which is not 8 bytes in base64; correct it."),
        (authority("other curve", curve=ec.SECP384R1()).pem, "with a key that signs none"),
        (authority("rsa weak", bits=1024).pem, "with a key that signs none"),
    ],
)
def test_a_list_of_no_use_is_told_with_what_to_do(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(KeysError) as refusal:
        load_dcc_signers(written(tmp_path, text), TODAY)
    assert told in str(refusal.value)


def test_a_list_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(KeysError, match="is not there"):
        load_dcc_signers(tmp_path / "absent", TODAY)


def test_a_kiosk_that_cannot_use_its_list_says_so_under_its_key(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refusal:
        load_kiosk_keys(today=TODAY, dcc_signers=tmp_path / "absent")
    assert refusal.value.problems[0].startswith("keys.dcc_signers: ")
