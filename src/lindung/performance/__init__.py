"""Published figures: what each means, how it is computed, what it rests on. Reads everything, writes only snapshots."""
