"""What the web client asks of the server when it shows one of our views."""

from lxml import etree


def specification(env, model, view_type, view_id=False):
    """Return the fields to read for a view, nested the way ``web_read`` wants them.

    :param env: of the user who looks: a view is what his groups leave of it
    :param model: technical name of the model
    :param view_type: list, kanban or form
    :return: dict of field names to what is read of them
    """
    views = env[model].get_views([(view_id, view_type)])["views"]
    return _read_arch(env[model], etree.fromstring(views[view_type]["arch"]))


def _read_arch(model, arch):
    fields = {}
    for node in arch.xpath(".//field[not(ancestor::field)]"):
        name = node.get("name")
        fields[name] = _read_field(model, model._fields[name], node)
    return fields


def _read_field(model, field, node):
    if not field.relational:
        return {}
    if field.type == "many2one":
        return {"fields": {} if _is_always_hidden(node) else {"display_name": {}}}
    comodel = model.env[field.comodel_name]
    inner = {}
    for view in node.xpath("./list | ./kanban | ./form"):
        inner |= _read_arch(comodel, view)
    if not inner and "tags" in node.get("widget", ""):
        inner = {"display_name": {}}
    return {"fields": inner} if inner else {}


def _is_always_hidden(node):
    """Whether only other fields ask for this one: the client reads no name for it."""
    hidden = node.get("invisible"), node.get("column_invisible")
    return not {"1", "True"}.isdisjoint(hidden)
