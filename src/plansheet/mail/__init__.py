"""Messages to section heads: their words, the files they become, how they go and come back."""
