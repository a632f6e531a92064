"""One function a command: gather what it needs, decide, apply, and return an outcome."""
