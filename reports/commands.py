"""The numbers without a browser: `python -m reports progress`, `python -m reports forecast`, and more."""

from typing import Annotated

import typer

from census.base.path import Path
from census.base.vocabulary import OPD_LEVEL, Unit
from census.figures.progress import View
from census.settings import load_settings
from reports.file_commands import FILE_COMMANDS
from reports.options import (
    AreaCode,
    AsOf,
    Deadline,
    EffectLevel,
    Format,
    GeoFormat,
    Output,
    PriorityLevel,
    Recount,
    RoleWord,
    Seed,
    UsualStatus,
    check_area,
    check_area_and_level,
    chosen,
    date_of,
    day_of,
    refuse,
    refusing,
    words,
    words_of,
    write,
    write_rows,
)
from reports.reading import NOT_FOR_EVERY_ROLE, check_role, check_seed, check_totals, read_source
from reports.tables.tables import plain_rows, progress_rows

# Each command imports what it alone needs inside its function: a library at the head would slow the start of all
# commands (decision 145).
app = typer.Typer(
    add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help="Figures of Kawal Sensus as files."
)


@app.command()
def progress(
    area: AreaCode = None,
    level: Annotated[str, typer.Option(help="Level of the rows: kabupaten, kecamatan, desa, ... or opd")] = "kabupaten",
    as_of: AsOf = None,
    unit: Annotated[
        str | None,
        typer.Option(
            metavar=words(Unit),
            help="Default: person, or household where only families were delivered; staff at level opd",
        ),
    ] = None,
    status: UsualStatus = None,
    path: Annotated[str, typer.Option(metavar=words(Path), help="Shape of the path to the target")] = Path.LINEAR,
    output: Output = Format.JSON,
    role: RoleWord = None,
    recount: Recount = False,
) -> None:
    """Print rate, gap, pace and band of areas or agencies on a day."""
    with refusing():
        shape = chosen(Path, path, "--path")
        form = chosen(Format, output, "--format")
        settings = load_settings()
        source = read_source(settings, role=role, recount=recount)
        code = area or settings.root_area
        check_totals(source, code, level)
        check_area_and_level(source.seen, code, level, OPD_LEVEL)
        day = day_of(as_of, source.seen, source.today)
        view = View(day, *words_of(source.seen, code, level, day, unit=unit, status=status), shape)
        write_rows(progress_rows(source.seen.progress(code, level, view)), form)


@app.command()
def forecast(
    area: AreaCode = None,
    level: Annotated[str, typer.Option(help="Level of the rows: kabupaten, kecamatan, desa, ...")] = "kabupaten",
    as_of: AsOf = None,
    deadline: Deadline = None,
    unit: Annotated[
        str | None,
        typer.Option(
            metavar=f"{Unit.HOUSEHOLD}|{Unit.PERSON}",
            help="Default: person, or household where only families were delivered",
        ),
    ] = None,
    status: UsualStatus = None,
    seed: Seed = 0,
    quantiles: Annotated[
        bool, typer.Option("--quantiles", help="A row per area and quantile, as tools for scoring forecasts read them")
    ] = False,
    output: Output = Format.JSON,
    role: RoleWord = None,
) -> None:
    """Print where areas will stand at the deadline: median, 80 % interval and the chance of reaching the target."""
    from census.forecast.table import FORECAST_COLUMNS
    from reports.quantiles import QUANTILE_COLUMNS, quantile_rows

    with refusing():
        form = chosen(Format, output, "--format")
        settings = load_settings()
        source = read_source(settings, role=role)
        check_seed(source, seed)
        code = area or settings.root_area
        check_totals(source, code, level)
        check_area_and_level(source.seen, code, level)
        day = day_of(as_of, source.seen, source.today)
        view = View(day, *words_of(source.seen, code, level, day, unit=unit, status=status))
        last = None if deadline is None else date_of(deadline, "--deadline")
        if quantiles:
            write_rows(quantile_rows(source.seen, code, level, view, deadline=last, seed=seed), form, QUANTILE_COLUMNS)
            return
        table = source.seen.forecast(code, level, view, deadline=last, seed=seed)
        write_rows(plain_rows(table, FORECAST_COLUMNS), form, FORECAST_COLUMNS)


@app.command()
def boundaries(
    area: AreaCode = None,
    level: Annotated[str, typer.Option(help="Level of the outlines: kecamatan, desa, ...")] = "desa",
    output: Annotated[str, typer.Option("--format", metavar=words(GeoFormat))] = GeoFormat.GEOJSON,
) -> None:
    """Print what the map draws: outlines with code and name, which are public."""
    from geo.geojson import to_geojson
    from geo.layers import codes_of, layer_frame

    with refusing():
        chosen(GeoFormat, output, "--format")
        settings = load_settings()
        source = read_source(settings, boundaries=True)
        code, tree = area or settings.root_area, source.unrestricted.tree
        check_area_and_level(source.unrestricted, code, level)
        frame = layer_frame(source.outlines, codes=tree.below(code, level), parent_of=tree.parent_of)
        if not len(frame):
            refuse("There are no boundaries of this level on record: import them (python -m ingest boundaries FILE).")
        write(to_geojson(frame, names={part_code: tree.name(part_code) for part_code in codes_of(frame)}) + "\n")


