"""Cover that somebody else pays for: sponsors, their agreements and budgets, the people on their lists."""
