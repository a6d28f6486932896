from __future__ import annotations

from uuid import UUID, uuid4

from django.db import models

from records.models.data_key import DataKey

# What `only()` names so that the encrypted columns of a row can be opened.
DATA_KEY = tuple(f"data_key__{name}" for name in ("uid", "wrapped", "kek_id"))


class UidModel(models.Model):
    """Everything that is named outside the database is named by its uid; integer keys stay inside."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


class SealedModel(UidModel):
    """A row with encrypted columns. Scopes join `data_key`, so that reading costs no further query."""

    data_key = models.ForeignKey(DataKey, models.PROTECT, related_name="+", editable=False)

    class Meta:
        abstract = True

    uid: models.UUIDField[UUID, UUID]
