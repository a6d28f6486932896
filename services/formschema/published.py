from services.formschema.parsing import parse
from services.formschema.schema import FormSchema
from services.models import FormStatus, FormVersion

_KEPT: dict[int, FormSchema] = {}


def schema_of(pk: int) -> FormSchema:
    """A form version's schema, read once a process: what was published never changes. A draft is read anew."""
    if pk not in _KEPT:
        version = FormVersion.objects.get(pk=pk)
        schema = parse(version.schema)
        if version.status == FormStatus.DRAFT:
            return schema
        _KEPT[pk] = schema
    return _KEPT[pk]
