import ast
import inspect
import textwrap

from odoo.tests import TransactionCase, tagged

OURS = "odoo.addons.crm_extended.models."


@tagged("post_install", "-at_install")
class TestPublicMethods(TransactionCase):
    """Every public method can be called from outside, so it is made for that."""

    def test_they_return_something(self):
        """XML-RPC can't send None: the caller would read of a failure."""
        for name, function in self._get_public_methods():
            with self.subTest(name):
                self.assertTrue(
                    self._has_result(self._parse(function).body),
                    "The method may end without a result",
                )

    def test_they_are_described(self):
        """What is new to Odoo says in a docstring what it does."""
        for name, function in self._get_public_methods():
            if name.rpartition(".")[2].startswith("action_"):
                with self.subTest(name):
                    self.assertTrue(inspect.getdoc(function))

    def _get_public_methods(self):
        """Return the public methods of this addon by names to find them again."""
        classes = {
            cls
            for model in self.env.registry.values()
            for cls in model.mro()
            if cls.__module__.startswith(OURS)
        }
        methods = {
            f"{cls.__module__.removeprefix(OURS)}.{name}": function
            for cls in classes
            for name, function in vars(cls).items()
            if inspect.isfunction(function) and not name.startswith("_")
        }
        self.assertGreater(len(methods), 30)
        return sorted(methods.items())

    def _has_result(self, body):
        last = body[-1]
        if isinstance(last, ast.With):
            return self._has_result(last.body)
        if isinstance(last, ast.Try):
            ways = [last.body, *(handler.body for handler in last.handlers)]
            return all(self._has_result(way) for way in ways)
        returns = isinstance(last, ast.Return) and last.value is not None
        return returns or isinstance(last, ast.Raise)

    def _parse(self, function):
        [tree] = ast.parse(textwrap.dedent(inspect.getsource(function))).body
        return tree
