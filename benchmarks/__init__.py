"""Speed, always as a ratio to a peer measured in the same run on the same machine."""
