"""What knows Streamlit but is no page: cached reads, the frame, controls and blocks of a page."""
