"""Knowledge: articles as an agent looks for them."""

from odoo.addons.crm_extended.tools import text_index
from odoo.tests import new_test_user

from benchmarks import seeding
from benchmarks.measuring import Measure

MODEL = "crm.article"
# words by how many articles have them: all, two thirds, a tenth, one
COMMON, USUAL, SOME, RARE = "pump", "valve", "flange", "p0000777"
# Chinese words of two characters: of two thirds of the articles, and of few
USUAL_CHINESE, SOME_CHINESE = "水泵", "漏水"
SENTENCE = (
    "Check the inlet, then the filter and the seal of the pump, and note what you saw."
    " 请依次检查进水阀、过滤器与密封件，并记录所见。"
)


def seed(env, size):
    """Published articles of 300 words each, a third of them for agents only."""
    seeding.fix_chance(env)
    agent = new_test_user(
        env,
        "bench.agent",
        groups="crm_extended.crm_extended_group_agent",
        lang="en_US",
    )
    category = env["crm.article.category"].create({"name": "Pumps"})
    audiences = ("public", "customers", "agents")
    for start in range(0, size, 1000):
        env[MODEL].create(
            [
                {
                    "name": _get_title(number),
                    "body": _get_body(number),
                    "audience": audiences[number % 3],
                    "state": "published",
                    "category_id": category.id,
                }
                for number in range(start, min(start + 1000, size))
            ]
        )
        env.flush_all()
        env.invalidate_all()
    seeding.analyze(env)
    return agent


def _get_title(number):
    return f"Article p{number:07} about {SOME if number % 10 == 0 else 'seals'}"


def _get_body(number):
    words = [SENTENCE] * 15
    if number % 3:
        words += [USUAL, USUAL_CHINESE]
    if number % 50 == 0:
        words += [SOME_CHINESE]
    words += [f"w{(number * 7 + place * 13) % 5000}" for place in range(40)]
    return f"<p>{' '.join(words)}</p>"


def _search(text):
    """What the list view asks when somebody types a word."""

    def run(env):
        articles = env[MODEL].with_context(article_search_text=[text])
        articles.web_search_read(
            [("content", "ilike", text)], {"name": {}}, limit=80, count_limit=10001
        )

    return run


def _find(text):
    """What the help centre and other code ask."""
    return lambda env: env[MODEL]._search_articles(text, limit=20).mapped("name")


def _floor(text):
    query = text_index.all_words_query(text).replace("'", "''")
    return f"SELECT id FROM crm_article WHERE search_vector @@ '{query}' LIMIT 80"


MEASURES = [
    *(
        Measure(f"list, {kind}", _search(text), _floor(text))
        for kind, text in (
            ("rare word", RARE),
            ("word in 10 %", SOME),
            ("word in 67 %", USUAL),
            ("word in 100 %", COMMON),
            ("two characters, 2 %", SOME_CHINESE),
            ("two characters, 67 %", USUAL_CHINESE),
        )
    ),
    Measure("search, word in 10 %", _find(SOME), _floor(SOME)),
    Measure("search, word in 67 %", _find(USUAL), _floor(USUAL)),
    Measure(
        "suggest for a question",
        lambda env: env[MODEL]._search_by_question(
            "The flange of our pump p0000777 leaks, 水泵漏水怎么办?"
        ),
    ),
]
