"""Articles for every audience, state and company."""

from odoo.addons.crm_extended.tests.common import CrmExtendedCase


class KnowledgeCase(CrmExtendedCase):
    """A category, and a factory of published articles."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.editor = cls.users["editor"]
        cls.category = cls.env["crm.article.category"].create({"name": "Pumps"})

    @classmethod
    def _create_article(cls, name="Vent the pump", body="Open the screw.", **values):
        """Create a published article for everybody, unless told otherwise."""
        return cls.env["crm.article"].create(
            {
                "name": name,
                "body": f"<p>{body}</p>",
                "audience": "public",
                "state": "published",
                "category_id": cls.category.id,
                "user_id": cls.editor.id,
            }
            | values
        )

    @classmethod
    def _create_each_kind(cls, word="secret"):
        """Return articles of each kind by a name, all with the word in their text."""
        other = cls.other_company.id
        return {
            name: cls._create_article(f"Kind {name}", f"About {word} {name}", **values)
            for name, values in {
                "public": {},
                "customers": {"audience": "customers"},
                "agents": {"audience": "agents"},
                "draft": {"state": "draft"},
                "archived": {"active": False},
                "foreign": {"company_id": other},
                "foreign customers": {"company_id": other, "audience": "customers"},
                "everywhere": {"company_id": False},
            }.items()
        }
