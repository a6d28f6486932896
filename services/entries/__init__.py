from services.entries.kind import Kind
from services.entries.kinds import KINDS, SECTIONS
from services.entries.problems import InvalidEntry, Problem

__all__ = ["KINDS", "SECTIONS", "InvalidEntry", "Kind", "Problem"]
