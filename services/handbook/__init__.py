"""The handbook (N16): what an edition says is frozen first, then drawn for paper and as one page of the web."""
