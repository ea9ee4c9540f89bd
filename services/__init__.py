"""What the broker promises: one file per capability."""
