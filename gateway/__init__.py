"""The one door: identity, routes made from operations, live stream, pages."""
