import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import {
    contains,
    makeMockEnv,
    mockService,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { getDefaultConfig } from "@web/views/view";
import { RfmGrid } from "@crm_extended/customers/rfm_grid";

describe.current.tags("desktop");
defineMailModels();

/** A grid in which each field holds as many customers as its recency times its value. */
function getGrid(total) {
    const scores = [1, 2, 3, 4, 5];
    return {
        rows: [...scores].reverse().map((recency) => ({
            recency,
            cells: scores.map((value) => ({
                value,
                rfm_class: "loyal",
                label: `Class ${recency}-${value}`,
                count: total && recency * value,
                share: 1,
            })),
        })),
        total,
        unscored: total ? 7 : 0,
        months: 24,
    };
}

async function mountGrid(total) {
    const opened = [];
    onRpc("crm.customer.profile", "retrieve_rfm_grid", () => getGrid(total));
    mockService("action", {
        loadAction: async (xmlid) => ({ xmlid, domain: "[]", name: "Customers" }),
        doAction: (action) => opened.push(action),
    });
    await makeMockEnv({ config: getDefaultConfig() });
    await mountWithCleanup(RfmGrid, {
        props: { action: {}, actionId: 1, className: "", updateActionState: () => {} },
    });
    return opened;
}

test("the fields stand by recency from above and by value from the left", async () => {
    await mountGrid(225);
    const counts = queryAllTexts("tbody tr td .fs-4");
    expect(counts.slice(0, 5)).toEqual(["5", "10", "15", "20", "25"]);
    expect(counts.slice(-5)).toEqual(["1", "2", "3", "4", "5"]);
});

test("a field opens its customers, in the list of customers", async () => {
    const opened = await mountGrid(225);
    await contains("tbody tr:nth-child(2) td:nth-child(4) button").click();
    expect(opened.length).toBe(1);
    expect(opened[0].xmlid).toBe("crm_extended.res_partner_action_customers");
    expect(opened[0].display_name).toBe("Class 4-3");
    expect(opened[0].domain).toEqual([
        ["crm_rfm_recency", "=", 4],
        ["crm_rfm_value", "=", 3],
    ]);
});

test("customers without a score can be opened, too", async () => {
    const opened = await mountGrid(225);
    await contains("button:contains(Customers without a purchase in this time: 7)").click();
    expect(opened[0].domain).toEqual([["crm_rfm_class", "=", "none"]]);
});

test("an empty field opens nothing, and an empty grid says why", async () => {
    await mountGrid(0);
    expect("tbody button:not(:disabled)").toHaveCount(0);
    expect("p:first").toHaveText(/No customer bought anything in the last 24 months/);
});
