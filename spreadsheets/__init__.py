"""Write the site's workbooks and read uploaded ones; knows nothing of Django."""
