"""Data masuk: files in, with what was rejected and why."""

import streamlit as st

from ui import uploads
from ui.frame import reader

who = reader()
st.title(who.text("Data in"), anchor=False)
st.markdown(
    who.text("All good rows of a file land at once, and each bad row is listed with its reason; or nothing lands.")
)
uploads.warn_without_guard(who)

kind = uploads.choose_kind(who)
uploads.show_template(who, kind)
uploads.take_file(who, kind)
uploads.show_outcome(who)
uploads.show_log(who)
