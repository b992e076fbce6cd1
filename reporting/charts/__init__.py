"""Charts: their shapes as Vega-Lite, one look for the site, pictures and reports."""
