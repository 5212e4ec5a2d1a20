"""Text as citizens and offices write it: normalised, masked, cut into words."""
