import { registry } from "@web/core/registry";
import { withinClicks } from "./click_budget";

registry.category("web_tour.tours").add("crm_journey_customer_asks", {
    steps: () => [
        { trigger: "#partner_name", run: "edit Katrin" },
        { trigger: "#email", run: "edit katrin@example.com" },
        { trigger: "#name", run: "edit Loud pump" },
        { trigger: "textarea[name='text']", run: "edit It grinds since Monday." },
        ...withinClicks(1, [
            {
                content: "Send it",
                trigger: "form button[type='submit']",
                run: "click",
                expectUnloadPage: true,
            },
            {
                content: "The number and the state are there at once",
                trigger: "#wrapwrap:contains(Thank you. Your number is SR):contains(New)",
            },
        ]),
        {
            content: "Something to add",
            trigger: "#chatterRoot:shadow .o-mail-Composer-input",
            run: "edit It is pump 2",
        },
        {
            trigger: "#chatterRoot:shadow .o-mail-Composer-send:enabled",
            run: "click",
        },
        { trigger: "#chatterRoot:shadow .o-mail-Message:contains(It is pump 2)" },
    ],
});

registry.category("web_tour.tours").add("crm_journey_customer_signs", {
    steps: () => [
        {
            content: "Who comes when is there at once",
            trigger: "[name='visits']:contains(Tom Technician):contains(Mar 3, 2026)",
        },
        ...withinClicks(2, [
            {
                content: "Sign for the visit",
                trigger: "[name='visits'] .btn-primary:contains(Sign)",
                run: "click",
                expectUnloadPage: true,
            },
            { trigger: ".o_web_sign_name_input", run: "edit Katrin" },
            {
                trigger: ".o_portal_sign_submit:enabled",
                run: "click",
                expectUnloadPage: true,
            },
            { trigger: "[name='signed']:contains(Katrin)" },
        ]),
    ],
});

registry.category("web_tour.tours").add("crm_journey_customer_rates", {
    steps: () => [
        { trigger: "#wrapwrap:contains(Solved)" },
        ...withinClicks(2, [
            {
                content: "Happy",
                trigger: "a[href*='/rate/'][href$='/5']",
                run: "click",
                expectUnloadPage: true,
            },
            {
                content: "That is my vote",
                trigger: "form button[type='submit']",
                run: "click",
                expectUnloadPage: true,
            },
            { trigger: "body:contains(Thank you)" },
        ]),
    ],
});
