"""Messages to section heads: their words, and the files they become."""
