"""The only place that knows the workbook file format and its libraries."""
