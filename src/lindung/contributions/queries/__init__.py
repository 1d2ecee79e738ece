"""What others may ask about reports, bills, receipts and a person's months; readers under row-level security."""
