"""The council's words as values: frozen, typed, standard library only."""
