import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("crm_data_to_complete", {
    url: "/odoo/data-to-complete",
    steps: () => [
        {
            content: "A customer of whom the phone is missing",
            trigger: ".o_data_row:contains(Nordwind GmbH) [data-gap='phone']",
        },
        {
            content: "The row is the place to complete it",
            trigger: ".o_data_row:contains(Nordwind GmbH) td[name='phone']",
            run: "click",
        },
        {
            trigger: ".o_selected_row td[name='phone'] input",
            run: "edit +49 561 111",
        },
        {
            content: "On to the next row",
            trigger: ".o_data_row:contains(Suedwind GmbH) td[name='phone']",
            run: "click",
        },
        {
            content: "What is complete has gone; the other row is open for work",
            trigger: ".o_selected_row:contains(Suedwind GmbH) [data-gap='email']",
            run() {
                const names = document.querySelector(".o_list_table tbody").textContent;
                if (names.includes("Nordwind GmbH")) {
                    throw new Error("A row that is complete is still there.");
                }
            },
        },
        {
            trigger: ".o_list_button_discard",
            run: "click",
        },
        {
            trigger: ".o_data_row:contains(Suedwind GmbH) [data-gap='phone']",
        },
    ],
});
