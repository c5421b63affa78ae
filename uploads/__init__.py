"""What files are taken, what they are by their bytes, and how they are stored whole."""
