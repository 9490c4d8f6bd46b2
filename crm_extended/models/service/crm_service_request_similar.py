from odoo import api, fields, models
from odoo.addons.crm_extended.models.knowledge.crm_question_search import SearchVector
from odoo.addons.crm_extended.models.service.crm_service_request_sla import INTERNAL
from odoo.addons.crm_extended.tools import text_index
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import html2plaintext

SHOWN = 5


class CrmServiceRequest(models.Model):
    """What solved the same before: closed requests whose resolution was written down.

    ``search_vector`` holds the words of those alone. It stays small, and nothing else
    is ever found.
    """

    _name = "crm.service.request"
    _inherit = ["crm.service.request", "crm.question.search"]

    search_vector = SearchVector(
        compute="_compute_search_vector",
        store=True,
        prefetch=False,
        exportable=False,
        copy=False,
        groups=fields.NO_ACCESS,
    )
    similar_request_ids = fields.Many2many(
        "crm.service.request",
        string="Similar Solved Requests",
        compute="_compute_similar_request_ids",
        groups=INTERNAL,
        help="Solved requests with the rarest words of the subject and the description."
        " Those without a written resolution are left out.",
    )

    _search_vector_idx = models.Index(
        "USING gin (search_vector) WITH (fastupdate = off)"
        " WHERE search_vector IS NOT NULL"
    )

    @api.depends("name", "description", "resolution", "closed_at", "merged_into_id")
    def _compute_search_vector(self):
        for request in self:
            request.search_vector = request._is_solution() and text_index.index_vector(
                [
                    ("A", request.name or ""),
                    ("B", html2plaintext(request.description or "")),
                    ("C", request.resolution),
                ]
            )

    # each sees those that he may read
    @api.depends_context("uid")
    @api.depends("name", "description", "company_id")
    def _compute_similar_request_ids(self):
        for request in self:
            domain = Domain("company_id", "=", request.company_id.id)
            domain &= Domain("id", "!=", request._origin.id)
            question = request._get_article_question()
            found, _weights = self._find_by_question(question, domain)
            request.similar_request_ids = self.browse(found[:SHOWN])

    def action_copy_solution(self):
        """Take over cause and resolution for the request ``active_request_id``.

        What is written there stays: the resolution is added to it.

        :return: True
        :raise UserError: when there is nothing to take over, or no request to do so
        """
        self.ensure_one()
        self.check_access("read")
        request_id = self.env.context.get("active_request_id")
        request = self.browse(request_id or []).exists()
        if message := self._copy_error_message(request):
            raise UserError(message)
        values = {}
        own, theirs = (request.resolution or "").strip(), self.resolution.strip()
        if theirs not in own:
            values["resolution"] = "\n".join(filter(None, (own, theirs)))
        if not request.cause_id and self.cause_id.active:
            values["cause_id"] = self.cause_id.id
        return request.write(values)

    def _copy_error_message(self, request):
        """Return why the solution can't be taken over by a request, or None."""
        if not request:
            return self.env._("Save the request first, then take the solution over.")
        if not self._is_solution():
            return self.env._(
                "Request %s has no resolution that could be taken over.", self.number
            )
        return None

    def _is_solution(self):
        """Whether one may read here what solved a request."""
        is_solved = self.closed_at and not self.merged_into_id
        return bool(is_solved and (self.resolution or "").strip())
