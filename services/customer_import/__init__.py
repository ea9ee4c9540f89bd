"""`db import`: customers and accounts out of a CSV file (docs/import.md)."""
