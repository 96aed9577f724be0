"""The product's services in a shape that can die at an exact point: named in a roster in their place."""
