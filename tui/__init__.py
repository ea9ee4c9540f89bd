"""The frame: command line, settings, wiring, app, kiosk lock-down."""
