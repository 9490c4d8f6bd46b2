import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("crm_sla_explain", {
    steps: () => [
        {
            content: "The board says in words how the promise stands: one click on it",
            trigger:
                ".o_kanban_record:contains(Pump is loud) a[name='action_explain_sla'] .o_crm_time_left",
            run: "click",
        },
        {
            content: "Which policy counts, and since when time has been counted",
            trigger: ".modal .o_crm_sla_explanation:contains(This one counts)",
        },
        {
            content: "Every span has its working time",
            trigger: ".modal .o_crm_sla_explanation td:contains(Request opened)",
        },
        {
            trigger: ".modal footer button:contains(Close)",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal))",
        },
    ],
});
