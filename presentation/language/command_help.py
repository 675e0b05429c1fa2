"""Help of the command line in the language of the settings.

Contexts and formatters are those of the click that typer brings with it, which has no public name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer.rich_utils
from typer.core import TyperCommand, TyperGroup

from census.settings import SettingsError, load_settings
from presentation.language.messages import LANGUAGES, N_, Translator

if TYPE_CHECKING:
    from typer._click.core import Command, Context
    from typer._click.formatting import HelpFormatter

_HELP_OPTION = N_("Show this message and exit.")
_OPTIONS, _ARGUMENTS, _COMMANDS = N_("Options"), N_("Arguments"), N_("Commands")


class TranslatedCommand(TyperCommand):
    """A command whose help, and that of its options, are message ids."""

    def format_help(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the help in the language of the settings."""
        _translate(self, ctx)
        super().format_help(ctx, formatter)


class TranslatedGroup(TyperGroup):
    """A group of commands whose help, and that of its commands, are message ids."""

    def format_help(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the help in the language of the settings."""
        for command in (self, *self.commands.values()):
            _translate(command, ctx)
        super().format_help(ctx, formatter)


def _translate(command: Command, ctx: Context) -> None:
    """Put the help of a command into the language; what is translated already stays, being no message id."""
    text = Translator(_language()).plain
    if command.help:
        command.help = text(command.help)
    for parameter in command.get_params(ctx):
        words = getattr(parameter, "help", None)
        if words:
            parameter.help = text(words)  # type: ignore[attr-defined]
    typer.rich_utils.OPTIONS_PANEL_TITLE = text(_OPTIONS)
    typer.rich_utils.ARGUMENTS_PANEL_TITLE = text(_ARGUMENTS)
    typer.rich_utils.COMMANDS_PANEL_TITLE = text(_COMMANDS)


def _language() -> str:
    try:
        return load_settings().language
    except SettingsError:
        # Which setting is wrong is told by the command itself; its help must be there for whoever mends it.
        return next(iter(LANGUAGES))
