"""In which days and steps a shop is looked at."""
