"""Streamlit's own options from the environment, which it reads itself under `streamlit run` alone."""

from collections.abc import Mapping

import click
from streamlit.web import bootstrap
from streamlit.web.cli import configurator_options


@click.command
@configurator_options
def _options(**options: object) -> Mapping[str, object]:
    return options


class OptionError(ValueError):
    """A value in the environment that is none of its option; the message names the variable."""


def read_environment() -> None:
    """Let each `STREAMLIT_<SECTION>_<OPTION>` count in place of what `.streamlit/config.toml` says.

    To be called before an application is made: an `st.App` that is served by itself knows the file alone.

    Raises
    ------
    OptionError
        If a value is none of its option.
    """
    try:
        options = _options.main(args=[], prog_name="asgi.py", standalone_mode=False)
    except click.ClickException as error:
        raise OptionError(error.format_message()) from None
    bootstrap.load_config_options(options)
