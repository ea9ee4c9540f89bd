"""All statements, one file per subject; each takes and returns frozen records."""
