import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { press, queryAllAttributes, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame, Deferred, mockTimeZone } from "@odoo/hoot-mock";
import {
    contains,
    mockService,
    mountView,
    onRpc,
    serverState,
} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");
defineMailModels();

const KINDS = [
    { kind: "order", label: "Orders", icon: "fa-shopping-cart" },
    { kind: "invoice", label: "Invoices", icon: "fa-file-text-o" },
];
const ORDER = {
    key: "3,7",
    kind: "order",
    icon: "fa-shopping-cart",
    model: "sale.order",
    res_id: 7,
    date: "2026-03-10 23:30:00",
    title: "S00007",
    text: null,
    amount: 1200.5,
    currency: 1,
    state: "Sales Order",
    person: "Agent",
};
const INVOICE = {
    key: "6,9",
    kind: "invoice",
    icon: "fa-file-text-o",
    model: "account.move",
    res_id: 9,
    date: "2026-02-01",
    title: "INV/2026/0009",
    text: null,
    amount: null,
    currency: null,
    state: null,
    person: null,
};

let calls;

beforeEach(() => {
    calls = [];
});

/** Let the server answer with these pages, one after the other. */
function answer(...pages) {
    onRpc("res.partner", "crm_get_timeline", ({ args, kwargs }) => {
        calls.push({ id: args[0], kinds: kwargs.kinds, after: kwargs.after });
        const page = pages.length > 1 ? pages.shift() : pages[0];
        return { events: [], next: false, kinds: KINDS, can_log: true, ...page };
    });
}

async function openCustomer(arch = `<form><widget name="crm_timeline"/></form>`) {
    await mountView({
        type: "form",
        resModel: "res.partner",
        resId: serverState.partnerId,
        arch,
    });
}

test("events stand under their month, with what a person reads of them", async () => {
    mockTimeZone(+1);
    answer({ events: [ORDER, INVOICE] });

    await openCustomer();

    expect(queryAllTexts(".o_crm_timeline h5")).toEqual(["March 2026", "February 2026"]);
    const [order, invoice] = queryAllTexts(".o_crm_timeline_event");
    for (const words of ["S00007", "Sales Order", "1,200.50", "Agent", "Mar 11"]) {
        expect(order).toInclude(words);
    }
    expect(invoice).toInclude("INV/2026/0009");
    expect(".o_crm_timeline_event:last .badge").toHaveCount(0);
    expect(".o_crm_timeline_event:first i").toHaveAttribute("aria-label", "Orders");
});

test("a date without a time is of that day in every time zone", async () => {
    mockTimeZone(-8);
    answer({ events: [INVOICE] });

    await openCustomer();

    expect(".o_crm_timeline_event").toHaveText(/Feb 1/);
    expect(".o_crm_timeline h5").toHaveText("February 2026");
});

test("months are written in the order of the language", async () => {
    serverState.lang = "zh_CN";
    answer({ events: [INVOICE] });

    await openCustomer();

    expect(".o_crm_timeline h5").toHaveText("2026年2月");
});

test("nothing is asked before the tab is opened", async () => {
    answer({ events: [ORDER] });

    await openCustomer(`
        <form>
            <notebook>
                <page string="Other"><field name="name"/></page>
                <page string="Timeline"><widget name="crm_timeline"/></page>
            </notebook>
        </form>`);
    expect(calls).toHaveLength(0);

    await contains(".nav-link:contains(Timeline)").click();
    expect(calls).toEqual([{ id: serverState.partnerId, kinds: [], after: false }]);
});

test("the next page is added below, until there is none", async () => {
    answer({ events: [ORDER], next: "place" }, { events: [INVOICE] });

    await openCustomer();
    await contains(".o_crm_timeline_more").click();

    expect(calls[1]).toEqual({ id: serverState.partnerId, kinds: [], after: "place" });
    expect(".o_crm_timeline_event").toHaveCount(2);
    expect(".o_crm_timeline_more").toHaveCount(0);
});

test("kinds are chosen and taken back, from the top each time", async () => {
    answer({ events: [ORDER], next: "place" });

    await openCustomer();
    await contains("button[data-kind=order]").click();
    expect("button[data-kind=order]").toHaveAttribute("aria-pressed", "true");
    await contains("button[data-kind=invoice]").click();
    await contains("button[data-kind=order]").click();

    expect(calls.map(({ kinds, after }) => [kinds.join(), after])).toEqual([
        ["", false],
        ["order", false],
        ["order,invoice", false],
        ["invoice", false],
    ]);
    expect(".o_crm_timeline_event").toHaveCount(1);
});

test("an answer that comes too late is not shown", async () => {
    const slow = new Deferred();
    let count = 0;
    onRpc("res.partner", "crm_get_timeline", async () => {
        const number = count++;
        if (number === 1) {
            await slow;
        }
        const events = [[ORDER], [ORDER], [INVOICE]][number];
        return { events, next: false, kinds: KINDS, can_log: false };
    });

    await openCustomer();
    await contains("button[data-kind=order]").click();
    await contains("button[data-kind=invoice]").click();
    slow.resolve();
    await animationFrame();

    expect(queryAllAttributes(".o_crm_timeline_event", "data-kind")).toEqual(["invoice"]);
});

test("an event is opened by mouse and by keyboard", async () => {
    answer({ events: [ORDER] });
    mockService("action", {
        doAction({ res_model, res_id }) {
            expect.step(`${res_model} ${res_id}`);
        },
    });

    await openCustomer();
    await contains(".o_crm_timeline_event a").click();
    await contains(".o_crm_timeline_event a").focus();
    await press("Enter");
    await animationFrame();

    expect(".o_crm_timeline_event a").toHaveAttribute("href", "/odoo/sale.order/7");
    expect.verifySteps(["sale.order 7", "sale.order 7"]);
});

test("an empty timeline offers a first step, and shows what was logged", async () => {
    answer({}, { events: [ORDER] });
    onRpc("res.partner", "action_crm_log_interaction", () => ({ type: "log" }));
    mockService("action", {
        doAction({ type }, { onClose }) {
            expect.step(type);
            onClose();
        },
    });

    await openCustomer();
    expect(".o_crm_timeline_empty").toHaveText(/Nothing has happened/);
    await contains(".o_crm_timeline_empty button").click();

    expect.verifySteps(["log"]);
    expect(".o_crm_timeline_event").toHaveCount(1);
});

test("who may not log is not offered to", async () => {
    answer({ can_log: false });

    await openCustomer();

    expect(".o_crm_timeline_empty").toHaveCount(1);
    expect(".o_crm_timeline_log, .o_crm_timeline_empty button").toHaveCount(0);
});

test("an empty choice says so, and is no dead end", async () => {
    answer({ events: [ORDER] }, {});

    await openCustomer();
    await contains("button[data-kind=invoice]").click();

    expect(".o_crm_timeline_empty").toHaveText(/Choose another kind/);
    expect("button[data-kind=order]").toHaveCount(1);
});
