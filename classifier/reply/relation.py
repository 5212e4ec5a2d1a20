"""What a reply takes up of its complaint, and what it merely hands back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from classifier.text.stem import stem
from classifier.text.words import canonical, split

# Words that stand in any letter; sharing them shows nothing.
_COMMON = frozenset(
    """
    yang dan di ke dari untuk dengan pada dalam ini itu atau juga oleh sebagai agar supaya kami kita saya anda
    saudara bapak ibu para ada adalah bahwa telah sudah akan belum tidak bisa dapat mohon terima kasih tersebut
    secara serta karena sangat lebih masih hal atas bagi saat sehingga namun jika apabila maka kepada yg dgn utk tdk
    sdh dg sy ya nya pak bu min kak tolong selamat pagi siang sore malam hari wib mau apa bagaimana kenapa kapan
    dimana mana minta segera laporan laporkan melapor lapor pengaduan aduan warga masyarakat pemerintah kota
    kabupaten dinas
    """.split()
)
NAMES = (
    "shares_0",
    "shares_1",
    "shares_2",
    "shares_3",
    "shares_4_or_more",
    "mostly_shared",
    "copies_order",
    "new_words_few",
    "new_words_some",
    "new_words_many",
    "shares_number",
    "asks",
    "names_channel",
    "courtesy",
)
HOLLOW = ("asks", "names_channel", "courtesy")
_CHANNEL = frozenset(
    """
    <surel> <tautan> <nomor> email surel call center centre cs dm inbox whatsapp wa instagram twitter facebook contact
    hotline sosmed medsos telegram live chat halo customer service care
    """.split()
)
_TURN_TO = frozenset(
    """
    hubungi menghubungi dihubungi kontak mengontak kirim kirimkan mengirim mengirimkan sampaikan disampaikan
    menyampaikan infokan informasikan melalui via lewat dm email
    """.split()
)
_COURTESY = frozenset(
    """
    maaf mohon kendala kendalanya ketidaknyamanan ketidaknyamanannya ketidaknyamannya terima terimakasih makasih kasih
    selamat salam halo hai hi hallo kak kakak sobat bapak ibu pagi siang sore malam rating ulasan ulasannya apresiasi
    apresiasinya masukan masukannya sarannya saran laporan laporannya partisipasi kepercayaan kepercayaannya bintang
    dukung assalamualaikum wassalam yth hormat sukses sehat selalu semoga
    """.split()
)


@dataclass(frozen=True)
class ComplaintWords:
    """The content of a complaint as its replies are compared with it: stems, their neighbouring pairs, and numbers."""

    stems: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    numbers: frozenset[str]

    @classmethod
    def of(cls, complaint: str) -> ComplaintWords:
        """Collect the content of a complaint."""
        raw = split(complaint)
        return cls.of_words(raw, content_stems([canonical(word) for word in raw]))

    @classmethod
    def of_words(cls, raw: Sequence[str], content: Sequence[str]) -> ComplaintWords:
        """The same of a complaint that is cut into raw words already; ``content`` are its `content_stems`."""
        return cls(
            frozenset(content),
            frozenset(pairwise(content)),
            frozenset(w for w in raw if w.isdigit()),
        )


def acts(text: str, forms: Sequence[str]) -> list[int]:
    """Numbers (positions in ``NAMES``) of what a sentence does rather than says: ask, send elsewhere, be polite."""
    words = set(forms)
    found = []
    if "?" in text:
        found.append(NAMES.index("asks"))
    if words & _CHANNEL and words & _TURN_TO:
        found.append(NAMES.index("names_channel"))
    others = [form for form in forms if form not in _COURTESY and form not in _COMMON and len(form) > 2]
    if words & _COURTESY and len(others) <= 2:
        found.append(NAMES.index("courtesy"))
    return found


def content_stems(forms: Sequence[str]) -> list[str]:
    """Stems of the words that carry content: three letters or more, no mask, not in every letter."""
    return [stem(form) for form in forms if len(form) > 2 and form[0] != "<" and form not in _COMMON]


def relation_features(forms: Sequence[str], raw: Sequence[str], complaint: ComplaintWords) -> list[int]:
    """Numbers (positions in ``NAMES``) of what holds between a sentence or reply and the complaint."""
    content = content_stems(forms)
    shared = {word for word in content if word in complaint.stems}
    new = len(set(content)) - len(shared)
    found = [min(len(shared), 4)]
    if content and len(shared) >= 3 and len(shared) / len(set(content)) >= 0.6:
        found.append(5)
    pairs = list(pairwise(content))
    if len(pairs) >= 3 and sum(pair in complaint.pairs for pair in pairs) / len(pairs) >= 0.5:
        found.append(6)
    found.append(7 if new < 3 else 8 if new < 8 else 9)
    if any(word in complaint.numbers for word in raw):
        found.append(10)
    return found
