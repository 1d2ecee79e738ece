"""Who pays for himself and construction, by segment, and the orders of all of them."""
