import { registry } from "@web/core/registry";

const TAB = ".o_notebook .nav-link[name='crm_timeline']";
const EVENT = ".o_crm_timeline_event";

registry.category("web_tour.tours").add("crm_timeline", {
    steps: () => [
        { content: "All that happened, in its tab", trigger: TAB, run: "click" },
        {
            content: "Nothing yet, but a first step",
            trigger: ".o_crm_timeline_empty button",
            run: "click",
        },
        {
            content: "A call",
            trigger: ".modal .o_field_widget[name='name'] input",
            run: "edit Price of seals",
        },
        { trigger: ".modal .modal-footer button:contains(Log)", run: "click" },
        {
            content: "It is the first event",
            trigger: `body:not(:has(.modal)) ${EVENT}[data-kind='interaction']:contains(Price of seals)`,
        },
        {
            content: "Orders alone are none",
            trigger: ".o_crm_timeline button[data-kind='order']",
            run: "click",
        },
        { trigger: ".o_crm_timeline_empty:contains(Choose another kind)" },
        {
            content: "All again",
            trigger: ".o_crm_timeline button[data-kind='order'][aria-pressed='true']",
            run: "click",
        },
        { content: "What happened is opened", trigger: `${EVENT} a`, run: "click" },
        {
            content: "The interaction itself",
            trigger: ".o_form_view .o_field_widget[name='name'] input:value(Price of seals)",
        },
    ],
});
