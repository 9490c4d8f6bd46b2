"""What the company knows, written down in two languages."""

from markupsafe import Markup

from .stage import MONTHS

SHELVES = {
    "pumps": "crm_extended.crm_article_category_pumps_demo",
    "compressors": "crm_extended.crm_article_category_compressors_demo",
    "warranty": "crm_extended.crm_article_category_warranty_demo",
}


def tell(stage):
    rows = stage.rows("articles")
    shelves = {name: stage.env.ref(xmlid) for name, xmlid in SHELVES.items()}
    shelves["visits"] = stage.env["crm.article.category"].create({"name": "Visits"})
    stage.name_in_chinese(shelves["visits"], ["上门服务"])
    tags = _make_tags(stage, rows)
    articles = stage.env["crm.article"].create(
        [_prepare_article(stage, row, shelves, tags) for row in rows]
    )
    _date(stage, articles)
    stage.articles = articles


def _make_tags(stage, rows):
    names = list(dict.fromkeys(row["tag"] for row in rows))
    tags = stage.env["crm.article.tag"].create(
        [{"name": name, "color": number} for number, name in enumerate(names, 1)]
    )
    return dict(zip(names, tags, strict=True))


def _prepare_article(stage, row, shelves, tags):
    steps = Markup("").join(
        Markup("<li>%s</li>") % step for step in row["steps"].split("|") if step
    )
    body = Markup("<p>%s</p>") % row["intro"]
    body += steps and Markup("<ol>%s</ol>") % steps
    line = {"pumps": "P", "compressors": "C"}.get(row["category"])
    codes = stage.get_machines(line) if line else []
    products = [stage.products[code].product_tmpl_id.id for code in codes]
    return {
        "name": row["title"],
        "body": body,
        "category_id": shelves[row["category"]].id,
        "audience": row["audience"],
        "state": row["state"],
        "tag_ids": [(6, 0, tags[row["tag"]].ids)],
        "product_tmpl_ids": [(6, 0, products)],
        "user_id": stage.user("editor").id,
        "company_id": stage.company.id,
    }


def _date(stage, articles):
    """Two in three are old, the others came in the last months."""
    days = [
        stage.workday(stage.month(stage.random.choice([1, 4, 9, 15, 22, MONTHS])))
        for _article in articles
    ]
    moments = [stage.moment(day) for day in days]
    published = articles.filtered("published_at")
    by_article = dict(zip(articles, moments, strict=True))
    stage.backdate(articles, moments)
    stage.backdate(published, [by_article[a] for a in published], "published_at")
