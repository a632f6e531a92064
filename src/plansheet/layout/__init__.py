"""Every sheet and column, declared once: writer, reader, validation, help and messages use it."""
