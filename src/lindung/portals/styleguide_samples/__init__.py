"""Made-up data for the style guide page."""
