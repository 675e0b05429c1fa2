"""Prakiraan: where the campaign will stand at the deadline, how sure that is, and what would change it."""

from ui.forecast import forecast_lists, forecasts, what_if
from ui.kit import notices
from ui.kit.controls import choose
from ui.kit.display import blocks
from ui.kit.places import choose_area, has_totals
from ui.shell import next_steps
from ui.shell.empty import stop_without_areas
from ui.shell.frame import reader

who = reader()
stop_without_areas(who)
tree = who.campaign.tree

chosen = choose_area(who, may_choose=lambda code: has_totals(who, code), has_map=False)
choice = choose(who, area_code=chosen)
view = choice.view
progress = who.campaign.progress_of(chosen, view)
target = who.campaign.target(chosen, view.as_of)
shown = forecasts.read_forecast(who, chosen, target, view)
drawn = forecasts.drawn_choice(shown, choice)
level = tree.level_below(chosen)

blocks.show_heading(who, chosen, choice, target)
forecasts.show_forecast_verdict(who, shown, progress, choice)
notices.show_notices(who, chosen, progress, target, choice)
next_steps.show_next_step(who, "register", "targets", "recap")
forecasts.show_forecast_figures(who, shown)
forecasts.show_fan(who, chosen, shown, drawn)
forecasts.show_rush(who, chosen, shown)
if shown.may_be_asked:
    what_if.show_what_if(who, chosen, shown.target, drawn)
if level is not None:
    forecast_lists.show_forecast_list(who, chosen, level, drawn)
forecasts.show_record(who, shown)
blocks.show_foot(who, [progress.source], None, view)
