from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

LENGTHS = {"score": 10, "comment": 20_000}


class OpinionPages(http.Controller):
    """The page on which who was asked answers, and the one to never be asked again.

    Nothing but a POST changes anything: mail scanners open every link. The secret in
    the address alone gives the right to it, no session does: there is nothing for a
    forged request to ride on, so there is no CSRF token, and no cookie is needed.
    What never was a link and what no longer is one get the same answer.
    """

    @http.route(
        "/opinion/<string:token>",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        website=True,
        csrf=False,
    )
    def opinion(self, token, score="", **post):
        """Show the question, or record the answer to it."""
        answer = self._find("_find_open", token)
        if not answer:
            return self._refuse()
        if request.httprequest.method != "POST":
            return self._render(answer, {"score": score[: LENGTHS["score"]]})
        entered = self._read({"score": score} | post)
        try:
            is_taken = answer._take(entered)
        except UserError as problem:
            return self._render(answer, entered, error=str(problem), status=400)
        if not is_taken:
            return self._render(answer, entered, is_late=True, status=409)
        return request.redirect(f"/opinion/{token}", code=303)

    @http.route(
        "/opinion/<string:token>/stop",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        website=True,
        csrf=False,
    )
    def opinion_stop(self, token, **post):
        """Offer never to ask again, or see to it; also long after the question."""
        answer = self._find("_find_by_token", token)
        if not answer:
            return self._refuse()
        is_done = request.httprequest.method == "POST"
        if is_done:
            answer.partner_id._crm_refuse_opinions()
        values = answer._prepare_page_values() | {"is_done": is_done}
        return request.render("crm_extended.opinion_stop", values)

    def _find(self, method, token):
        # sudo: who has the link has no other right; pages show prepared values only
        Answer = request.env["crm.survey.answer"].sudo()
        answer = getattr(Answer, method)(token)
        if answer:
            request.update_context(lang=answer._get_lang())
        return answer.with_context(lang=request.env.lang)

    def _read(self, post):
        """Return the known texts of the form, and nothing else that was sent."""
        return {
            name: str(post.get(name) or "").replace("\0", "")[:length]
            for name, length in LENGTHS.items()
        }

    def _render(self, answer, entered, error=None, is_late=False, status=200):
        values = answer._prepare_page_values()
        values |= {"entered": entered, "error": error, "is_late": is_late}
        return request.render("crm_extended.opinion", values, status=status)

    def _refuse(self):
        return request.render("crm_extended.opinion_refused", status=404)
