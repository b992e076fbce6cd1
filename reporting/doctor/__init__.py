"""What is wrong with this installation, each finding with its remedy."""
