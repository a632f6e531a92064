"""Plan files: read from whatever form they are in, recognised as tables, made into plans."""
