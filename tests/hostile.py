"""Texts that a stranger would put into a code to make a screen, a log or a table say something else."""

import unicodedata

TEXTS = {
    "controls": ("Thử\x1b[2J\x07\x00", "Thử [2J"),
    "C1 controls": ("Thử\x9b31m", "Thử 31m"),
    "line ends": ("Thử\r\nMẫu\u2028Ẩn\x0bỔn\x85Ý", "Thử Mẫu Ẩn Ổn Ý"),
    "bidi": ("\u202eửhT\u2066\u2069\u200f", "ửhT"),
    "zero width": ("T\u200bh\u200c\u200d\ufeffử\u2060", "T h ử"),
    "soft hyphen": ("Th\u00adử", "Th ử"),
    "tags": ("Thử\U000e0041\U000e0042", "Thử"),
    "fillers": ("\u3164\u115fThử\u2800\uffa0", "Thử"),
    "joiners and selectors": ("T\u034fh\ufe0fử\U000e0100", "Thử"),
    "surrogates": ("\ud83dThử\udc00", "Thử"),
    "private and unassigned": ("\ue000Thử\U0010ffff\u0378", "Thử"),
    "a tower": ("T" + "\u0334\u0335\u0336\u0337" * 40 + "hử", "T\u0334\u0335hử"),
    "a tower upwards": ("T" + "\u0300\u0301\u0302" * 40 + "hử", "T\u0300\u0301hử"),
    "a ring around": ("Thử\u20dd\u20e3", "Thử"),
    "a mark alone": ("\u0301\u0302Thử", "Thử"),
    "a sentence in a letter": ("Thử \ufdfd\ufdfa\U00012031", "Thử"),
    "markup": ("<b onclick=x>Thử</b>&amp;", "<b onclick=x>Thử</b>&amp;"),
    "spaces": ("\u00a0 Thử \u3000  Mẫu ", "Thử Mẫu"),
    "taken apart": (unicodedata.normalize("NFD", "Nguyễn Ẩn Thử"), "Nguyễn Ẩn Thử"),
    "nothing": ("\u202e\x00", ""),
}
"""Each with what of it is fit to be shown."""

SHOWN_AS_WRITTEN = ("markup", "spaces", "taken apart")
