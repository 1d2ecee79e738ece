"""Views of the member portal, one module per group of screens."""
