from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .crm_customer_profile import ORDERS

# relations that are rows of the profile, none of them a column of the partner
PROFILES = ("crm_profile_id", "crm_sales_profile_id")
# context key of a form: the figures are worked out for its one customer
LIVE = "crm_live_figures"


class ResPartner(models.Model):
    """The way from a customer to its figures: a relation that is no column.

    It leads to the profile of the customer in the company at hand. Contacts have none,
    or lists would show and add up the figures of one customer once for each of them.
    A form shows the figures as of now, a contact's those of its customer.
    """

    _inherit = "res.partner"

    crm_profile_id = fields.Many2one(
        "crm.customer.profile",
        string="Profile",
        compute="_compute_crm_profile_id",
        search="_search_crm_profile_id",
        compute_sudo=True,
        depends_context=("company", LIVE),
        # only a way to the figures, each of which has its own groups
        groups="base.group_system",
    )
    # the same for figures of sales, of which salespeople see those of their customers
    crm_sales_profile_id = fields.Many2one(
        "crm.customer.profile",
        string="Sales Profile",
        compute="_compute_crm_sales_profile_id",
        search="_search_crm_sales_profile_id",
        compute_sudo=True,
        depends_context=("company", "uid", LIVE),
        groups="base.group_system",
    )
    crm_currency_id = fields.Many2one(
        "res.currency",
        string="Currency of the Figures",
        compute="_compute_crm_currency_id",
        compute_sudo=True,
        depends_context=("company",),
    )

    @api.depends("commercial_partner_id")
    def _compute_crm_profile_id(self):
        is_live = self.env.context.get(LIVE)
        if is_live:
            profiles = self.commercial_partner_id._crm_get_live_profiles()
        else:
            profiles = self._crm_get_stored_profiles()
        for partner in self:
            customer = partner.commercial_partner_id if is_live else partner
            partner.crm_profile_id = profiles.get(customer._origin.id)

    @api.depends("commercial_partner_id.user_id", "crm_profile_id")
    def _compute_crm_sales_profile_id(self):
        own_only = self._crm_is_own_only("crm_sales_profile_id")
        for partner in self:
            owner = partner.commercial_partner_id.user_id
            is_seen = not own_only or owner == self.env.user
            partner.crm_sales_profile_id = is_seen and partner.crm_profile_id

    def _compute_crm_currency_id(self):
        self.crm_currency_id = self.env.company.currency_id

    def _search_crm_profile_id(self, operator, value):
        return self._crm_search_profile("crm_profile_id", operator, value)

    def _search_crm_sales_profile_id(self, operator, value):
        return self._crm_search_profile("crm_sales_profile_id", operator, value)

    def web_read(self, specification):
        # a form reads its one customer, a list says that it is one
        if len(self) == 1 and LIVE not in self.env.context:
            self = self.with_context(**{LIVE: True})
        return super().web_read(specification)

    @api.model
    def web_search_read(
        self, domain, specification, offset=0, limit=None, order=None, count_limit=None
    ):
        stored = self.with_context(**{LIVE: False})
        return super(ResPartner, stored).web_search_read(
            domain, specification, offset, limit, order, count_limit
        )

    def _compute_field_value(self, field):
        """Show a figure as its profile has it.

        It was rounded when it was stored: to round it again would read its currency.
        """
        relation, _dot, figure = (field.related or "").partition(".")
        if relation not in PROFILES:
            return super()._compute_field_value(field)
        for partner, profile in [(partner, partner[relation]) for partner in self]:
            value = field.convert_to_cache(profile[figure], partner, validate=False)
            field._update_cache(partner, value)
        return None

    def _crm_get_stored_profiles(self):
        """Return ``{customer id: profile}`` for those that have one in this company."""
        Profile = self.env["crm.customer.profile"]
        domain = [
            ("partner_id", "in", self.ids),
            ("company_id", "=", self.env.company.id),
        ]
        # with all its figures: a list shows many of them
        columns = [name for name, field in Profile._fields.items() if field.prefetch]
        profiles = Profile.search_fetch(domain, columns, order="id")
        return {profile.partner_id.id: profile for profile in profiles}

    def _crm_get_live_profiles(self):
        """Return ``{customer id: profile}`` with the figures as of now.

        The profiles are records in memory, over the stored ones: what no metric fills
        is as stored.
        """
        Profile = self.env["crm.customer.profile"]
        company = self.env.company
        profiles = {}
        for customer_id, figures in Profile._get_figures(company, self).items():
            stored = Profile.browse(figures.pop("id") or ())
            values = {"partner_id": customer_id, "company_id": company.id} | figures
            profiles[customer_id] = Profile.new(values, origin=stored)
        return profiles

    @api.model
    def _crm_search_profile(self, name, operator, value):
        """Return the domain of the customers whose profile is among those asked for."""
        if operator in ("any", "any!"):
            domain = value if isinstance(value, Domain) else Domain("id", "in", value)
        elif operator == "in":
            # core adds "or none" to a figure that is compared with 0, by > 0 as well;
            # what holds for customers without a profile is told by the figure
            domain = Domain(
                "id", "in", [profile_id for profile_id in value if profile_id]
            )
        else:
            return NotImplemented
        if domain.is_false():
            return domain
        is_sudo = self.env.su or operator == "any!"
        # rights are checked while the SQL is written: core tries again in sudo where a
        # search method raises
        return Domain.custom(
            to_sql=lambda partners, alias, query: partners._crm_profile_to_sql(
                alias, query, name, domain, is_sudo
            )
        )

    def _crm_profile_to_sql(self, alias, query, name, domain, is_sudo):
        """Return the SQL condition for partners whose profile matches the domain.

        Without a profile, a customer has figures of 0 and no dates.
        """
        Profile = self.env["crm.customer.profile"]
        if is_sudo:
            self._crm_check_figures(name, domain)
            Profile = Profile.sudo()
        matches_nothing = bool(Profile.sudo().new().filtered_domain(domain))
        domain = ~domain if matches_nothing else domain
        domain &= Domain("company_id", "=", self.env.company.id)
        profiles = Profile._search(domain).subselect("partner_id")
        condition = SQL("%s IN %s", SQL.identifier(alias, "id"), profiles)
        if self._crm_is_own_only(name):
            owner = self._field_to_sql(alias, "user_id", query)
            mine = SQL("%s IS NOT DISTINCT FROM %s", owner, self.env.uid)
            condition = SQL("(%s AND %s)", condition, mine)
        return SQL("NOT (%s)", condition) if matches_nothing else condition

    @api.model
    def _crm_check_figures(self, name, domain):
        """Raise unless the user may read the figures that a domain compares."""
        if name == "crm_sales_profile_id":
            self._check_field_access(self._fields["crm_order_count"], "read")
            return
        Profile = self.env["crm.customer.profile"]
        for condition in domain.iter_conditions():
            field = Profile._fields[condition.field_expr]
            Profile._check_field_access(field, "read")

    @api.model
    def _crm_is_limited_to_own(self, domain):
        """Whether the user may know what a domain compares of own customers alone."""
        return self._crm_is_own_only("crm_sales_profile_id") and any(
            (self._fields[name].related or "").startswith("crm_sales_profile_id")
            for name in _get_compared(domain)
            if name in self._fields
        )

    @api.model
    def _crm_is_own_only(self, name):
        """Whether the relation leads to the profiles of the user's customers alone."""
        # jobs, and what is worked out for the company, see all
        if name != "crm_sales_profile_id" or self.env.uid == SUPERUSER_ID:
            return False
        return not self.env.user.has_group(ORDERS)

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr in PROFILES:
            self._check_field_access(self._fields[field_expr], "read")
            profile = self._crm_join_profile(alias, field_expr, query)
            return SQL.identifier(profile, "id")
        if field_expr == "crm_currency_id":
            return SQL("%s", self.env.company.currency_id.id)
        return super()._field_to_sql(alias, field_expr, query)

    def _traverse_related_sql(self, alias, field, query):
        name, _dot, figure = field.related.partition(".")
        if name not in PROFILES:
            return super()._traverse_related_sql(alias, field, query)
        # the join knows no rights: those of the figure are checked here
        self._check_field_access(field, "read")
        Profile = self.env["crm.customer.profile"].sudo()
        profile = self._crm_join_profile(alias, name, query)
        return Profile, Profile._fields[figure], profile

    def _crm_join_profile(self, alias, name, query):
        """Join the profiles of this company, on the partner itself: contacts get none.

        :return: the alias of the profile
        """
        table = self.env["crm.customer.profile"]._table
        profile = query.make_alias(alias, f"{name}_row")
        condition = SQL(
            "%s = %s AND %s = %s",
            SQL.identifier(profile, "partner_id"),
            SQL.identifier(alias, "id"),
            SQL.identifier(profile, "company_id"),
            self.env.company.id,
        )
        if self._crm_is_own_only(name):
            owner = self._field_to_sql(alias, "user_id", query)
            condition = SQL("%s AND %s = %s", condition, owner, self.env.uid)
        query.add_join("LEFT JOIN", profile, table, condition)
        return profile

    @api.model
    def _crm_get_figure_fields(self):
        """Return the names of the fields that show a profile or one of its figures."""
        return [
            name
            for name, field in self._fields.items()
            if name in PROFILES or (field.related or "").startswith(PROFILES)
        ]


def _get_compared(domain):
    """Yield the names of all fields in a domain, those of its paths included."""
    for condition in domain.iter_conditions():
        yield from condition.field_expr.split(".")
        if "any" in condition.operator:
            yield from _get_compared(Domain(condition.value))
