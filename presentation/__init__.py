"""What screen and paper share: messages, number and date formats, colours, charts, words for findings."""
