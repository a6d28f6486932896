"""Encrypted columns. Values are decrypted when somebody reads the attribute, so a list decrypts nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from records import keys
from records.keys import blind_index

if TYPE_CHECKING:
    from records.models.data_key import DataKey

__all__ = [
    "EncryptedJSONField",
    "EncryptedTextField",
    "blind_index",
    "decrypt_bytes",
    "encrypt_bytes",
]

SHREDDED_TEXT = _("deleted")


def encrypt_bytes(data_key: DataKey, associated: bytes, plain: bytes) -> bytes:
    key = data_key.unwrap()
    if key is None:
        raise ValueError("The data key was shredded; nothing new can be written under it.")
    return keys.encrypt(key, plain, associated)


def decrypt_bytes(data_key: DataKey, associated: bytes, sealed: bytes) -> bytes | None:
    """None once the key was shredded."""
    key = data_key.unwrap()
    return None if key is None else keys.decrypt(key, sealed, associated)


class _Sealed:
    """What the database gave back, kept as bytes until somebody looks."""

    __slots__ = ("data",)

    def __init__(self, data: bytes) -> None:
        self.data = data


class _LazyValue:
    def __init__(self, field: EncryptedField) -> None:
        self.field = field

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None:
            return self
        values = instance.__dict__
        name = self.field.attname
        if name not in values:
            instance.refresh_from_db(fields=[name])
        value = values[name]
        if isinstance(value, _Sealed):
            value = values[name] = self.field.open(instance, value.data)
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class EncryptedField(models.BinaryField):
    """Bytes in the table, a Python value on the object. The model needs `uid` and `data_key`."""

    empty: tuple[Any, ...] = (None, "")
    # What django-stubs reads: the attribute holds the decrypted value, not bytes.
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("editable", True)
        super().__init__(*args, **kwargs)

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _LazyValue(self))

    def associated(self, instance: Any) -> bytes:
        return f"{instance._meta.db_table}:{self.column}:{instance.uid}".encode()

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return None if value is None else _Sealed(bytes(value))

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        if isinstance(value, _Sealed):
            return value.data
        return self.seal(model_instance, value)

    def seal(self, instance: Any, value: Any) -> bytes | None:
        """The bytes to store for this row; None for nothing."""
        if value in self.empty:
            return None
        return encrypt_bytes(instance.data_key, self.associated(instance), self.dump(value))

    def open(self, instance: Any, sealed: bytes) -> Any:
        plain = decrypt_bytes(instance.data_key, self.associated(instance), sealed)
        return self.shredded() if plain is None else self.load(plain)

    def value_to_string(self, obj: Any) -> str:
        raise NotImplementedError("Encrypted columns are not serialised.")

    def dump(self, value: Any) -> bytes:
        raise NotImplementedError

    def load(self, plain: bytes) -> Any:
        raise NotImplementedError

    def shredded(self) -> Any:
        raise NotImplementedError


class EncryptedTextField(EncryptedField):
    def dump(self, value: Any) -> bytes:
        return str(value).encode()

    def load(self, plain: bytes) -> str:
        return plain.decode()

    def shredded(self) -> str:
        return str(SHREDDED_TEXT)


class EncryptedJSONField(EncryptedField):
    empty = (None,)

    def dump(self, value: Any) -> bytes:
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":")).encode()

    def load(self, plain: bytes) -> Any:
        return json.loads(plain)

    def shredded(self) -> dict[str, Any]:
        return {}
