"""事实台账: what other services' events mean for the appraisal. Filled from events only, never by hand."""
