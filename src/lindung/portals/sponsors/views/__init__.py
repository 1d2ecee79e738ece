"""Views of the sponsors' portal."""
