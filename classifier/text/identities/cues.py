"""Words behind which a person's name stands, and how far each is to be trusted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from classifier.text.identities.naming import Trust
from classifier.text.identities.patterns import any_of
from classifier.text.identities.plain import BARRIER, PHONE

_POSSESSIVE = r"\s+(?:saya|kami|sy|aku|gue|kulo|kula)\b"
_LABELS = any_of("pelapor pemohon pengirim terlapor saksi tersangka terdakwa dari korban pasien cp pj kontak")
_OF_WHOM = any_of(
    "lengkap panggilan pelapor pemohon korban anak ibu bapak ayah suami istri pasien siswa pemilik pengirim wali saya"
)
_LABEL = (
    rf"(?:atas\s+)?nama(?:nya|\s+{_OF_WHOM}(?:\s+kandung)?)?|bernama|a\.\s?n\.?|a/n|an\.|"
    rf"{_LABELS}(?:\s+person)?(?=\s*:)|ttd|tertanda"
)
_FORMS = any_of(
    r"""
    bapak bpk bp pak ibu bu buk sdr sdri sdra saudara saudari ny nyonya tn tuan mas mbak mba mbk kang akang teh ceu
    mang cak ning gus neng mpok bang abang daeng uda bli mbah eyang nenek kakek pakde pakdhe bude budhe paklik bulik
    om kak kaka almarhum almarhumah alm almh haji hajah ustadz ustad ustaz ustadzah ustazah kyai kiai nyai lora romo
    pendeta pdt dokter dr drg dra drs prof ir hj encik cik tante opa oma opung ompung amang ito inang amaq inaq
    nyong bunda mr mrs miss mister k\.?h bripka brigadir briptu bripda aiptu aipda iptu ipda akp kompol akbp serka
    sertu serda serma kopda praka pratu peltu pelda letda lettu bidan
    """
)
_KIN = any_of("anak suami istri ibu ayah bapak adik kakak kakek nenek mertua paman bibi keponakan cucu bojo teman")
_ROLES = any_of(
    r"""
    petugas oknum lurah camat kades kadus kasun carik sekdes modin ketua guru perawat sopir supir satpam admin kasir
    jukir parkir mandor pemilik penjaga korban pasien tetangga calo sales bendahara sekretaris pelapor pemohon
    terlapor saksi tersangka terdakwa pelaku ko koh ci uni mama papa mace pace bung dik dek wak mak nasabah murid
    siswa siswi oleh menurut kepada tertulis darurat jenazah
    """
)
_OF_WHAT = any_of(
    "tukang kepala koordinator ketua petugas pengurus pengelola pedagang mandor juru penjaga pemilik anggota"
)
_SPEAKERS = any_of("saya aku sy kulo kula abdi ane gue beta ulun engko' sengko'")
_CUE = re.compile(
    rf"(?<![\w-])(?:(?P<label>{_LABEL})|(?P<address>{_FORMS}|{_KIN}{_POSSESSIVE})|(?P<role>{_OF_WHAT}\s+\w+|{_ROLES})"
    rf"|(?P<speaker>{_SPEAKERS})|(?P<listed>kami|ini|dengan))(?![\w-])"
    r"(?P<gap>\s*[:=]\s*|[ \t]*[,(][ \t]*|\.[ \t]*|[ \t]+|[ \t]*-[ \t]+)"
    r"(?:(?:adalah|yaitu|ialah|yakni|si)\s+)?['\"(]?",
    re.IGNORECASE,
)
_TRUST = {
    "label": Trust.LABEL,
    "address": Trust.ADDRESS,
    "role": Trust.ROLE,
    "speaker": Trust.SPEAKER,
    "listed": Trust.LISTED,
}
_KIN_OF = re.compile(_POSSESSIVE, re.IGNORECASE)
# A label behind which a word without a capital is as likely no name: "nama agensi".
_BARE_LABEL = re.compile(r"nama(?:\s+(?!saya|lengkap)\w+)*", re.IGNORECASE)
# Behind these a point ends no sentence.
_ABBREVIATED = re.compile(
    any_of("bpk bp sdr sdri sdra ny tn alm almh a.?n dr drg dra drs prof ir hj pdt k.?h akp mr mrs") + "$",
    re.IGNORECASE,
)

_CLOSINGS = any_of(
    r"""
    hormat\s+(?:saya|kami) salam(?:\s+(?:hormat|hangat|kami|saya))? wassalam\w{0,12} wa?s+alamu'alaikum
    terima\s*kasih makasih trims tks thx thanks thank\s+you regards nuwun suwun nuhun ttd tertanda
    yang\s+(?:melapor|menyatakan|membuat|mengadukan) pelapor
    """
)
_CLOSING = re.compile(
    rf"\b{_CLOSINGS}\b(?P<gap>[ \t]*[,.:!\-]{{0,3}}[ \t]*(?:\n\s{{0,8}})?[-~^]?[ \t]{{0,3}})", re.IGNORECASE
)
LINE_ENDS = re.compile(rf"[ \t.]{{0,3}}(?:$|[\n{BARRIER}{PHONE}(,/;]|[-+]|\bdan\b|\d)")
"""What may follow a signature."""


@dataclass(frozen=True, slots=True)
class Cue:
    """Where a cue begins, where the name behind it would begin, and how sure that name is."""

    start: int
    end: int
    trust: Trust


def cues(plain: str) -> Iterator[Cue]:
    """The cues of a plain text."""
    for match in _CUE.finditer(plain):
        trust = _trust(match)
        if trust is not None:
            yield Cue(match.start(), match.end(), trust)


def closings(plain: str) -> Iterator[Cue]:
    """Thanks and regards, behind which a signature may stand."""
    for match in _CLOSING.finditer(plain):
        if match["gap"]:
            yield Cue(match.start(), match.end(), Trust.ADDRESS if set(match["gap"]) & set(",-:~^\n") else Trust.ROLE)


def _trust(match: re.Match[str]) -> Trust | None:
    """How far a cue is to be trusted, given what stands between it and the next word."""
    kind, gap = next(name for name in _TRUST if match[name]), match["gap"]
    word, trust = match[kind], _TRUST[kind]
    if "\n" in gap and ":" not in gap and kind != "label":
        return None
    if "." in gap and not _ABBREVIATED.search(word):
        return Trust.LISTED if kind in ("label", "address") else None
    if set(gap) & set(",(-") and kind in ("address", "role") and not _KIN_OF.search(word):
        return Trust.LISTED
    if kind == "label" and _BARE_LABEL.fullmatch(word) and ":" not in gap:
        return Trust.ADDRESS
    if word.lower() == "dr" and "." not in gap:
        return Trust.ROLE  # "dari" as often as "dokter"
    return trust
