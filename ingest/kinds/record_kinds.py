"""Files of records: outreach, commitments, blockers, requests for help."""

from census.outreach.records import BlockerKind
from ingest.kinds import cells
from ingest.kinds.columns import (
    DAY,
    WORD,
    Column,
    Kind,
    area_code_column,
    count_column,
    day_column,
    number_column,
    text_column,
)
from ingest.kinds.submission_cells import read_event_kind
from presentation.language.messages import N_

read_blocker_kind = cells.one_of(
    {
        **{kind.value: kind.value for kind in BlockerKind},
        "nik/kk tidak cocok": "nik_kk_mismatch",
        "nik kk tidak cocok": "nik_kk_mismatch",
        "nik tidak cocok": "nik_kk_mismatch",
        "kk tidak cocok": "nik_kk_mismatch",
        "tidak ada sinyal": "no_signal",
        "sinyal": "no_signal",
        "server tidak dapat dibuka": "server_down",
        "server": "server_down",
        "tidak punya perangkat": "no_device",
        "tidak punya gawai": "no_device",
        "gawai": "no_device",
        "belum paham": "not_understood",
        "tidak paham": "not_understood",
        "pindah": "moved_away",
        "lainnya": "other",
        "lain": "other",
    }
)


def _agency_column() -> Column:
    return number_column("opd_id", "5", "no_opd", "nomor_opd", "id_opd", "kode_opd", "opd")


def _later_day(name: str, example: str, *synonyms: str) -> Column:
    return Column(name, cells.read_date, DAY, example, synonyms)


def _closing_columns(source: str) -> tuple[Column, Column]:
    return (
        text_column("note", "", "catatan", "keterangan"),
        text_column("source", source, "sumber", default=""),
    )


OUTREACH = Kind(
    "outreach",
    N_("outreach (sosialisasi): what was held where, when and by which agency"),
    (
        area_code_column(),
        _agency_column(),
        day_column("held_on", "2020-02-20", "tanggal", "tgl", "date"),
        Column("kind", read_event_kind, WORD, "tatap muka", ("bentuk", "jenis"), is_required=True),
        count_column("audience", "60", "peserta", "jangkauan", "hadirin"),
        count_column("officers", "3", "petugas", "jumlah_petugas"),
        *_closing_columns("Kominfo Kudus"),
    ),
)

COMMITMENTS = Kind(
    "commitments",
    N_("commitments: who promised how many families, where, by when"),
    (
        area_code_column(),
        _agency_column(),
        count_column(
            "households", "120", "keluarga", "kk", "jumlah_kk", "jumlah_keluarga", "komitmen", is_required=True
        ),
        day_column("starts_on", "2020-03-09", "mulai", "sejak", "tanggal", "tgl"),
        day_column("due_on", "2020-03-23", "tenggat", "paling_lambat", "sampai"),
        _later_day("withdrawn_on", "", "ditarik", "dicabut"),
        *_closing_columns("Bappeda Kudus"),
    ),
)

BLOCKERS = Kind(
    "blockers",
    N_("blockers: what keeps families of an area from responding"),
    (
        area_code_column(),
        _agency_column(),
        Column("kind", read_blocker_kind, WORD, "tidak ada sinyal", ("hambatan", "jenis"), is_required=True),
        day_column("reported_on", "2020-03-02", "dilaporkan", "tanggal", "tgl"),
        _later_day("resolved_on", "", "teratasi", "selesai"),
        count_column("households", "25", "keluarga", "kk", "jumlah_kk", "jumlah_keluarga"),
        *_closing_columns("Camat Kaliwungu"),
    ),
)

REQUESTS = Kind(
    "requests",
    N_("requests for help by BPS: asked, scheduled, done, with the result"),
    (
        area_code_column(),
        _agency_column(),
        day_column("requested_on", "2020-03-02", "diminta", "tanggal", "tgl"),
        _later_day("scheduled_on", "2020-03-06", "dijadwalkan", "jadwal"),
        _later_day("done_on", "2020-03-06", "selesai", "terlaksana"),
        count_column("result_households", "31", "hasil", "hasil_kk", "kk_hasil", "hasil_keluarga"),
        *_closing_columns("BPS Kudus"),
    ),
)
