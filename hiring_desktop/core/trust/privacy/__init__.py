"""What a person may ask for about themselves, and for how long anything is kept."""
