"""Views of the management portal, one module per screen."""
