"""Inputs without end: random, made by rules, and true codes that were damaged. A seed repeats them."""

import random
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from kiosk.bench.hostile import texts, tokens
from kiosk.devices.cameras.simulated.people import KINDS, invent
from kiosk.keys.signing import SigningKey

Make = Callable[[random.Random], bytes]

TRUE_CODES = 400
PUT_IN = (b"|", b"||", b"\0", b"\n", b"\xef\xbb\xbf", b"<", b"*", b" ", b"-")
LATELY = 64
"""So many of the last inputs are there to be spliced into others."""


@dataclass(frozen=True, slots=True)
class Input:
    """What is held up, and how it came about."""

    family: str
    content: bytes = field(repr=False)


def inputs(seed: int, issuer: SigningKey) -> Iterator[Input]:
    """`issuer` signs the passes among them, so one seed gives the same but for their signatures."""
    chance = random.Random(seed)  # noqa: S311 - it is to be repeated, not to be secret
    true = _true_codes(seed, issuer, chance)
    lately: deque[bytes] = deque([b""], LATELY)
    families: dict[str, tuple[int, Make]] = {
        "random bytes": (8, lambda chance: chance.randbytes(chance.choice((3, 40, 200, 4000)))),
        "true codes": (6, lambda chance: chance.choice(true)),
        "damaged codes": (34, lambda chance: damaged(chance.choice(true), lately, chance)),
        "damaged once more": (10, lambda chance: damaged(chance.choice(lately), lately, chance)),
        "cards by rule": (10, texts.card),
        "phrases": (4, texts.phrase),
        "letters": (5, texts.letters),
        "hidden": (5, texts.hidden),
        "towers": (2, texts.towers),
        "repeated": (3, texts.repeated),
        "digits": (1, texts.digits),
        "broken UTF-8": (4, texts.broken),
        "behind a prefix": (4, tokens.behind_a_prefix),
        "traps": (3, tokens.trap),
        "bombs": (1, partial(_one_of, [tokens.bomb(chance) for _ in range(12)])),
    }
    names, weights = list(families), [weight for weight, _ in families.values()]
    while True:
        for name in chance.choices(names, weights, k=1000):
            content = families[name][1](chance)
            lately.append(content)
            yield Input(name, content)


def damaged(content: bytes, others: deque[bytes], chance: random.Random) -> bytes:
    """Once or several times: bits turned, parts taken out, doubled, moved, or put in from another."""
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
        at, end = sorted((chance.randrange(len(changed) + 1), chance.randrange(len(changed) + 1)))
        match chance.randrange(9):
            case 0 if at < len(changed):
                changed[at] ^= 1 << chance.randrange(8)
            case 1 if at < len(changed):
                changed[at] = chance.randrange(256)
            case 2:
                del changed[at : min(end, at + chance.choice((1, 2, 20)))]
            case 3:
                del changed[at:]
            case 4:
                changed[at:at] = changed[at:end][:500]
            case 5:
                changed[at:at] = chance.choice(PUT_IN)
            case 6:
                changed[at:end] = reversed(changed[at:end])
            case 7:
                other = chance.choice(others)
                changed[at:end] = other[chance.randrange(len(other) + 1) :][:600]
            case 8:
                fields = bytes(changed).split(b"|")
                chance.shuffle(fields)
                changed = bytearray(b"|".join(fields))
    return bytes(changed)


def _true_codes(seed: int, issuer: SigningKey, chance: random.Random) -> list[bytes]:
    people = np.random.default_rng(seed)
    made = [invent(kind, people).content for _ in range(TRUE_CODES // 8) for kind in KINDS]
    made += [tokens.a_pass(issuer, number) for number in range(TRUE_CODES // 8)]
    made += [tokens.a_board(issuer, number) for number in range(TRUE_CODES // 8)]
    made += [tokens.a_certificate(chance) for _ in range(TRUE_CODES // 8)]
    made += [b"NV-%06d" % number for number in range(TRUE_CODES // 8)]
    return made


def _one_of(made: list[bytes], chance: random.Random) -> bytes:
    return chance.choice(made)
