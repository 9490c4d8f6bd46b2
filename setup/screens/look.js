/** Runs in every page: knows when it is at rest, opens screens, and says what is on it. */
(() => {
    const QUIET = 120;
    const PATIENCE = 20000;
    const SPINNERS = ".o_blockUI, .o_loading_indicator, .o_view_sample_loading, .fa-spin, .spinner-border";
    let pending = 0;
    let changed = performance.now();
    let opened = null;
    const refused = [];

    const send = XMLHttpRequest.prototype.send;
    XMLHttpRequest.prototype.send = function (...args) {
        pending++;
        this.addEventListener("loadend", () => {
            pending--;
            if (/^\{[^{]*"error": \{/.test(this.response)) {
                refused.push(words(JSON.parse(this.response).error.data.message));
            }
        });
        return send.apply(this, args);
    };
    const fetch = window.fetch;
    window.fetch = (...args) => {
        pending++;
        return fetch(...args).finally(() => pending--);
    };
    new MutationObserver(() => (changed = performance.now())).observe(document, {
        childList: true,
        characterData: true,
        subtree: true,
    });

    const all = (selector) => [...document.querySelectorAll(selector)].filter(isVisible);
    const isVisible = (element) => element.checkVisibility({ visibilityProperty: true });
    const isBelow = (image) => image.getBoundingClientRect().top > window.innerHeight;
    const words = (text) => text.replace(/\s+/g, " ").trim();
    const env = () => odoo.__WOWL_DEBUG__.root.env;

    function isAtRest() {
        return (
            document.readyState === "complete" &&
            !pending &&
            performance.now() - changed > QUIET &&
            !all(SPINNERS).length &&
            all("img").every((image) => image.complete || isBelow(image))
        );
    }

    function texts() {
        const found = all("[placeholder]").map((element) => element.placeholder || "");
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
            const { data, parentElement } = walker.currentNode;
            if (data.trim() && isVisible(parentElement)) {
                found.push(data);
            }
        }
        return found.map(words);
    }

    /** What is wider than the place it has; views that scroll by design are not asked. */
    function sideways() {
        const asked = [document.documentElement, ...all(".o_form_view .o_content, .o_settings_container")];
        return asked
            .filter((element) => element.scrollWidth > element.clientWidth + 1)
            .map((element) => `${element.scrollWidth} px in ${element.clientWidth} px`);
    }

    window.look = {
        isReady: () => Boolean(window.odoo?.__WOWL_DEBUG__?.root.env.services.action.currentController),

        /** Wait until nothing is fetched, drawn or spinning; false when that never comes. */
        async rest() {
            const began = performance.now();
            while (!isAtRest()) {
                if (performance.now() - began > PATIENCE) {
                    return false;
                }
                await new Promise((resolve) => setTimeout(resolve, 30));
            }
            return true;
        },

        /** Where the web client is after the login. */
        home: () => {},

        /** A menu entry in one of its views; the first choice on a phone is Odoo's. */
        async entry(menuId, view) {
            const { action, menu } = env().services;
            if (opened !== menuId) {
                await menu.selectMenu(menuId);
                opened = menuId;
            }
            if (view && action.currentController.view?.type !== view) {
                await action.switchView(view);
            }
        },

        async form(model, id) {
            opened = null;
            const action = {
                type: "ir.actions.act_window",
                res_model: model,
                res_id: id,
                views: [[false, "form"]],
            };
            await env().services.action.doAction(action, { clearBreadcrumbs: true });
        },

        report: () => ({
            dialogs: all(".o_dialog:not(.o_inactive_modal)").map((element) => words(element.innerText)),
            // emptied by being told: each belongs to the screen that provoked it
            refusals: refused.splice(0),
            notifications: all(".o_notification").map((element) => words(element.innerText)),
            sideways: sideways(),
            texts: texts(),
        }),
    };
})();
