"""What people see: one file per screen, with widgets, words and styles."""
