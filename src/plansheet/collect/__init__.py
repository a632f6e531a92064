"""From what a workbook holds to what the service said: pure, the inverse of `generate`."""
