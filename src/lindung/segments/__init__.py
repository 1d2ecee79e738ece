"""Segments that pay for themselves: orders and who is covered by them."""
