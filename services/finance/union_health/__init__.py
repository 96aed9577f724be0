"""健康体检: arranged every year; that somebody went is recorded, what was found never (A23)."""
