"""Between a vector's JSON, where a float stands as its 64 bits, and the classes of the generated module."""

import enum
import inspect
import re
import struct
import sys
import types
import typing


class Unbuildable(Exception):
    """A value that the type of the argument cannot hold: the language itself refuses it."""


def snake(name):
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def camel(name):
    # A field that Python reserves, such as "from", has an underline before it.
    head, *rest = name.lower().strip("_").split("_")
    return head + "".join(word.capitalize() for word in rest)


def float_of(bits):
    return struct.unpack(">d", bytes.fromhex(bits))[0]


def bits_of(value):
    return struct.pack(">d", value).hex()


def parameters(function):
    """Returns the types of a callable's parameters, by name."""
    hints = typing.get_type_hints(function)
    return {name: hint for name, hint in hints.items() if name != "return"}


def build(json, hint, call):
    """Makes an argument of type `hint`; `call(function, arguments)` answers the nested calls."""
    options = [option for option in typing.get_args(hint) if option not in (object, types.NoneType)]
    if typing.get_origin(hint) is typing.Union:
        return None if json is None else build(json, union_member(options), call)
    if isinstance(json, dict) and "$call" in json:
        return call(json["$call"], json["in"])
    if typing.get_origin(hint) in (list, typing.List):
        items = [{"f64": bits} for bits in json["f64s"]] if isinstance(json, dict) and "f64s" in json else json
        if not isinstance(items, list):
            raise Unbuildable(f"{items!r} is not a list")
        return [build(item, options[0], call) for item in items]
    if hint is float:
        if not (isinstance(json, dict) and "f64" in json):
            raise Unbuildable(f"{json!r} is not a float")
        return float_of(json["f64"])
    if hint is bytes:
        if not (isinstance(json, dict) and "bytes" in json):
            raise Unbuildable(f"{json!r} is not bytes")
        return bytes.fromhex(json["bytes"])
    if hint in (bool, int, str):
        if type(json) is not hint:
            raise Unbuildable(f"{json!r} is not of type {hint.__name__}")
        return json
    return build_named(json, hint, call)


def union_member(options):
    if len(options) == 1:
        return options[0]
    return typing.Union[tuple(options)]


def build_named(json, hint, call):
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        name = snake(json).upper().replace(".", "_") if isinstance(json, str) else None
        if name not in hint.__members__:
            raise Unbuildable(f"{json!r} is not one of {hint.__name__}")
        return hint[name]
    if not isinstance(json, dict):
        raise Unbuildable(f"{json!r} is not a {hint.__name__}")
    fields = dict(json)
    if "kind" not in json and is_choice(hint):
        return build_choice(json, hint, call)
    target = getattr(hint, variant_name(fields.pop("kind"))) if "kind" in json else hint
    return build_fields(fields, hint, target, call)


def variant_name(name):
    """The name of a variant's class: "aaveV3" is "AAVE_V3"."""
    return snake(name).upper()


def is_choice(hint):
    """Says whether a generated class is an enumeration with data: it has a nested class per variant."""
    return any(isinstance(inner, type) and issubclass(inner, hint) for inner in vars(hint).values())


def build_choice(json, hint, call):
    """A choice that carries data: an object with the choice as its one key."""
    if len(json) != 1:
        raise Unbuildable(f"{json!r} is not one choice of {hint.__name__}")
    (name, content), = json.items()
    target = getattr(hint, variant_name(name), None)
    if target is None:
        raise Unbuildable(f"{name} is not one of {hint.__name__}")
    if "values" in inspect.signature(target.__init__).parameters:
        return target(build(content, unnamed_type(hint, variant_name(name)), call))
    return build_fields(content, hint, target, call)


def unnamed_type(hint, variant):
    """The type of a variant's one unnamed value. The generated class does not say it; the module's own reader does."""
    module = sys.modules[hint.__module__]
    reader = inspect.getsource(getattr(module, f"_UniffiFfiConverterType{hint.__name__}").read)
    return getattr(module, re.search(rf"\.{variant}\(\s*_UniffiFfiConverterType(\w+)\.read", reader)[1])


def build_fields(fields, hint, target, call):
    """Makes a record, or a variant with named fields."""
    hints = parameters(target.__init__)
    arguments = {}
    # By the names as the vectors spell them: "logRv24" does not tell where the digits were parted.
    names = {camel(field): field for field in hints}
    for name, value in fields.items():
        if name not in names:
            raise Unbuildable(f"{hint.__name__} has no field {name}")
        arguments[names[name]] = build(value, hints[names[name]], call)
    try:
        return target(**arguments)
    except TypeError as error:
        raise Unbuildable(str(error)) from error


def plain(value):
    """Writes a value of the generated module in the form in which two results are compared."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return ("f64", bits_of(value))
    if isinstance(value, bytes):
        return ("bytes", value.hex())
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, enum.Enum):
        return value.name.lower().replace("_", ".") if re.fullmatch(r"V\d+_\d+", value.name) else camel(value.name)
    fields = {camel(name): plain(field) for name, field in vars(value).items() if field is not None}
    # A variant that carries data is a class named "Enumeration.VARIANT".
    choice, dot, variant = type(value).__name__.partition(".")
    if choice in BY_KEY:
        return {camel(variant): fields["values"][0] if "values" in fields else fields}
    if dot:
        fields["kind"] = camel(variant)
    return fields


# The choices that are written as an object with the choice as its one key: those that are also passed in.
BY_KEY = {"Position", "Action", "Auction", "HoldingState", "MakerPriceCurve", "MaximumStep"}


def expected(json):
    """Reads an expected result into the same form."""
    if isinstance(json, dict):
        if "f64" in json:
            return ("f64", json["f64"])
        if "f64s" in json:
            return [("f64", bits) for bits in json["f64s"]]
        if "bytes" in json:
            return ("bytes", json["bytes"])
        return {name: expected(value) for name, value in json.items() if value is not None}
    return [expected(item) for item in json] if isinstance(json, list) else json


def first_difference(wanted, got, path="the answer"):
    """Says where two results first differ; nothing when they are equal."""
    if wanted == got:
        return None
    if type(wanted) is type(got):
        if isinstance(wanted, dict) and wanted.keys() == got.keys():
            return next(filter(None, (first_difference(wanted[key], got[key], f"{path}.{key}") for key in wanted)))
        if isinstance(wanted, list) and len(wanted) == len(got):
            return next(filter(None, (first_difference(a, b, f"{path}[{at}]") for at, (a, b) in enumerate(zip(wanted, got)))))
        if isinstance(wanted, tuple) and wanted[0] == got[0] == "out":
            return first_difference(wanted[1], got[1], path)
    return f"{path}: expected {wanted}, got {got}"
