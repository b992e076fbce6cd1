"""HTTP with manners and bounds: what :mod:`extractors.fetch` asks a publisher through."""
