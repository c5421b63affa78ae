"""What a workbook or a bulletin says, as plain values that can be kept for years."""
