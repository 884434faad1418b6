#!/usr/bin/env python3
"""Writes ed25519.json: signatures at the edges of RFC 8032 and what the strict rule says of each.

The rule: S below the group order, A and R in the canonical encoding of a point, [S]B = R + [k]A without the cofactor. Points of small order are
constants of the curve; messages are searched until the equation holds, or fails, as the case wants. Run it here: python3 ed25519.py > ed25519.json
"""
import hashlib
import json

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def add(a, b):
    (x1, y1), (x2, y2) = a, b
    t = D * x1 * x2 * y1 * y2 % P
    return ((x1 * y2 + x2 * y1) * pow(1 + t, P - 2, P) % P, (y1 * y2 + x1 * x2) * pow(1 - t, P - 2, P) % P)


def mul(n, a):
    r = (0, 1)
    while n:
        if n & 1:
            r = add(r, a)
        a, n = add(a, a), n >> 1
    return r


def neg(a):
    return (-a[0] % P, a[1])


def enc(a):
    return (a[1] | (a[0] & 1) << 255).to_bytes(32, "little")


def dec(b):
    """The point of an encoding, canonical or not; None where there is none."""
    n = int.from_bytes(b, "little")
    sign, y = n >> 255, (n & (2**255 - 1)) % P
    xx = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(xx, (P + 3) // 8, P)
    if x * x % P != xx:
        x = x * pow(2, (P - 1) // 4, P) % P
    if x * x % P != xx:
        return None
    return (x if x & 1 == sign else -x % P, y)


def challenge(r, a, m):
    return int.from_bytes(hashlib.sha512(r + a + m).digest(), "little") % L


def holds(a, m, r, s):
    """The equation alone, whatever the encodings."""
    return mul(s, B) == add(dec(r), mul(challenge(r, a, m), dec(a)))


def strict(a, m, sig):
    r, s = sig[:32], int.from_bytes(sig[32:], "little")
    if len(a) != 32 or len(sig) != 64 or s >= L:
        return False
    return all(dec(b) is not None and enc(dec(b)) == b for b in (a, r)) and holds(a, m, r, s)


B = dec((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def key(seed):
    h = hashlib.sha512(seed).digest()
    s = int.from_bytes(h[:32], "little") & (2**254 - 8) | 2**254
    return s, h[32:]


def sign(seed, m, torsion=(0, 1)):
    """RFC 8032 section 5.1.6; with a point of small order, under the key with that point added."""
    s, prefix = key(seed)
    a = enc(add(mul(s, B), torsion))
    r = int.from_bytes(hashlib.sha512(prefix + m).digest(), "little") % L
    point = enc(mul(r, B))
    return a, point + ((r + challenge(point, a, m) * s) % L).to_bytes(32, "little")


cases = []


def case(what, a, m, sig):
    cases.append({"what": what, "key": a.hex(), "message": m.hex(), "signature": sig.hex(), "valid": strict(a, m, sig)})


# RFC 8032 section 7.1, by their secret keys.
for name, seed, m in [
    ("RFC 8032 test 1", "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", b""),
    ("RFC 8032 test 2", "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", b"\x72"),
    ("RFC 8032 test 3", "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", b"\xaf\x82"),
    ("RFC 8032 test SHA(abc)", "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42", hashlib.sha512(b"abc").digest()),
]:
    case(name, *(lambda pair: (pair[0], m, pair[1]))(sign(bytes.fromhex(seed), m)))

seed, m = hashlib.sha256(b"oversight").digest(), b"a ballot"
a, sig = sign(seed, m)
s = int.from_bytes(sig[32:], "little")
case("plain", a, m, sig)
case("another message", a, m + b"s", sig)
case("key with its sign turned", a[:31] + bytes([a[31] ^ 0x80]), m, sig)
for i in (0, 31, 32, 63):
    case(f"byte {i} of the signature changed", a, m, sig[:i] + bytes([sig[i] ^ 1]) + sig[i + 1:])
for n in (1, 2, 15):
    case(f"S plus {n} times the order", a, m, sig[:32] + (s + n * L).to_bytes(32, "little"))
case("S with its highest bit set", a, m, sig[:63] + bytes([sig[63] | 0x80]))
case("S is the order less S", a, m, sig[:32] + (L - s).to_bytes(32, "little"))
case("signature cut", a, m, sig[:63])
case("signature with a byte more", a, m, sig + b"\0")
case("key cut", a[:31], m, sig)
case("key with a byte more", a + b"\0", m, sig)
case("no signature", a, m, b"")
case("no key", b"", m, sig)
case("zeros", bytes(32), m, bytes(64))
off = next(n for n in range(2, 99) if dec(n.to_bytes(32, "little")) is None).to_bytes(32, "little")
case("key that is no point", off, m, sig)
case("R that is no point", a, m, off + sig[32:])

# Points of small order: multiples of one of order eight, and every encoding there is of them.
torsion = next(t for y in range(2, 99) for q in [dec(y.to_bytes(32, "little"))] if q for t in [mul(L, q)] if mul(4, t) != (0, 1))
small = [mul(i, torsion) for i in range(8)]
encodings = []
for n, point in enumerate(small):
    for y in (point[1], point[1] + P):
        for bit in (0, 1):
            b = y | bit << 255
            if y < 2**255 and dec(b.to_bytes(32, "little")) in (point, (0, point[1]) if point[0] == 0 else point):
                encodings.append((n, b.to_bytes(32, "little")))
assert len(encodings) == 14

for na, ea in encodings:
    for nr, er in encodings:
        found = next((m for m in (f"try {i}".encode() for i in range(64)) if holds(ea, m, er, 0)), None)
        what = f"small order: A is T*{na}, R is T*{nr}{'' if enc(dec(ea)) == ea else ', A not canonical'}{'' if enc(dec(er)) == er else ', R not canonical'}"
        if found is not None:
            case(what + ", equation holds", ea, found, er + bytes(32))
        else:
            case(what + ", no message makes the equation hold", ea, b"try 0", er + bytes(32))

case("small order key, S is the order", enc(small[0]), b"", enc(small[0]) + L.to_bytes(32, "little"))

# Keys with a part of small order: with the cofactor every signature verifies, without it those whose challenge the part's order divides.
for n in (1, 2, 4):
    for want in (True, False):
        m = next(m for m in (f"mixed {i}".encode() for i in range(99)) for a, sig in [sign(seed, m, small[n])]
                 if holds(a, m, sig[:32], int.from_bytes(sig[32:], "little")) is want)
        a, sig = sign(seed, m, small[n])
        case(f"mixed order: A has the part T*{n}, the equation {'holds' if want else 'holds with the cofactor only'}", a, m, sig)

print("[\n" + ",\n".join("  " + json.dumps(c) for c in cases) + "\n]")
