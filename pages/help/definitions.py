"""Definisi: what every figure means, what it is divided by, and where the target comes from."""

from ui.help import definitions, provenance
from ui.shell.frame import reader

who = reader()
definitions.show_heading(who)
definitions.show_search(who)
definitions.show_tour(who)
definitions.show_definitions(who)
definitions.show_denominators(who)
definitions.show_targets(who)
provenance.show_provenance(who)
provenance.show_sources(who)
