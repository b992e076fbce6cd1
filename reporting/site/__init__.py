"""The site: every chart and table leads down to the figure in its document."""
