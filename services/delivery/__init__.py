"""Letters to customers: into the outbox with what causes them, out of it to mail server and SMS gateway."""
