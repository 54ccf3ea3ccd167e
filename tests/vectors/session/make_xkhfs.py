#!/usr/bin/env python3
"""Makes xkhfs.json: one whole session, computed from docs/protocol.md, section 1, and nothing else.

An implementation of its own over the PyPI packages `cryptography` and `kyber-py`; it shares no code with the
Rust crate that the vector checks. Run: python3 make_xkhfs.py > xkhfs.json
"""

import hashlib
import hmac
import json

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from kyber_py.ml_kem import ML_KEM_1024

# 1.1
PROTOCOL_NAME = b"Noise_XKhfs_25519+MLKEM1024_AESGCM_SHA512"
ALPN = b"tongtong/1"
SIZES = [256, 1024, 4096, 16384, 32768, 65519]


def mac(key, data):
    return hmac.new(key, data, hashlib.sha512).digest()


def noise_hkdf(chaining_key, data, outputs):
    temp, out = mac(chaining_key, data), [b""]
    for n in range(1, outputs + 1):
        out.append(mac(temp, out[-1] + bytes([n])))
    return out[1:]


def seeded(seed, info, length):
    # 1.4, Randomness
    return mac(mac(b"tongtong/1 session seed", seed), info + b"\x01")[:length]


def x25519(secret, public):
    shared = X25519PrivateKey.from_private_bytes(secret).exchange(X25519PublicKey.from_public_bytes(public))
    assert shared != bytes(32)
    return shared


def public(secret):
    return X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def prologue(fields):
    # 1.3
    hello = bytes([len(fields["offered"])]) + b"".join(v.to_bytes(2, "big") for v in fields["offered"])
    parts = [ALPN, hello, fields["version"].to_bytes(2, "big")]
    parts += [bytes.fromhex(fields[n]) for n in ("initiator", "responder", "responder_identity", "tls_exporter")]
    return b"".join(len(p).to_bytes(2, "big") + p for p in parts)


class Cipher:
    def __init__(self, key):
        self.key, self.n = key, 0

    def seal(self, plaintext, ad=b""):
        self.n += 1
        return AESGCM(self.key).encrypt(bytes(4) + (self.n - 1).to_bytes(8, "big"), plaintext, ad)

    def rekey(self):
        self.key = AESGCM(self.key).encrypt(bytes(4) + b"\xff" * 8, bytes(32), b"")[:32]


class Symmetric:
    def __init__(self):
        self.h = self.ck = PROTOCOL_NAME.ljust(64, b"\0")

    def mix_hash(self, data):
        self.h = hashlib.sha512(self.h + data).digest()

    def mix_key(self, data):
        self.ck, key = noise_hkdf(self.ck, data, 2)
        self.cipher = Cipher(key[:32])

    def write(self, plaintext):
        sealed = self.cipher.seal(plaintext, self.h)
        self.mix_hash(sealed)
        return sealed


def frame(cipher, kind, body):
    # 1.5
    plaintext = bytes([kind]) + len(body).to_bytes(2, "big") + body
    plaintext = plaintext.ljust(next(size for size in SIZES if size >= len(plaintext)), b"\0")
    sealed = cipher.seal(plaintext)
    cipher.rekey()
    return len(sealed).to_bytes(2, "big") + sealed


def main():
    pattern = lambda first, length: bytes((first + n) % 256 for n in range(length))
    fields = {
        "offered": [1, 515],
        "version": 1,
        "initiator": pattern(0x10, 32).hex(),
        "responder": pattern(0x40, 32).hex(),
        "responder_identity": pattern(0x70, 32).hex(),
        "tls_exporter": pattern(0xA0, 32).hex(),
    }
    s, rs = pattern(1, 32), pattern(33, 32)
    seed_i, seed_r = pattern(65, 32), pattern(97, 32)
    payload = "명함 card".encode()
    label = b"bulk 7"

    e, re = seeded(seed_i, b"initiator x25519", 32), seeded(seed_r, b"responder x25519", 32)
    kem_key, kem_secret = ML_KEM_1024.key_derive(seeded(seed_i, b"initiator ml-kem-1024", 64))
    m = seeded(seed_r, b"responder ml-kem-1024", 32)

    state = Symmetric()
    state.mix_hash(prologue(fields))
    state.mix_hash(public(rs))
    # -> e, es, e1
    state.mix_hash(public(e))
    state.mix_key(x25519(e, public(rs)))
    message1 = public(e) + state.write(kem_key) + state.write(b"")
    # <- e, ee, ekem1
    state.mix_hash(public(re))
    state.mix_key(x25519(re, public(e)))
    shared, kem_ciphertext = ML_KEM_1024._encaps_internal(kem_key, m)
    assert ML_KEM_1024.decaps(kem_secret, kem_ciphertext) == shared
    message2 = public(re) + state.write(kem_ciphertext)
    state.mix_key(shared)
    message2 += state.write(b"")
    # -> s, se
    message3 = state.write(public(s))
    state.mix_key(x25519(s, public(re)))
    message3 += state.write(payload)
    # Split
    first, second, exporter = noise_hkdf(state.ck, b"", 3)
    ends = {"initiator": Cipher(first[:32]), "responder": Cipher(second[:32])}

    frames = []
    for sender, kind, body in [
        ("initiator", 1, b""),
        ("initiator", 2, "안녕".encode()),
        ("responder", 255, pattern(0, 253)),
        ("initiator", 3, pattern(5, 254)),
        ("responder", 0, b"bye"),
    ]:
        sealed = frame(ends[sender], kind, body)
        frames.append({"sender": sender, "kind": kind, "body": body.hex(), "frame": sealed.hex()})

    vector = {
        "source": "make_xkhfs.py beside this file: docs/protocol.md, section 1, in Python. All bytes are hex.",
        "prologue": fields,
        "initiator_static": s.hex(),
        "responder_static": rs.hex(),
        "initiator_seed": seed_i.hex(),
        "responder_seed": seed_r.hex(),
        "payload_3": payload.hex(),
        "message_1": message1.hex(),
        "message_2": message2.hex(),
        "message_3": message3.hex(),
        "handshake_hash": state.h.hex(),
        "export_label": label.hex(),
        "exported": mac(exporter, b"tongtong/1 session export\0" + label + b"\x01")[:32].hex(),
        "frames": frames,
    }
    print(json.dumps(vector, indent=1))


if __name__ == "__main__":
    main()
