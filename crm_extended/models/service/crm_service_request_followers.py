from odoo import Command, api, models


class CrmServiceRequest(models.Model):
    """Who hears of a new request: followed and told for many requests at once.

    Core subscribes and notifies record by record, some twenty queries each. New
    requests come by the thousand from an import, so it happens here in one step.
    """

    _inherit = "crm.service.request"

    @api.model_create_multi
    def create(self, vals_list):
        quiet = self.with_context(
            mail_create_nosubscribe=True, crm_follow_together=True
        )
        requests = super(CrmServiceRequest, quiet).create(vals_list)
        requests = requests.with_env(self.env)
        if not self.env.context.get("tracking_disable"):
            requests._follow_from_the_start()
            requests._notify_assignees()
        return requests

    def _message_auto_subscribe(self, updated_values, followers_existing_policy="skip"):
        if self.env.context.get("crm_follow_together"):
            return True
        return super()._message_auto_subscribe(
            updated_values, followers_existing_policy=followers_existing_policy
        )

    def _get_first_followers(self):
        """Return the partners that follow the request from its first day.

        To be extended by what else makes somebody a party to a new request.
        """
        self.ensure_one()
        partners = self.partner_id | self.user_id.partner_id
        author = self.env.user
        if not self.env.context.get("mail_create_nosubscribe") and author.active:
            partners |= author._is_internal() and author.partner_id or partners.browse()
        return partners

    def _follow_from_the_start(self):
        # sudo: who may open a request need not be allowed to add followers
        followers = [
            (request, request._get_first_followers()) for request in self.sudo()
        ]
        everything, _internal, external = self.env[
            "mail.message.subtype"
        ].default_subtypes(self._name)
        self.env["mail.followers"].sudo().create(
            [
                {
                    "res_model": self._name,
                    "res_id": request.id,
                    "partner_id": partner.id,
                    "subtype_ids": [
                        Command.set(
                            (external if partner.partner_share else everything).ids
                        )
                    ],
                }
                for request, partners in followers
                for partner in partners
            ]
        )

    def _notify_assignees(self):
        """Tell each assignee: by the usual mail for one request, in one for many."""
        for user, requests in self.grouped("user_id").items():
            if not user or user == self.env.user:
                continue
            requests = requests.with_context(lang=user.lang)
            if len(requests) == 1:
                requests._message_auto_subscribe_notify(
                    user.partner_id.ids, "mail.message_user_assigned"
                )
            elif not self.env.context.get("mail_auto_subscribe_no_notify"):
                requests._notify_assignee_of_many(user)

    def _notify_assignee_of_many(self, user):
        self.env["mail.thread"].message_notify(
            partner_ids=user.partner_id.ids,
            subject=self.env._("%s service requests are yours now", len(self)),
            body=self.env._(
                "You have been assigned the service requests %(first)s to %(last)s.",
                first=min(self.mapped("number")),
                last=max(self.mapped("number")),
            ),
        )
