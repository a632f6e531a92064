"""Who is written to about a quarter, what about, and when: worked out from what is known."""
