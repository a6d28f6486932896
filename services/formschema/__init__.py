from services.formschema.conditions import holds, unanswered
from services.formschema.fields import StepForm, build_form
from services.formschema.parsing import parse, parse_question
from services.formschema.published import schema_of
from services.formschema.schema import Condition, FormSchema, Question, SchemaError, Step

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
    "parse_question",
    "schema_of",
    "unanswered",
]
