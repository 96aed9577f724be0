"""A stocktaking counts as nothing: no article makes it a part of a department's score (A34)."""

from services.finance.stocktaking import events as e

Silent = e.StocktakingOpened | e.AssetCounted | e.DifferenceExplained | e.StocktakingClosed
