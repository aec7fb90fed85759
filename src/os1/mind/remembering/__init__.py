"""How a turn uses what was said before: questions about it read by code, answered in its own words, and cited."""
