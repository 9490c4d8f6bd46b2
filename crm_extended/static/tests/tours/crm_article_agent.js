import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

registry.category("web_tour.tours").add("crm_article_agent", {
    url: "/odoo",
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            content: "Open the service app",
            trigger: ".o_app[data-menu-xmlid='crm_extended.crm_extended_menu']",
            run: "click",
        },
        {
            content: "First click: the request",
            trigger: ".o_kanban_record:contains(Loud pump)",
            run: "click",
        },
        {
            content: "Second click: what we know about it",
            trigger: ".o_form_view .nav-link[name='articles']",
            run: "click",
        },
        {
            content: "Third click: this is the answer",
            trigger:
                ".o_field_widget[name='suggested_article_ids'] .o_data_row:contains(The pump is loud) button[name='action_insert_into_reply']",
            run: "click",
        },
        {
            content: "The draft holds the article",
            trigger: ".o_mail_composer_form .odoo-editor-editable:contains(Vent the suction line)",
        },
        {
            content: "Fourth click: send it",
            trigger: ".o_mail_send",
            run: "click",
        },
        {
            content: "The answer is part of the conversation",
            trigger: ".o-mail-Message:contains(Vent the suction line)",
        },
        {
            content: "And the article is remembered",
            trigger: ".o_field_widget[name='article_ids']:contains(The pump is loud)",
        },
    ],
});
