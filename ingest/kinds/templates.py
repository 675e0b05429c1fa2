"""An example file of each kind, with the headings of the reader's language."""

import csv
from io import StringIO

from ingest.kinds.columns import Column
from ingest.kinds.kinds import KINDS

_HEADINGS = {
    "area_code": ("kode_wilayah",),
    "area_name": ("nama_wilayah",),
    "as_of": ("per_tanggal",),
    "assisted": ("dibantu",),
    "audience": ("peserta",),
    "channel": ("kanal",),
    "clean_at": ("waktu_clean",),
    "code": ("kode_wilayah",),
    "decided_on": ("ditetapkan",),
    "desa_code": ("kode_desa",),
    "domiciles": ("domisili",),
    "done_on": ("terlaksana",),
    "due_on": ("paling_lambat",),
    "ends_on": ("tenggat",),
    "held_on": ("tanggal",),
    "household_key": ("kunci_keluarga",),
    "households": ("jumlah_kk",),
    "households_clean": ("kk_clean",),
    "households_ineligible": ("kk_di_luar",),
    "households_responded": ("kk_respon",),
    "id": ("no_opd",),
    "is_assumption": ("asumsi",),
    "is_estimate": ("perkiraan",),
    "kemendagri_code": ("kode_kemendagri",),
    "kind": ("hambatan", "jenis"),
    "kk_number": ("no_kk",),
    "level": ("tingkat",),
    "name": ("nama_wilayah", "nama_opd"),
    "note": ("keterangan",),
    "officers": ("petugas",),
    "official_area_km2": ("luas_km2",),
    "opd_id": ("no_opd",),
    "opd_staff": ("asn_opd",),
    "opened_at": ("dibuka",),
    "parent_code": ("kode_induk",),
    "persons": ("jumlah_jiwa",),
    "persons_clean": ("jiwa_clean",),
    "persons_ineligible": ("jiwa_di_luar",),
    "persons_responded": ("jiwa_respon",),
    "reported_on": ("dilaporkan",),
    "requested_on": ("diminta",),
    "resolved_on": ("teratasi",),
    "responded_at": ("dikirim",),
    "result_households": ("hasil_kk",),
    "scheduled_on": ("dijadwalkan",),
    "scope_code": ("kode_wilayah",),
    "scope_kind": ("lingkup",),
    "share": ("target",),
    "short_name": ("nama_singkat",),
    "source": ("sumber",),
    "staff": ("jumlah_asn",),
    "staff_clean": ("asn_clean",),
    "staff_responded": ("asn_respon",),
    "starts_on": ("mulai",),
    "status": ("status_isian",),
    "unit": ("satuan",),
    "updated_at": ("diubah",),
    "valid_on": ("per_tanggal",),
    "version": ("versi",),
    "withdrawn_on": ("ditarik",),
}
"""Indonesian headings by canonical name; a column is called by the first that is a synonym of its own."""

_EXAMPLES = {"area": "wilayah", "person": "jiwa", "responded": "respon"}


def template_csv(kind: str, language: str) -> str:
    """An example file of a kind: all headings and one row.

    Parameters
    ----------
    kind
        A key of `KINDS`.
    language
        A key of `presentation.language.messages.LANGUAGES`.
    """
    is_indonesian, columns = language == "id", KINDS[kind].columns
    lines = StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow([_heading(column) if is_indonesian else column.name for column in columns])
    writer.writerow([_EXAMPLES.get(column.example, column.example) if is_indonesian else column.example
                     for column in columns])  # fmt: skip
    return lines.getvalue()


def _heading(column: Column) -> str:
    return next((word for word in _HEADINGS.get(column.name, ()) if word in column.synonyms), column.name)
