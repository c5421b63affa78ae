"""The contents of a workbook or bulletin, as plain values that are stored for years."""
