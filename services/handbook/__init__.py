"""The handbook (N16): what an edition says is frozen first, then drawn as pages for paper and as one page of the web."""
