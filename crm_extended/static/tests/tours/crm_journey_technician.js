import { registry } from "@web/core/registry";
import { withinClicks } from "./click_budget";

const CARD = ".o_kanban_record:contains(Loud pump)";

/** Draw a line with a finger: a gesture, no tap. */
function draw(canvas) {
    const { left, top } = canvas.getBoundingClientRect();
    const touch = { bubbles: true, isPrimary: true, pressure: 0.5 };
    for (const [type, target, x, y] of [
        ["pointerdown", canvas, 40, 30],
        ["pointermove", window, 120, 50],
        ["pointermove", window, 200, 25],
        ["pointerup", window, 240, 40],
    ]) {
        const buttons = type === "pointerup" ? 0 : 1;
        const point = { buttons, clientX: left + x, clientY: top + y };
        target.dispatchEvent(new PointerEvent(type, { ...touch, ...point }));
    }
}

const start = () =>
    withinClicks(1, [
        {
            content: "Start the job",
            trigger: `${CARD}:contains(Katrin) button[name='action_start']`,
            run: "click",
        },
        { trigger: `${CARD}:contains(In Progress)` },
    ]);

const addPart = () =>
    withinClicks(3, [
        {
            content: "A part was used",
            trigger: `${CARD} button[name='action_add_from_catalog']`,
            run: "click",
        },
        {
            content: "Look for it",
            trigger: ".o_control_panel button:has(.fa-search)",
            run: "click",
        },
        {
            trigger: ".o_searchview_input",
            run: "edit Seal",
        },
        {
            trigger: ".o_searchview_input",
            run: "press Enter",
        },
        {
            trigger: ".o_kanban_view:not(:has(.o_kanban_record:contains(Gasket)))",
        },
        {
            content: "This one",
            trigger: ".o_kanban_record:contains(Seal) button:contains(Add)",
            run: "click",
        },
        { trigger: ".o_kanban_record:contains(Seal) button:contains(Remove)" },
    ]);

const finish = () =>
    withinClicks(4, [
        { content: "Open the job", trigger: CARD, run: "click" },
        {
            content: "The customer signs",
            trigger: ".o_form_view .o_field_widget[name='signature'] .o_signature",
            run: "click",
        },
        {
            content: "With a finger",
            trigger: ".modal canvas.o_web_sign_signature",
            run: ({ anchor }) => draw(anchor),
        },
        {
            content: "That is the signature",
            trigger: ".modal .modal-footer .btn-primary:enabled",
            run: "click",
        },
        {
            content: "Finish",
            trigger: ".o_form_view:has(.o_field_widget[name='signature'] img[src^='data']) button[name='action_finish']",
            run: "click",
        },
        { trigger: ".o_form_view:contains(Done)" },
    ]);

registry.category("web_tour.tours").add("crm_journey_technician", {
    url: "/odoo/my-work-orders",
    steps: () => [
        ...start(),
        ...addPart(),
        {
            content: "Back to the jobs",
            trigger: ".o_control_panel button:contains(Back)",
            run: "click",
        },
        ...finish(),
    ],
});
