import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";
import { withinClicks } from "./click_budget";

const CARD = ".o_kanban_record:contains(Loud pump)";
const TECHNICIAN = ".o_form_view .o_field_widget[name='user_id'] input";
const GO_BACK = ".o_control_panel .o_back_button";

const openFirstScreen = () => [
    stepUtils.showAppsMenuItem(),
    {
        content: "Open the service app",
        trigger: ".o_app[data-menu-xmlid='crm_extended.crm_extended_menu']",
        run: "click",
    },
    { trigger: ".o_kanban_view .o_kanban_group:contains(New)" },
];

const logCall = () =>
    withinClicks(3, [
        {
            content: "Somebody calls",
            trigger: ".o-kanban-button-new",
            run: "click",
        },
        {
            trigger: ".o_kanban_quick_create .o_field_widget[name='partner_id'] input",
            run: "edit Katrin",
        },
        {
            content: "It is Katrin",
            trigger: ".ui-autocomplete a:contains(Katrin)",
            run: "click",
        },
        {
            trigger: ".o_kanban_quick_create .o_field_widget[name='name'] input",
            run: "edit Loud pump",
        },
        {
            content: "Note it",
            trigger: ".o_kanban_quick_create .o_kanban_add",
            run: "click",
        },
        // the first request of a server that has just started takes its time
        { trigger: CARD, timeout: 30000 },
    ]);

const answerWithArticle = () =>
    withinClicks(4, [
        { content: "Open the request", trigger: CARD, run: "click" },
        {
            content: "What do we know about it?",
            trigger: ".o_form_view .nav-link[name='articles']",
            run: "click",
        },
        {
            content: "This is the answer",
            trigger:
                ".o_field_widget[name='suggested_article_ids'] .o_data_row:contains(The pump is loud) button[name='action_insert_into_reply']",
            run: "click",
        },
        {
            trigger: ".o_mail_composer_form .odoo-editor-editable:contains(Vent the suction line)",
        },
        { content: "Send it", trigger: ".o_mail_send", run: "click" },
        { trigger: ".o-mail-Message:contains(Vent the suction line)" },
    ]);

const makeWorkOrder = () =>
    withinClicks(5, [
        { content: "Open the request", trigger: CARD, run: "click" },
        {
            content: "Somebody has to go there",
            trigger: ".o_form_view button[name='action_create_work_order']",
            run: "click",
        },
        { trigger: ".o_form_view button[name='action_plan']" },
        { trigger: TECHNICIAN, run: "edit Tom" },
        {
            content: "Tom goes",
            trigger: ".ui-autocomplete a:contains(Tom Technician)",
            run: "click",
        },
        {
            content: "On Tuesday morning",
            trigger: ".o_field_widget[name='planned_start'] input",
            run: "edit 03/03/2026 09:00 && press Tab",
        },
        {
            content: "An hour is set aside",
            trigger: ".o_field_widget[name='planned_end']:has(button[data-tooltip*='10:00'], input:value(10:00))",
        },
        {
            content: "Plan it",
            trigger: ".o_form_view button[name='action_plan']",
            run: "click",
        },
        { trigger: ".o_form_view .o_arrow_button_current:contains(Planned)" },
    ]);

const billAndSolve = () => [
    {
        content: "Tom has called: it is done",
        trigger: ".o_form_view button[name='action_finish']",
        run: "click",
    },
    {
        content: "Bill it",
        trigger: ".o_form_view button[name='action_create_bill']",
        run: "click",
    },
    {
        content: "The order has the time on it",
        trigger: ".o_form_view .o_field_widget[name='order_line']:contains(Service Hour)",
    },
    { content: "Back to the visit", trigger: GO_BACK, run: "click" },
    { trigger: ".o_form_view button[name='action_view_bill']" },
    {
        content: "Back to the request",
        trigger: ".o_control_panel .breadcrumb-item a:contains(SR0)",
        run: "click",
    },
    {
        content: "It is solved",
        trigger: ".o_form_view button[name='action_solve']",
        run: "click",
    },
    { trigger: ".o_form_view .o_arrow_button_current:contains(Solved)" },
];

registry.category("web_tour.tours").add("crm_journey_agent", {
    url: "/odoo",
    steps: () => [
        ...openFirstScreen(),
        ...logCall(),
        ...answerWithArticle(),
        { content: "Back to the first screen", trigger: GO_BACK, run: "click" },
        ...makeWorkOrder(),
    ],
});

registry.category("web_tour.tours").add("crm_journey_agent_end", { steps: billAndSolve });
