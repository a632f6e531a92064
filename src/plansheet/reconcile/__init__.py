"""Figures compared with targets: goals, ratings, states, directions, and what a return lacks."""
