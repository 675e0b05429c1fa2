"""Data masuk: files in, with what was rejected and why."""

import streamlit as st

from ui.admin import uploads
from ui.shell.frame import reader

who = reader()
st.title(who.text("Data in"), anchor=False)
uploads.show_last(who)
uploads.show_import(who)
uploads.show_log(who)
