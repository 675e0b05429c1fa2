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
whole = who.campaign.progress_of(chosen, view)
target = who.campaign.target(chosen, view.as_of)
told = forecasts.tell(who, chosen, target, view)
drawn = forecasts.drawn_choice(told, choice)
level = tree.level_below(chosen)

blocks.show_heading(who, chosen, choice, target)
forecasts.show_forecast_verdict(who, told, whole, choice)
notices.show_notices(who, chosen, whole, target, choice)
next_steps.show_next_step(who, "register", "targets", "recap")
forecasts.show_forecast_figures(who, told)
forecasts.show_fan(who, chosen, told, drawn)
forecasts.show_futures(who, chosen, told)
if told.may_be_asked:
    what_if.show_what_if(who, chosen, told.target, drawn)
if level is not None:
    forecast_lists.show_forecast_list(who, chosen, level, drawn)
forecasts.show_record(who, told)
blocks.show_foot(who, [whole.source], None, view)
