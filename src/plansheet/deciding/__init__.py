"""What returns leave to a person to decide: listed, asked in a workbook, read back, and used."""
