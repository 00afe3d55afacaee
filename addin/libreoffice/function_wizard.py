"""What Calc's function wizard shows of the functions, from their declarations.

Calc lists add-ins there, and no macros. So an add-in is declared, by types and texts, that is looked at and never
asked: each of its names ends with a space, which Calc drops where it reads the name in a formula. What it finds then is
the macro, whether the wizard wrote the formula or anybody else.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from addin.libreoffice.profile import IDENTIFIER
from udfs import FUNCTIONS, WorksheetFunction
from udfs.readers import Anything
from udfs.worksheet_function import Parameter, as_written

_SERVICE = f"{IDENTIFIER}.Wizard"


def types() -> str:
    """An interface with a method for each function, in UNO's language of types: which arguments there are."""
    modules = IDENTIFIER.split(".")
    opening = " ".join(f"module {module} {{" for module in modules)
    methods = "\n".join(map(_method, FUNCTIONS))
    interface = f"interface XFunctions : com::sun::star::uno::XInterface {{\n{methods}\n}};"
    return f"{opening}\n{interface}\n{' '.join('};' for _ in modules)}\n"


def _method(declaration: WorksheetFunction) -> str:
    arguments = ", ".join(f"[in] {_type(parameter)} {name}" for name, parameter in _arguments(declaration))
    return f"  any {declaration.name}({arguments});"


def _type(parameter: Parameter) -> str:
    """The type by which the wizard tells whether an argument is needed, or may be repeated."""
    if isinstance(parameter.reader, Anything):
        return "sequence<any>"
    return "sequence< sequence<any> >" if parameter.required else "any"


def _arguments(declaration: WorksheetFunction) -> Iterator[tuple[str, Parameter]]:
    """The arguments by names that the language takes, and that stay in order where they are sorted."""
    return ((f"a{position:02}", parameter) for position, parameter in enumerate(declaration.parameters))


def texts() -> str:
    """The names, descriptions and arguments, as Calc's configuration holds them."""
    functions = "".join(map(_function, FUNCTIONS))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<oor:component-data xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" oor:name="CalcAddIns" oor:package="org.openoffice.Office">'
        f'<node oor:name="AddInInfo"><node oor:name="{_SERVICE}" oor:op="replace"><node oor:name="AddInFunctions">'
        f"{functions}</node></node></node></oor:component-data>\n"
    )


def _function(declaration: WorksheetFunction) -> str:
    arguments = "".join(
        f'<node oor:name="{name}" oor:op="replace">'
        f"{_text('DisplayName', parameter.name)}{_text('Description', _plain(parameter.help))}</node>"
        for name, parameter in _arguments(declaration)
    )
    return (
        f'<node oor:name="{declaration.name}" oor:op="replace">'
        f"{_text('DisplayName', declaration.name + ' ')}{_text('Description', _description(declaration))}"
        '<prop oor:name="Category"><value>Add-In</value></prop>'
        f'<node oor:name="Parameters">{arguments}</node></node>\n'
    )


def _description(declaration: WorksheetFunction) -> str:
    """What it answers and takes: the wizard has no fields for the arguments of a name that ends with a space."""
    arguments = (f"{as_written(parameter)}: {_plain(parameter.help)}" for parameter in declaration.parameters)
    return "\n".join((_plain(declaration.summary), *arguments))


def _plain(text: str) -> str:
    return " ".join(text.replace("`", "").split())


def _text(name: str, text: str) -> str:
    return f'<prop oor:name="{name}"><value xml:lang="en">{escape(text)}</value></prop>'
