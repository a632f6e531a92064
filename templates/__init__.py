"""What a new council folder starts with, and whole example councils; data only."""
