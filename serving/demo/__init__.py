"""A year of complaints and replies of a province that does not exist, to look at the pages with (data/demo)."""
