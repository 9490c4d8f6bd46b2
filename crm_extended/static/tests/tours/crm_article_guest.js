import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("crm_article_guest", {
    steps: () => [
        {
            content: "What is it about?",
            trigger: "input[name='search']",
            run: "edit suction",
        },
        {
            trigger: "form[role='search'] button[type='submit']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The article is found",
            trigger: ".o_help_articles a:contains(The pump is loud)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "And read",
            trigger: ".o_help_article:contains(Vent the suction line)",
        },
    ],
});
