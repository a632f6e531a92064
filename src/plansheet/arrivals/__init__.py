"""What comes back, in whatever form: known by its content, and read where it can do no harm."""
