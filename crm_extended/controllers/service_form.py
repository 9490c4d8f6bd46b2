import time
from pathlib import PurePath

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.addons.crm_extended.controllers.portal import ServicePortal
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request
from odoo.tools import email_normalize
from odoo.tools.misc import hash_sign, verify_hash_signed

FILE_TYPES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".heic")
FILE_TYPES += (".pdf", ".txt", ".csv", ".docx", ".xlsx", ".mp4")
FILE_COUNT = 5
FILE_BYTES = 10 * 1024 * 1024
LENGTHS = {"name": 200, "text": 20_000, "partner_name": 100, "email": 200, "phone": 40}
POSTS, POSTS_SECONDS = 20, 600
FILL_SECONDS = 3
FORM_HOURS = 24
SCOPE = "crm.service.form"


class ServiceForm(ServicePortal):
    """The forms by which customers and strangers open a request, and its closing."""

    @http.route(
        "/my/requests/new",
        type="http",
        auth="user",
        methods=["GET", "POST"],
        website=True,
    )
    def portal_new_service_request(self, **post):
        """Open a request of the logged-in customer, whatever else is sent along."""
        entered, error = {}, None
        if request.httprequest.method == "POST":
            entered = self._read_service_form(post, ("name", "text"))
            try:
                return self._open_own_request(entered)
            except UserError as problem:
                error = str(problem)
        values = {"entered": entered, "error": error, "page_name": "service_request"}
        values = self._prepare_portal_layout_values() | values
        return request.render("crm_extended.portal_new_service_request", values)

    def _open_own_request(self, entered):
        self._check_service_form(entered, ("name", "text"))
        user = request.env.user
        team = request.env.company.sudo().crm_service_team_id
        # sudo: customers have no right to create; they choose none of the values
        Request = request.env["crm.service.request"].sudo()
        values = {
            "name": entered["name"],
            "text": entered["text"],
            "partner_id": user.partner_id.id,
            "team_id": team.id,
        }
        opened = Request._open_from_web(values, self._read_service_files())
        return request.redirect(f"/my/requests/{opened.id}?new=1")

    @http.route(
        "/my/requests/<int:request_id>/close",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    def portal_close_service_request(self, request_id, access_token=None, **post):
        """Close a request because its customer, or who holds its link, says so."""
        try:
            service_request = self._document_check_access(
                "crm.service.request", request_id, access_token
            )
        except (AccessError, MissingError) as error:
            return self._refuse_document(error, "crm.service.request", request_id)
        service_request._close_from_web()
        return request.redirect(service_request.get_portal_url())

    @http.route(
        "/service/<string:key>",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        website=True,
        captcha="crm_service_form",
    )
    def service_form(self, key, **post):
        """Show the public form of a team, or open a request with what was entered."""
        team = request.env["crm.service.team"]._find_published(key)
        if not team:
            raise NotFound()
        entered, error = {}, None
        if request.httprequest.method == "POST":
            if not self._is_within_limit():
                return request.render("crm_extended.service_form_refused", status=429)
            entered = self._read_service_form(post, LENGTHS)
            try:
                return self._open_public_request(team, entered, post)
            except UserError as problem:
                error = str(problem)
        values = {
            "team_name": team.name,
            "entered": entered,
            "error": error,
            "opened": self._sign_opening(team),
        }
        return request.render("crm_extended.service_form", values)

    def _is_within_limit(self):
        address = request.httprequest.remote_addr
        limits = request.env["crm.rate.limit"]
        return limits._is_allowed(SCOPE, address, POSTS, POSTS_SECONDS)

    def _open_public_request(self, team, entered, post):
        self._check_person(team, post)
        self._check_service_form(entered, ("name", "text", "partner_name"))
        if not email_normalize(entered["email"]) and not entered["phone"]:
            message = request.env._("Give an e-mail address or a phone number.")
            raise UserError(message)
        # sudo: a visitor has no rights; the values are those of the form alone
        Request = request.env["crm.service.request"].sudo()
        Request = Request.with_company(team.company_id)
        values = {
            "name": entered["name"],
            "text": entered["text"],
            "partner_name": entered["partner_name"],
            "email_from": entered["email"],
            "phone": entered["phone"],
            "team_id": team.id,
        }
        opened = Request._open_from_web(values, self._read_service_files())
        query = f"access_token={opened.access_token}&new=1"
        return request.redirect(f"/my/requests/{opened.id}?{query}")

    def _sign_opening(self, team):
        values = [team.id, int(time.time())]
        return hash_sign(
            request.env(su=True), SCOPE, values, expiration_hours=FORM_HOURS
        )

    def _check_person(self, team, post):
        """Refuse what no person does: fill a hidden field, or write within a blink."""
        opened = post.get("opened") or ""
        try:
            signed = verify_hash_signed(request.env(su=True), SCOPE, opened)
        except (ValueError, IndexError, OverflowError):
            signed = None
        is_early = not signed or signed[0] != team.id
        is_early = is_early or time.time() - signed[1] < FILL_SECONDS
        if post.get("homepage") or is_early:
            message = request.env._("This was too fast. Please send it once more.")
            raise UserError(message)

    def _read_service_form(self, post, names):
        """Return the known texts of the form, and nothing else that was sent."""
        return {
            name: str(post.get(name) or "").replace("\0", "").strip()[: LENGTHS[name]]
            for name in names
        }

    def _check_service_form(self, entered, required):
        if not all(entered[name] for name in required):
            raise UserError(request.env._("Please fill in every field marked."))

    def _read_service_files(self):
        """Return the uploaded files as names and bytes; too much of it is refused."""
        uploads = request.httprequest.files.getlist("attachments")
        uploads = [upload for upload in uploads if upload.filename]
        if len(uploads) > FILE_COUNT:
            raise UserError(request.env._("Send at most %s files.", FILE_COUNT))
        return [(upload.filename, self._read_file(upload)) for upload in uploads]

    def _read_file(self, upload):
        if PurePath(upload.filename).suffix.lower() not in FILE_TYPES:
            message = request.env._(
                "%s is not a kind of file we take.", upload.filename
            )
            raise UserError(message)
        content = upload.stream.read(FILE_BYTES + 1)
        if len(content) > FILE_BYTES:
            message = request.env._("%s is larger than 10 MB.", upload.filename)
            raise UserError(message)
        return content
