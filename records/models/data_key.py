from __future__ import annotations

from uuid import UUID, uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from records import keys


class DataKeyManager(models.Manager["DataKey"]):
    def build_for(self, kind: str, owner_uid: UUID) -> DataKey:
        """A new key, not yet saved."""
        uid = uuid4()
        kek_id, wrapped = keys.wrap(keys.new_key(), uid)
        return DataKey(uid=uid, owner_kind=kind, owner_uid=owner_uid, wrapped=wrapped, kek_id=kek_id)

    def create_for(self, kind: str, owner_uid: UUID) -> DataKey:
        key = self.build_for(kind, owner_uid)
        key.save()
        return key


class DataKey(models.Model):
    """The key of one person's or one application's data, wrapped by a key-encryption key.

    Shredding empties `wrapped`: whatever it encrypted, in backups too, can never be read again.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    owner_kind = models.CharField(_("kind of owner"), max_length=40)
    owner_uid = models.UUIDField(_("owner"))
    wrapped = models.BinaryField(null=True, editable=False)
    kek_id = models.CharField(_("key-encryption key"), max_length=40)
    created_at = models.DateTimeField(auto_now_add=True)
    shredded_at = models.DateTimeField(null=True, blank=True)

    objects = DataKeyManager()

    class Meta:
        verbose_name = _("data key")
        verbose_name_plural = _("data keys")
        indexes = [models.Index(fields=["owner_kind", "owner_uid"], name="data_key_owner")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(wrapped__isnull=False) | models.Q(shredded_at__isnull=False),
                name="a_key_is_wrapped_or_shredded",
            )
        ]

    def __str__(self) -> str:
        return str(self.uid)

    def unwrap(self) -> bytes | None:
        """The 32 bytes, or None once shredded."""
        return None if self.wrapped is None else keys.unwrap(self.kek_id, bytes(self.wrapped), self.uid)
