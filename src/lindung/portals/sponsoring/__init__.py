"""What the pages of sponsors show alike for the branch and for the sponsor himself: forms, tables, cards, a chart."""
