"""Small technical pieces every package may use; knows nothing of the domain."""
