"""The model card that travels with a release."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def model_card(about: Mapping[str, Any]) -> str:
    """Markdown in Indonesian and English from what the manifest says."""
    routing, replies = about["metrics"]["routing"], about["metrics"]["replies"]
    rows, pairs, split = about["data"]["complaints"], about["data"]["replies"], about["split"]["complaints"]
    labels = (
        "topik, dipasangkan dengan tabel kewenangan"
        if about["kind"] == "topic"
        else "instansi dari riwayat kantor sendiri"
    )
    return f"""# Kartu model Tanggap

Dibuat {about["made_at"]} dengan Tanggap {about["code"]["tanggap"]}, benih acak {about["seed"]}.

## Kegunaan
Mengusulkan instansi untuk laporan masyarakat dan menilai apakah balasan instansi substantif. Tanpa sertifikat,
tidak ada disposisi yang berjalan sendiri. Jangan dipakai untuk menilai orang, dan jangan dipakai
sebagai satu-satunya dasar sanksi.

## Data
- Laporan: {rows["source"]}, {rows["rows"]} baris berlabel ({rows["without_label"]} tanpa label dilewati).
- Balasan: {pairs["source"]}, {pairs["rows"]} pasangan.
- Label: {labels}; {len(about["labels"])} kelas.
- Pembagian ({split["by"]}): latih {split["fit"]}; kalibrasi {split["calibrate"]}; uji {split["test"]}.

## Hasil pada baris uji
| disposisi | nilai | balasan | nilai |
|---|---|---|---|
| n | {routing["n"]} | n | {replies["n"]} |
| top-1 | {_figure(routing, "top1")} | AUROC (2 lawan 0) | {_figure(replies, "auroc")} |
| top-3 | {_figure(routing, "top3")} | kappa kuadratik | {_figure(replies, "kappa")} |
| macro-F1 | {_figure(routing, "macro_f1")} | | |
| galat kalibrasi (ECE) | {_figure(routing, "ece")} | | |

Setiap bagian dijawab model yang hanya belajar dari baris sebelumnya. Model yang dirilis lalu dilatih dengan semua
baris.

## Disposisi otomatis
{_automatic(about["certificate"])}

## Batas
Topik yang belum pernah ada di data latih tidak dikenali. Label riwayat dibuat petugas dan ada yang keliru. Angka di
kota atau bulan lain bisa lebih rendah.

# Model card (English)
Proposes the agency for a complaint and judges whether a reply is substantive. Trained on {rows["rows"]} complaints and
{pairs["rows"]} replies, tested on held-out rows as in the table above, then refitted on all rows. A suggestion, not a
decision; unknown topics are not recognised, and figures elsewhere can be lower.
"""


def _figure(figures: Mapping[str, Any], name: str) -> str:
    return f"{figures[name]:.3f}" if name in figures else "-"


def _automatic(certificate: Mapping[str, Any] | None) -> str:
    if certificate is None:
        return "Tidak ada sertifikat: semua jawaban adalah usulan, atau diserahkan kepada petugas."
    return f"""Mulai peluang {certificate["threshold"]:.3f} laporan boleh diteruskan otomatis:
{certificate["share"]:.0%} dari semua laporan.
Dari {certificate["n"]} laporan seperti itu yang belum pernah dilihat model, {certificate["errors"]} salah alamat;
dengan keyakinan {certificate["confidence"]:.0%}, paling banyak {certificate["bound"]:.1%} yang salah."""
