"""What identifies a person in a text, kind by kind.

Every module finds one kind in a *plain* copy of the text (see `plain`). Every pattern is bounded, so that the time is
linear in the length of the text.
"""
