"""An authority for the broker: what it certifies, for how long, and how that is renewed."""

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from kiosk.errors import KeysError
from kiosk.keys.certificates import AuthorityFolder, Holder, days_left, end_warning, read_certificate

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
KIOSK, CENTRE = Holder.kiosk("thuan-hoa-1"), Holder.collector("_centre")
BROKER = Holder.broker(("broker.example.vn", "10.0.0.5", "::1"))


@pytest.fixture
def authority(tmp_path: Path) -> AuthorityFolder:
    return AuthorityFolder.open(tmp_path / "authority", NOW)


def verified(folder: Path, stem: str, purpose: str, at: datetime = NOW) -> bool:
    """Whether OpenSSL, which the broker uses, takes it for that purpose."""
    command = ["openssl", "verify", "-x509_strict", "-purpose", purpose, "-attime", f"{at.timestamp():.0f}"]
    command += ["-CAfile", str(folder / "ca.pem"), str(folder / f"{stem}.pem")]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_each_holder_gets_a_folder_with_all_that_it_needs(authority: AuthorityFolder) -> None:
    for holder, names in (
        (KIOSK, {"ca.pem", "kiosk.pem", "kiosk.key"}),
        (BROKER, {"ca.pem", "broker.pem", "broker.key"}),
    ):
        folder = authority.certify(holder, NOW, 730)
        assert {path.name for path in folder.iterdir()} == names
        assert (folder / f"{holder.stem}.key").stat().st_mode & 0o777 == 0o600


def test_a_client_is_no_server_and_a_broker_no_client(authority: AuthorityFolder) -> None:
    kiosk, broker = authority.certify(KIOSK, NOW, 730), authority.certify(BROKER, NOW, 730)
    assert (verified(kiosk, "kiosk", "sslclient"), verified(kiosk, "kiosk", "sslserver")) == (True, False)
    assert (verified(broker, "broker", "sslclient"), verified(broker, "broker", "sslserver")) == (False, True)


def test_the_name_of_a_client_is_what_the_broker_goes_by(authority: AuthorityFolder) -> None:
    for holder in (KIOSK, CENTRE):
        certificate = read_certificate(authority.certify(holder, NOW, 730) / f"{holder.stem}.pem")
        (name,) = certificate.subject
        assert (name.oid, name.value) == (NameOID.COMMON_NAME, holder.name)
        uses = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        assert list(uses) == [ExtendedKeyUsageOID.CLIENT_AUTH]


def test_a_broker_is_certified_for_all_its_names_and_addresses(authority: AuthorityFolder) -> None:
    certificate = read_certificate(authority.certify(BROKER, NOW, 730) / "broker.pem")
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["broker.example.vn"]
    assert [str(address) for address in names.get_values_for_type(x509.IPAddress)] == ["10.0.0.5", "::1"]


@pytest.mark.parametrize("host", ["", "mqtts://broker", "broker:8883", "a..b", "trụ-sở.vn", "x" * 300])
def test_what_is_no_host_is_refused(authority: AuthorityFolder, host: str) -> None:
    with pytest.raises(KeysError, match="neither a host's name nor an IP address"):
        authority.certify(Holder.broker(("broker.example.vn", host)), NOW, 730)


def test_a_certificate_is_renewed_with_the_same_key(authority: AuthorityFolder, tmp_path: Path) -> None:
    folder = authority.certify(KIOSK, NOW, 730)
    before, key = read_certificate(folder / "kiosk.pem"), (folder / "kiosk.key").read_bytes()
    later = NOW + timedelta(days=700)
    AuthorityFolder.open(tmp_path / "authority", later).certify(KIOSK, later, 730)
    after = read_certificate(folder / "kiosk.pem")
    assert (folder / "kiosk.key").read_bytes() == key
    assert after.public_key() == before.public_key()
    assert after.serial_number != before.serial_number
    assert (days_left(folder / "kiosk.pem", later), verified(folder, "kiosk", "sslclient", later)) == (
        730,
        True,
    )


def test_a_renewed_authority_is_believed_by_who_has_the_old_certificate_and_the_reverse(
    authority: AuthorityFolder, tmp_path: Path
) -> None:
    folder = authority.certify(KIOSK, NOW, 730)
    old = (folder / "ca.pem").read_text()
    authority.renew(NOW + timedelta(days=100))
    (folder / "ca.pem").write_text((tmp_path / "authority" / "ca.pem").read_text())
    assert verified(folder, "kiosk", "sslclient", NOW + timedelta(days=100))
    authority.certify(KIOSK, NOW + timedelta(days=100), 730)
    (folder / "ca.pem").write_text(old)
    assert verified(folder, "kiosk", "sslclient", NOW + timedelta(days=100))


def test_no_certificate_outlives_its_authority(authority: AuthorityFolder, tmp_path: Path) -> None:
    late = NOW + timedelta(days=3600)
    folder = authority.certify(KIOSK, late, 730)
    assert days_left(folder / "kiosk.pem", late) == days_left(tmp_path / "authority" / "ca.pem", late) == 50


def test_the_end_of_a_certificate_is_reported_30_days_ahead(authority: AuthorityFolder) -> None:
    path = authority.certify(KIOSK, NOW, 100) / "kiosk.pem"
    assert end_warning(path, NOW + timedelta(days=70)) is None
    assert "ends in 29 days, on 2027-03-03" in str(end_warning(path, NOW + timedelta(days=70, seconds=1)))
    assert "ends in 0 days" in str(end_warning(path, NOW + timedelta(days=99, hours=1)))
    assert "ended on 2027-03-03" in str(end_warning(path, NOW + timedelta(days=100, seconds=1)))
    assert days_left(path, NOW + timedelta(days=101)) == -1


def test_a_clock_that_is_slow_by_hours_does_not_keep_a_kiosk_out(authority: AuthorityFolder) -> None:
    folder = authority.certify(KIOSK, NOW, 730)
    assert verified(folder, "kiosk", "sslclient", NOW - timedelta(hours=23))


def test_an_authority_whose_key_others_may_read_is_refused(
    authority: AuthorityFolder, tmp_path: Path
) -> None:
    (tmp_path / "authority" / "ca.key").chmod(0o644)
    with pytest.raises(KeysError, match="chmod 600"):
        AuthorityFolder.open(tmp_path / "authority", NOW)


def test_what_is_no_certificate_is_refused(tmp_path: Path) -> None:
    (tmp_path / "kiosk.pem").write_text("nothing")
    with pytest.raises(KeysError, match="no certificate"):
        days_left(tmp_path / "kiosk.pem", NOW)
    with pytest.raises(KeysError, match="not there"):
        days_left(tmp_path / "absent.pem", NOW)
