import { registry } from "@web/core/registry";

/** Three clicks at most: open the dialog, choose another channel, log. */
const logInteraction = () => [
    {
        content: "First click: the dialog, with everything filled in",
        trigger: "button[name='action_crm_log_interaction']:visible",
        run: "click",
    },
    {
        content: "The contact of the document is chosen, by phone, to be reached",
        trigger:
            ".modal .o_field_widget[name='partner_id'] input:value(Katrin), .modal .o_field_widget[name='partner_id'] input:value(Sonnenhof)",
    },
    {
        content: "The cursor is in the subject already",
        trigger: ".modal .o_field_widget[name='name'] input:focus",
        run: "edit Price of seals",
    },
    {
        content: "Second click: another channel",
        trigger: ".modal .o_field_widget[name='channel'] .o_selection_badge:contains(WeChat)",
        run: "click",
    },
    {
        content: "Third click: it is logged",
        trigger: ".modal .modal-footer button:contains(Log)",
        run: "click",
    },
    {
        content: "Back on the document",
        trigger: "body:not(:has(.modal)) .o_form_view",
    },
];

registry.category("web_tour.tours").add("crm_interaction_log", { steps: logInteraction });

registry.category("web_tour.tours").add("crm_interaction_log_customer", {
    steps: () => [
        ...logInteraction(),
        {
            content: "The customer counts it at once",
            trigger: "button[name='action_crm_view_interactions'] .o_stat_value:contains(1)",
        },
    ],
});
