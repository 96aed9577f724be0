"""试算工作台: a policy turned at its screws, with every department's score at once. Touches nothing."""
