"""Where to push next, the plan of a day, and what is left for the interviewers."""
