"""Is a reply substantive? Sentences, cues, checklist items and the level."""
