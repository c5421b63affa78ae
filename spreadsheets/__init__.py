"""How every workbook of this site looks: safe cells, measured text, fonts, print set-up."""
