import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("crm_feedback_agent", {
    steps: () => [
        {
            content: "The customer complains about a request",
            trigger: "button[name='action_crm_view_feedback']",
            run: "click",
        },
        {
            content: "The complaint knows the customer and what it is about",
            trigger: ".o_field_widget[name='partner_id'] input:value(Katrin)",
        },
        {
            trigger: ".o_field_widget[name='name'] input:value(Pump is loud)",
        },
        {
            content: "Somebody takes it",
            trigger: ".o_form_button_save:enabled",
            run: "click",
        },
        {
            trigger: "button[name='action_assign_to_me']",
            run: "click",
        },
        {
            content: "It can't be closed yet",
            trigger: "button[name='action_close']",
            run: "click",
        },
        {
            trigger: ".modal:contains(Still missing: Root Cause, Outcome)",
        },
        {
            trigger: ".modal .modal-footer button.btn-primary",
            run: "click",
        },
        {
            content: "The cause is found",
            trigger: "body:not(:has(.modal)) .o_notebook a[name='solution']",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='cause_id'] input",
            run: "edit Packing",
        },
        {
            trigger: ".ui-autocomplete a:contains(Packing or Transport)",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='outcome'] input, .o_field_widget[name='outcome'] select",
            run: "click",
        },
        {
            trigger: ".o_select_menu_item:contains(Replaced)",
            run: "click",
        },
        {
            trigger: ".o_form_button_save:enabled",
            run: "click",
        },
        {
            content: "Now it is closed",
            trigger: ".o_form_saved button[name='action_close']",
            run: "click",
        },
        {
            trigger: ".o_statusbar_status button[data-value='closed'].o_arrow_button_current",
        },
    ],
});
