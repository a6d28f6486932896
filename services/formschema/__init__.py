from services.formschema.conditions import holds
from services.formschema.fields import StepForm, build_form
from services.formschema.published import schema_of
from services.formschema.schema import Condition, FormSchema, Question, SchemaError, Step, parse

__all__ = [
    "Condition",
    "FormSchema",
    "Question",
    "SchemaError",
    "Step",
    "StepForm",
    "build_form",
    "holds",
    "parse",
    "schema_of",
]
