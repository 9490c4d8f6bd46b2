import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

registry.category("web_tour.tours").add("crm_service_request_agent", {
    url: "/odoo",
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            content: "Open the service app",
            trigger: ".o_app[data-menu-xmlid='crm_extended.crm_extended_menu']",
            run: "click",
        },
        {
            content: "The board of the agent's own requests",
            trigger: ".o_kanban_view .o_kanban_group:contains(New)",
        },
        {
            content: "Somebody calls",
            trigger: ".o-kanban-button-new",
            run: "click",
        },
        {
            content: "Who is it?",
            trigger: ".o_kanban_quick_create .o_field_widget[name='partner_id'] input",
            run: "edit Katrin",
        },
        {
            trigger: ".ui-autocomplete a:contains(Katrin)",
            run: "click",
        },
        {
            content: "What is it about?",
            trigger: ".o_kanban_quick_create .o_field_widget[name='name'] input",
            run: "edit No water",
        },
        {
            trigger: ".o_kanban_quick_create .o_kanban_edit",
            run: "click",
        },
        {
            content: "What was promised is said in words",
            trigger: ".o_form_view .o_field_widget[name='first_response_deadline'] .o_crm_time_left",
        },
        {
            content: "It is solved on the phone",
            trigger: ".o_form_view .o_statusbar_status button:contains(Solved)",
            run: "click",
        },
        {
            content: "The new stage is saved",
            trigger:
                ".o_form_view:has(.o_arrow_button_current:contains(Solved)) .o_form_status_indicator_buttons.invisible:not(:visible)",
        },
    ],
});
