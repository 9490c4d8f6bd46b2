from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import is_html_empty


class CrmArticle(models.Model):
    """An answer that is written once, for customers or for agents alone."""

    _name = "crm.article"
    _description = "Article"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(
        string="Title", required=True, translate=True, tracking=True, index="trigram"
    )
    body = fields.Html(string="Text", translate=True, sanitize_style=True)
    attachment_ids = fields.Many2many(
        "ir.attachment",
        string="Attachments",
        bypass_search_access=True,
        copy=False,
        help="Shown below the text, to whoever may read the article.",
    )
    active = fields.Boolean(default=True, tracking=True)

    # Where it belongs
    sequence = fields.Integer(default=10)
    category_id = fields.Many2one(
        "crm.article.category", ondelete="restrict", tracking=True, index=True
    )
    tag_ids = fields.Many2many("crm.article.tag", string="Tags")
    product_tmpl_ids = fields.Many2many(
        "product.template",
        string="Products",
        check_company=True,
        help="The article is offered first for requests about these products.",
    )
    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self.env.company,
        tracking=True,
        help="Empty: the article is for all companies.",
    )

    # Who writes it, and who reads it
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
        index="btree_not_null",
        help="Keeps the article true.",
    )
    audience = fields.Selection(
        [("public", "Everybody"), ("customers", "Customers"), ("agents", "Agents")],
        default="agents",
        required=True,
        tracking=True,
        help="Everybody: without a login, in the published help centre.\n"
        "Customers: in the help centre, after logging in.\n"
        "Agents: employees only; it is never sent to a customer.",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("published", "Published")],
        string="Status",
        default="draft",
        required=True,
        copy=False,
        tracking=True,
    )
    published_at = fields.Datetime(
        string="Published On",
        compute="_compute_published_at",
        store=True,
        precompute=True,
        copy=False,
    )

    @api.depends("state")
    def _compute_published_at(self):
        now = fields.Datetime.now()
        for article in self:
            is_published = article.state == "published"
            article.published_at = is_published and (article.published_at or now)

    @api.constrains("state", "body")
    def _check_published(self):
        # here and not in the button alone: imports publish as well
        for article in self.filtered(lambda article: article.state == "published"):
            if message := article._publish_error_message():
                raise ValidationError(message)

    @api.model_create_multi
    def create(self, vals_list):
        articles = super().create(vals_list)
        articles._adopt_attachments()
        return articles

    def write(self, vals):
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._adopt_attachments()
        return result

    def copy_data(self, default=None):
        vals_list = super().copy_data(default=default)
        for article, vals in zip(self, vals_list, strict=True):
            vals["name"] = (default or {}).get("name") or self.env._(
                "%s (copy)", article.name
            )
        return vals_list

    def action_publish(self):
        """Show the articles to their audience."""
        drafts = self.filtered(lambda article: article.state == "draft")
        drafts.write(drafts._prepare_publish_values())
        drafts._after_publish()
        return True

    def action_unpublish(self):
        """Take the articles back, to work on them."""
        return self.write({"state": "draft"})

    def _publish_error_message(self):
        """Return why the article can't be published, or False where it can."""
        self.ensure_one()
        if is_html_empty(self.body):
            return self.env._(
                "“%s” has no text yet: write the answer before you publish it.",
                self.name,
            )
        return False

    def _prepare_publish_values(self):
        """Return what publishing writes on all articles alike."""
        return {"state": "published"}

    def _after_publish(self):
        """Do what follows once the articles are published: a hook."""

    def _adopt_attachments(self):
        """Let an uploaded file be read by whoever may read its article."""
        for article in self:
            strays = article.attachment_ids.filtered(lambda file: not file.res_id)
            strays.write({"res_model": self._name, "res_id": article.id})
