import { registry } from "@web/core/registry";

const rowOf = (customer) => `.o_data_row:contains(${customer})`;

registry.category("web_tour.tours").add("crm_collection", {
    steps: () => [
        {
            content: "Owners are listed, without one too; open each of them",
            trigger: ".o_group_header:contains(None)",
            run: "click",
        },
        {
            trigger: ".o_group_header:contains(Hofbräu)",
            run: "click",
        },
        {
            content: "Hofbräu says that the goods are bad",
            trigger: `${rowOf("Hofbräu")} td[name='crm_dispute_reason']`,
            run: "click",
        },
        {
            trigger: ".o_selected_row td[name='crm_dispute_reason'] input, .o_selected_row td[name='crm_dispute_reason'] select",
            run: "click",
        },
        {
            trigger: ".o_select_menu_item:contains(Quality)",
            run: "click",
        },
        {
            trigger: ".o_list_button_save:visible",
            run: "click",
        },
        {
            content: "The other customer is reminded",
            trigger: "body:not(:has(.o_selected_row)) .o_group_header:contains(test.collector)",
            run: "click",
        },
        {
            trigger: ".o_group_header:contains(Sonnenhof)",
            run: "click",
        },
        {
            trigger: `${rowOf("Sonnenhof")} button[name='action_crm_remind']`,
            run: "click",
        },
        {
            content: "What will be sent is shown first",
            trigger: ".modal .o_field_widget[name='move_ids'] .o_data_row",
        },
        {
            trigger: ".modal button[name='action_send']",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_notification:contains(1 reminders were sent)",
        },
    ],
});