@app.command()
def effect(
    area: AreaCode = None,
    level: Annotated[str, typer.Option(metavar=words(EffectLevel), help="A row per kind of event, or per event")] = (
        EffectLevel.KIND
    ),
    as_of: AsOf = None,
    deadline: Annotated[
        str | None, typer.Option(help="As for the others; what events brought does not hang on it")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of the draws of who was visited when")] = 0,
    output: Output = Format.JSON,
    role: RoleWord = None,
) -> None:
    """Print what outreach brought: by kind of event, or event by event."""
    from reports.effects import effect_rows

    with refusing():
        rows_of, form = chosen(EffectLevel, level, "--level"), chosen(Format, output, "--format")
        if rows_of is EffectLevel.EVENT:
            check_role(role, "These are figures of single events")
        settings = load_settings()
        source = read_source(settings, role=role, boundaries=True)
        check_seed(source, seed)
        code = area or settings.root_area
        check_totals(source, code)
        check_area(source.seen, code)
        if code in source.seen.withheld:
            whose = "which --role may not see." if source.has_role else NOT_FOR_EVERY_ROLE
            refuse(f"What came of the events of this area may be figures of a single desa: {whose}")
        day = day_of(as_of, source.seen, source.today)
        if deadline is not None:
            date_of(deadline, "--deadline")
        rows, columns = effect_rows(source, code, day, level=rows_of, seed=seed)
        write_rows(rows, form, columns)


@app.command()
def priorities(
    area: AreaCode = None,
    level: Annotated[str, typer.Option(metavar=words(PriorityLevel), help="A row per desa, or per team")] = (
        PriorityLevel.DESA
    ),
    as_of: AsOf = None,
    deadline: Deadline = None,
    teams: Annotated[int, typer.Option(min=1, help="Teams of the plan (--level team)")] = 5,
    cover_days: Annotated[int, typer.Option(min=1, help="Days in which the plan visits every kecamatan")] = 7,
    seed: Seed = 0,
    output: Output = Format.JSON,
    role: RoleWord = None,
) -> None:
    """Print where to push next and why, or who goes where on the next day."""
    from presentation.language.messages import Translator
    from reports.priorities import Wanted, priority_list_rows

    with refusing():
        rows_of, form = chosen(PriorityLevel, level, "--level"), chosen(Format, output, "--format")
        check_role(role, "These are figures of desa")
        settings = load_settings()
        source = read_source(settings, role=role, boundaries=True)
        check_seed(source, seed)
        code = area or settings.root_area
        check_area(source.seen, code)
        day = day_of(as_of, source.seen, source.today)
        last = None if deadline is None else date_of(deadline, "--deadline")
        wanted = Wanted(rows_of, teams, cover_days, last, seed)
        rows, columns = priority_list_rows(source, code, day, wanted=wanted, text=Translator(settings.language).plain)
        write_rows(rows, form, columns)


@app.command()
def interviews(
    area: AreaCode = None,
    level: Annotated[str, typer.Option(help="Level of the parts: kecamatan, desa, ...")] = "kecamatan",
    as_of: AsOf = None,
    deadline: Deadline = None,
    seed: Seed = 0,
    output: Output = Format.JSON,
    role: RoleWord = None,
) -> None:
    """Print the families left to be interviewed in an area and its parts, now and as forecast, with enumerators."""
    from census.priority.inputs import family_draws
    from census.priority.interviews import INTERVIEW_COLUMNS, Crew
    from census.priority.interviews import interviews as work_of_interviewers
    from reports.interviews import interview_rows

    with refusing():
        form = chosen(Format, output, "--format")
        settings = load_settings()
        source = read_source(settings, role=role)
        check_seed(source, seed)
        code = area or settings.root_area
        check_totals(source, code, level)
        check_area_and_level(source.seen, code, level)
        day = day_of(as_of, source.seen, source.today)
        last = None if deadline is None else date_of(deadline, "--deadline")
        draws = family_draws(source.unrestricted, code, day, deadline=last, seed=seed)
        crew = Crew(settings.enumerators, settings.interview_days)
        work = work_of_interviewers(source.unrestricted, code, level, day, crew=crew, forecast=draws)
        write_rows(interview_rows(work.seen_by(source.seen)), form, INTERVIEW_COLUMNS)


for file_command in FILE_COMMANDS:
    app.command()(file_command)
