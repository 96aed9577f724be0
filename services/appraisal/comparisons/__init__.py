"""记分卡比较: two scorecards side by side, dimension by dimension and rule by rule."""
