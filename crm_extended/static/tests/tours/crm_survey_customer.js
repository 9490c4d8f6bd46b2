import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("crm_survey_customer", {
    steps: () => [
        {
            content: "The number clicked in the mail is chosen",
            trigger: "form:has(input#score7:checked)",
        },
        {
            content: "Another number, after all",
            trigger: "label[for=score9]",
            run: "click",
        },
        {
            content: "Some words",
            trigger: "textarea[name=comment]",
            run: "edit Runs well",
        },
        {
            content: "Send it",
            trigger: "button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "h1:contains(Thank you)",
        },
    ],
});
