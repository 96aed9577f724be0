"""指导乡镇人大: guidance visits to township congresses, deputies' homes and stations (A13)."""
