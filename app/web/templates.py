"""Jinja, without what it does twice for each of the thousand things that a page of ours puts out."""

from collections.abc import Callable, MutableMapping
from types import FunctionType, MethodType
from typing import Any

from flask.templating import Environment
from jinja2 import nodes, pass_eval_context
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context, Macro

# No public name gives escaped words without making Markup of them, which takes ten times as long.
from markupsafe import Markup, _escape_inner, escape  # type: ignore[attr-defined]

_PLAIN = (FunctionType, MethodType)
_WITH_EVALUATION = pass_eval_context(lambda _evaluation: None).jinja_pass_arg  # type: ignore[attr-defined]


def shown(value: object) -> str:
    """Return what a page shows of a value, escaped unless it is markup: what `escape` does, without making markup of it."""
    kind = type(value)
    if kind is str:
        return _escape_inner(value)  # type: ignore[arg-type]
    if kind is int:
        return str(value)
    return value if kind is Markup else escape(value)  # type: ignore[return-value]


class _Generator(CodeGenerator):
    """Writes `shown(...)` where Jinja writes `escape(...)`."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.shown(")


class _Context(Context):
    """Calls functions, methods and macros at once; Jinja looks first, three times over, at what they want to be given."""

    def call(
        self,
        act: Callable[..., Any],
        /,
        *given: Any,
        _loop_vars: Any = None,
        _block_vars: Any = None,
        **named: Any,
    ) -> Any:
        wants = getattr(act, "jinja_pass_arg", None)
        if type(act) is Macro or wants is _WITH_EVALUATION:
            return act(self.eval_ctx, *given, **named)
        if wants is None and type(act) in _PLAIN:
            return act(*given, **named)
        return super().call(act, *given, _loop_vars=_loop_vars, _block_vars=_block_vars, **named)


class Templates(Environment):
    """The templates of the program."""

    code_generator_class = _Generator
    context_class = _Context
    shown = staticmethod(shown)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return what every template knows, in one dictionary: it is copied whenever a template includes another."""
        return {**self.globals, **(d or {})}
