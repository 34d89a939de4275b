"""HPKE as RFC 9180 writes it down, base mode, X25519, HKDF-SHA256, ChaCha20-Poly1305: the opening side.

Made from the RFC's sections 4 and 5 alone, so that what is sealed here is known to open elsewhere.
"""

import hmac

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

KEM = b"KEM" + (0x0020).to_bytes(2, "big")
SUITE = b"HPKE" + b"".join(number.to_bytes(2, "big") for number in (0x0020, 0x0001, 0x0003))
BASE_MODE = b"\0"


def open_base(private: X25519PrivateKey, sealed: bytes, info: bytes, aad: bytes = b"") -> bytes:
    """`sealed`: the encapsulated key (32 bytes), then the ciphertext of sequence number 0."""
    encapsulated, ciphertext = sealed[:32], sealed[32:]
    shared = private.exchange(X25519PublicKey.from_public_bytes(encapsulated))
    both = encapsulated + private.public_key().public_bytes_raw()
    secret = _expand(_extract(KEM, b"", b"eae_prk", shared), KEM, b"shared_secret", both, 32)
    context = BASE_MODE + _extract(SUITE, b"", b"psk_id_hash", b"") + _extract(SUITE, b"", b"info_hash", info)
    schedule = _extract(SUITE, secret, b"secret", b"")
    key = _expand(schedule, SUITE, b"key", context, 32)
    nonce = _expand(schedule, SUITE, b"base_nonce", context, 12)
    return ChaCha20Poly1305(key).decrypt(nonce, ciphertext, aad)


def _extract(suite: bytes, salt: bytes, label: bytes, material: bytes) -> bytes:
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + material, "sha256")


def _expand(pseudorandom: bytes, suite: bytes, label: bytes, info: bytes, length: int) -> bytes:
    labelled = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    return hmac.digest(pseudorandom, labelled + b"\1", "sha256")[:length]
