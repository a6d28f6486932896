"""The published catalogue in the forms that other systems read. Secret places are left out here, once for all."""
