import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("crm_import_manager", {
    url: "/odoo/crm-imports",
    steps: () => [
        {
            content: "The file that was uploaded",
            trigger: ".o_data_cell:contains(customers.csv)",
            run: "click",
        },
        {
            content: "Step 1: the file is read",
            trigger: "button[name='action_read']",
            run: "click",
        },
        {
            content: "Step 2: a column that was not understood",
            trigger: ".o_data_row:contains(Phone or so) td[name='target']",
            run: "click",
        },
        {
            content: "A meaning of this kind of file is chosen",
            trigger: ".o_data_row:contains(Phone or so) .o_field_widget[name='target'] input, .o_data_row:contains(Phone or so) .o_field_widget[name='target'] select",
            run: "click",
        },
        {
            trigger: ".o_select_menu_item:contains(Phone), .o-dropdown-item:contains(Phone)",
            run: "click",
        },
        {
            trigger: "button[name='action_check']:contains(Preview)",
            run: "click",
        },
        {
            content: "Step 3: what would happen, and what is wrong",
            trigger: "div[name='checked']:contains(1 would be created)",
        },
        {
            trigger: "div[name='rejected']:contains(Atlantis)",
        },
        {
            trigger: "button[name='action_import']",
            run: "click",
        },
        {
            content: "Step 4: what has happened",
            trigger: "div[name='done']:contains(1 were created)",
        },
        {
            trigger: "button[name='action_download_rejected']",
        },
    ],
});
