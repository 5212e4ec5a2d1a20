"""Words that say the same about an event, and words that say nothing about it."""

from __future__ import annotations

from functools import lru_cache

from classifier.text.stem import stem

# One meaning a line, its name first. Stems, or forms that the stemmer leaves as they are.
_SAME = """
lampu pju penerangan
padam mati gelap njepret
sampah tps sampahe
tumbang roboh rubuh ambruk ambrol runtuh jebol miring doyong
lubang lobang bolong berlobang ambles amblas jeglongan
rusak hancur bobrok remuk pecah retak
banjir genang tergenang terendam rendam luap meluap kebanjiran
selokan got saluran drainase gorong culvert parit kalen
mampet buntu sumbat tersumbat
macet semrawut padat
parkir jukir
pungli pungut sunat potong dipotong disunat
pkl lapak kakilima pedagang dagang rombong
pohon dahan ranting pangkas
air pdam keran
bau busuk bangkai
bising berisik brisik brong keras
odgj gila
lansia nenek kakek jompo
siswa murid pelajar anak bocah
dbd demam berdarah fogging nyamuk jentik semprot
listrik pln
sinyal internet
blanko blangko
ktp ektp
tawuran gerombol celurit sajam clurit
balap balapan
galian gali
kabel fiber optik fo
tanggul plengsengan
sungai kali
antre antri antrean antrian ngantri tunggu menunggu
dokter perawat nakes
anjing gigit
tawon lebah vespa
bakar pembakaran asap
lampumerah traffic light bangjo apill
debu ngebul
longsor tebing
aspal hotmix pengaspalan
blt bansos pkh tunai
jatuh jatoh nyungsep njungkel
maling curi begal jambret
"""
# Function words, complaint phrases, and who and where, which two events at one place share.
_EMPTY = frozenset(
    """
    mohon tolong harap minta segera cepat min admin pak bu bapak ibu mas mbak kak om gan warga masyarakat rakyat kami
    saya aku gue kita ini itu sini situ sana ada tidak tak gak ga nggak enggak ndak tdk bukan belum blm sudah udah sdh
    yang yg di ke dari dan atau dengan untuk utk pada oleh karena krn sebab kalau kalo jika bila agar supaya biar akan
    mau bisa dapat boleh harus perlu jangan lagi masih terus selalu sering kadang pernah sangat sekali banget parah
    total sama juga saja aja cuma hanya malah padahal tapi tetapi namun lalu kemudian sampai sampe hingga sejak selama
    setiap tiap hari minggu bulan tahun jam menit kemarin kmrn tadi sekarang besok pagi siang sore malam semalam subuh
    senin selasa rabu kamis jumat sabtu baru lama bagaimana gimana kapan siapa mana apa mengapa kenapa berapa dong
    lah kok sih deh nih tuh ya kan nya para orang buat bikin jadi lapor laporan adu keluh terima kasih makasih
    assalamualaikum salam selamat wr wb yth hormat dinas pemerintah pemkot pemkab pemda petugas tindak lanjut baik
    perbaiki benah tangan atas bahaya takut rawan resah ganggu jalan jl jln gang gg raya depan dekat belakang samping
    sebelah seberang sekitar daerah wilayah lokasi tempat rt rw no nomor kel kelurahan desa ds kec kecamatan kota kab
    kabupaten satu dua tiga empat lima enam tujuh delapan sembilan puluh ratus ribu juta rb banyak semua beberapa
    penumpang tumpang tukang pengendara kendara motor mobil sepeda pasien pengunjung petani tetangga minimarket toko
    warung ruko kantor gerbang pintu mushola masjid sekolah gedung
    masuk keluar lewat arah tengah titik sebagai kondisi cek tahu lihat bilang kata katanya datang rumah blok cukup
    """.split()
)


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    return {form: line.split()[0] for line in _SAME.split("\n") if line for form in line.split()}


@lru_cache(maxsize=65_536)
def meaning(form: str) -> str:
    """What a canonical word stands for: the name of its group, its stem, or nothing (an empty string).

    >>> meaning("pju"), meaning("berlubang"), meaning("mohon"), meaning("<angka>")
    ('lampu', 'lubang', '', '')
    """
    if form[0] == "<" or len(form) < 2 or form in _EMPTY:
        return ""
    root = stem(form)
    if root in _EMPTY:
        return ""
    return _names().get(form) or _names().get(root) or root
