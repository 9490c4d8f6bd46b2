from odoo import api, models
from odoo.addons.crm_extended.tools.timeline import Party, Place, Source
from odoo.exceptions import AccessError


class ResPartner(models.Model):
    """All that happened with a customer and its contacts, in one list."""

    _inherit = "res.partner"

    def crm_get_timeline(self, kinds=None, after=None):
        """Return a page of what happened with a customer, or with a contact alone.

        :param list kinds: names of the kinds to show, all where empty
        :param str after: ``next`` of the page before, nothing for the first page
        :return: ``events``, newest first, each with ``kind``, ``date``, ``title``,
            ``model`` and ``res_id`` of what it opens, and where they are known
            ``text``, ``amount``, ``currency``, ``state`` and ``person``; ``next``,
            False on the last page; ``kinds``, those that there are for the user;
            ``can_log``, whether he may log an interaction
        :raise AccessError: the user may not read the contact, or is a customer
        """
        self.ensure_one()
        self.check_access("read")
        if not self.env.user._is_internal():
            raise AccessError(self.env._("The timeline is for those who work here."))
        party = self._crm_get_timeline_party()
        sources = self._crm_get_readable_sources(party)
        place = Place.from_text(after) if after else None
        events, rest = self.env["crm.timeline"]._read_page(party, sources, kinds, place)
        return {
            "events": [self._crm_format_event(event) for event in events],
            "next": rest.to_text() if rest else False,
            "kinds": self._crm_get_timeline_kinds(sources),
            "can_log": self.env["crm.interaction"].has_access("create"),
        }

    @api.model
    def _crm_get_timeline_sources(self, party):
        """Return the ``Source`` s of the timeline of a ``Party``.

        To be extended by what else happens to a customer: of what happened in one
        moment, the later source comes first.
        """
        return [
            *self._crm_get_talk_sources(party),
            *self._crm_get_sale_sources(party),
            *self._crm_get_stock_sources(party),
            *self._crm_get_account_sources(party),
        ]

    def _crm_get_talk_sources(self, party):
        icons = {"phone": "fa-phone", "wechat": "fa-weixin", "wecom": "fa-comments"}
        return [
            Source(
                kind="interaction",
                label=self.env._("Calls and Meetings"),
                icon="fa-comments-o",
                model="crm.interaction",
                domain=party.domain(),
                date="date_start",
                text="note",
                state="channel",
                person="user_id.partner_id.name",
                options={name: {"icon": icon} for name, icon in icons.items()},
            ),
        ]

    def _crm_get_sale_sources(self, party):
        return [
            Source(
                kind="lead",
                label=self.env._("Opportunities"),
                icon="fa-star-o",
                model="crm.lead",
                domain=party.family_domain(),
                date="create_date",
                amount="expected_revenue",
                currency="company_id.currency_id",
                state="stage_id.name",
                person="user_id.partner_id.name",
                talk=True,
            ),
            Source(
                kind="order",
                label=self.env._("Orders"),
                icon="fa-shopping-cart",
                model="sale.order",
                domain=party.domain("crm_customer_id"),
                date="date_order",
                amount="amount_total",
                currency="currency_id",
                state="state",
                person="user_id.partner_id.name",
                talk=True,
            ),
        ]

    def _crm_get_stock_sources(self, party):
        deliveries, returns = self.env._("Deliveries"), self.env._("Returns")
        return [
            *self._crm_get_transfer_sources(
                party, "outgoing", kind="delivery", label=deliveries, icon="fa-truck"
            ),
            *self._crm_get_transfer_sources(
                party, "incoming", kind="return", label=returns, icon="fa-reply"
            ),
        ]

    def _crm_get_transfer_sources(self, party, code, **names):
        """Return the transfers of the orders, and those to an address without one."""
        # sudo: what was delivered is asked, not what was ordered
        orders = self.env["sale.order"].sudo()._search(party.domain("crm_customer_id"))
        done = [("state", "=", "done"), ("picking_type_id.code", "=", code)]
        return [
            Source(
                model="stock.picking",
                domain=[*done, *way],
                date="date_done",
                text="origin",
                state="state",
                **names,
            )
            for way in (
                [("sale_id", "in", orders)],
                [("sale_id", "=", False), *party.family_domain()],
            )
        ]

    def _crm_get_account_sources(self, party):
        return [
            Source(
                kind="invoice",
                label=self.env._("Invoices"),
                icon="fa-file-text-o",
                model="account.move",
                domain=[
                    *party.domain("commercial_partner_id"),
                    ("state", "=", "posted"),
                    ("move_type", "in", ("out_invoice", "out_refund")),
                ],
                date="invoice_date",
                amount="amount_total_in_currency_signed",
                currency="currency_id",
                state="payment_state",
                talk=True,
            ),
            Source(
                kind="payment",
                label=self.env._("Payments"),
                icon="fa-money",
                model="account.payment",
                domain=[
                    *party.family_domain(),
                    ("partner_type", "=", "customer"),
                    ("state", "in", ("in_process", "paid")),
                ],
                date="date",
                text="memo",
                amount="amount",
                currency="currency_id",
                state="state",
            ),
            Source(
                kind="reminder",
                label=self.env._("Payment Reminders"),
                icon="fa-bell-o",
                model="crm.reminder",
                domain=[*party.domain("partner_id"), ("state", "=", "sent")],
                date="sent_on",
                amount="amount",
                currency="company_id.currency_id",
                person="user_id.partner_id.name",
            ),
        ]

    def _crm_get_readable_sources(self, party):
        return [
            source
            for source in self._crm_get_timeline_sources(party)
            if self.env[source.model].has_access("read")
        ]

    def _crm_get_timeline_party(self):
        """Return the customer with all contacts, the archived too, or the contact."""
        is_customer = self == self.commercial_partner_id
        if not is_customer:
            return Party(self.id, is_customer, self.ids)
        # sudo: which contacts there are decides what is shown, not whether it may be
        contacts = self.sudo().with_context(active_test=False)
        family = contacts._search([("commercial_partner_id", "=", self.id)])
        return Party(self.id, is_customer, list(family))

    def _crm_get_timeline_kinds(self, sources):
        """Return the kinds by which the reader may filter, in their order."""
        kinds = {
            "mail": (self.env._("Emails"), "fa-envelope-o"),
            "note": (self.env._("Notes"), "fa-pencil-square-o"),
        }
        kinds |= {source.kind: (source.label, source.icon) for source in sources}
        return [
            {"kind": kind, "label": label, "icon": icon}
            for kind, (label, icon) in kinds.items()
        ]

    def _crm_format_event(self, event):
        """Return an event as the client is to have it."""
        date = event["date"].replace(microsecond=0).isoformat(sep=" ")
        return event | {
            "key": f"{event['rank']},{event['id']}",
            "res_id": event.get("res_id", event["id"]),
            # a date without a time is the same day in every time zone
            "date": date[:10] if event.get("is_day") else date,
        }
