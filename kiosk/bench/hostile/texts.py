"""Texts by rules: cards with fields that lie, and all that has ever broken a parser, a screen or a table."""

import random
import unicodedata

NAMES = (
    "Nguyễn Văn Thử",
    "TRAN THI MAU",
    "H'Mẫu Êban",
    "Thử",
    "",
    " ",
    "…",
    "Z" * 300,
    "\U0001f468\u200d\U0001f469",
)
CONTROLS = "\x00\x07\x08\x1b\x7f\x85\x9b\u200b\u200e\u202a\u202e\u2028\u2066\u2069\ufeff\ufffe\U000e0001"
MARKS = "\u0300\u0301\u0302\u0315\u0323\u0334\u0335\u0338\u0345\u0489\u20dd"
SHAPES = (
    "{number}|{number}|{name}|{date}|{sex}|{any}|{date}",
    "{number}|{any}|{name}|{date}|{sex}|{any}|{date}||||",
    "{number}|{name}|{date}|{digit}|{number}|{any}",
    "{number}|{hex}|{date}|{digit}|{hex}|{any}|{date}|{date}|{date}|{any}|{any}|4|{date}|{hex}-7102|$",
    "{number}|{hex}|{date}|{digit}|{hex}|{any}|{date}|{date}|{date}|{any}|-|4|{date}|{hex}-7102|4|{hex}|$",
    "WORDS:{any} {any}",
    "NV-{number}",
    "https://board.example.vn/v/{hex}?{any}",
)
PHRASES = (
    "'; DROP TABLE entry; --", "$(reboot)", "`reboot`", "| tee /etc/passwd", "../../etc/passwd", "%s%n%x",
    "=cmd|' /C calc'!A0", "@SUM(1+1)", "<script>alert(1)</script>", "{{7*7}}", "${jndi:ldap://x}", "\\u0000",
    "null", "NaN", "1e999", "-0", "true", "[]", '{"a":', "WIFI:T:WPA;S:x;P:y;;", "BEGIN:VCARD", "tel:115",
    "UKC19TRACING:1:eyJhbGciOiJFUzI1NiJ9.e30.AA", "NZCOVIDTRACER:eyJnbG4iOiI3In0=",
)  # fmt: skip
MOST = 4200
"""Bytes: a little above what a kiosk looks at."""


def card(chance: random.Random) -> bytes:
    """As many fields as a card has; some are what they should be."""
    return _text(chance.choice(SHAPES).format_map(_Fields(chance)))


def phrase(chance: random.Random) -> bytes:
    return _text("|".join(chance.choice(PHRASES) for _ in range(chance.choice((1, 1, 2, 7, 11)))))


def letters(chance: random.Random) -> bytes:
    """Of all planes, those that nobody should use included."""
    points = (
        chance.randrange(chance.choice((0x80, 0x250, 0x3000, 0x110000))) for _ in range(chance.randrange(200))
    )
    return "".join(map(chr, points)).encode("utf-8", "surrogatepass")


def hidden(chance: random.Random) -> bytes:
    """A card whose name carries what is not seen, or what turns the rest around."""
    name = list("Nguyễn Văn Thử")
    for _ in range(chance.randrange(1, 12)):
        name.insert(chance.randrange(len(name) + 1), chance.choice(CONTROLS + MARKS))
    return _text(f"046090000001|{''.join(name)}|1990-01-01|0|1{''.join(name)}|<1<<")


def towers(chance: random.Random) -> bytes:
    """Marks upon marks, in the order that costs most to put right."""
    marks = "".join(
        sorted(chance.choices(MARKS, k=chance.randrange(2000)), key=unicodedata.combining, reverse=True)
    )
    return _text(f"046090000001||T{marks}hử|01011990|Nam||15042021")


def repeated(chance: random.Random) -> bytes:
    """One thing a thousand times, and at the end another, as patterns that go back fear it."""
    unit = chance.choice(
        ("a", "a ", "aA", "0", "|", "7", "A1", "<", "*", "%", "ứ", "/?", "$", "4e", "\t", "=", " ")
    )
    prefix = chance.choice(
        ("", "", "WORDS:", "NV-", "HC1:", "EK1:", "https://board.example.vn/v/", "https://")
    )
    return _text(
        prefix + unit * chance.randrange(MOST // len(unit)) + chance.choice(("", "!", "|", "\n", "x"))
    )


def digits(chance: random.Random) -> bytes:
    """As many as the largest code holds: 7,089."""
    return b"".join(b"%d" % chance.randrange(10) for _ in range(64)) * chance.randrange(1, 111)


def broken(chance: random.Random) -> bytes:
    """Text that is none: letters cut, written too long, halves of pairs, another encoding."""
    wrong = chance.choice(
        (b"\xc3", b"\xe1\xbb", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xff\xfe", b"\x81\x40")
    )
    content = card(chance)
    at = chance.randrange(len(content) + 1)
    return chance.choice(
        (content[:at] + wrong + content[at:], content.decode(errors="replace").encode("utf-16"))
    )


class _Fields(dict[str, str]):
    """A value for each name, another each time it is asked for."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def __missing__(self, name: str) -> str:
        chance = self._chance
        match name:
            case "number":
                return chance.choice(
                    ("046090000001", "******000001", "HT3460000000001", "4600000001", "0" * 12, "１")
                )
            case "name":
                return chance.choice(NAMES)
            case "date":
                return chance.choice(
                    ("01011990", "1990-01-01", "01/01/1990", "1990", "-", "", "31022000", "9" * 8)
                )
            case "sex":
                return chance.choice(("Nam", "Nữ", "nam", "1", ""))
            case "digit":
                return chance.choice("0123-")
            case "hex":
                return chance.choice(("4d67", "c3", "", "-", "zz", "4d67" * chance.randrange(200), "00"))
        return chance.choice(PHRASES)


def _text(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
