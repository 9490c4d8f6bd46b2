import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

// which colour a class has: it says at a glance whom to care for first
const COLORS = {
    champion: "success",
    loyal: "success",
    potential: "info",
    new: "info",
    promising: "info",
    attention: "warning",
    sleepy: "warning",
    at_risk: "danger",
    cant_lose: "danger",
    hibernating: "secondary",
    lost: "secondary",
};

/** Customers by recency and value, five by five; a field opens its customers. */
export class RfmGrid extends Component {
    static template = "crm_extended.RfmGrid";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.grid = useState({ rows: [], total: 0, unscored: 0, months: 0 });
        this.display = { controlPanel: {} };
        onWillStart(async () => {
            const grid = await this.orm.call("crm.customer.profile", "retrieve_rfm_grid", []);
            Object.assign(this.grid, grid);
        });
    }

    get values() {
        return [1, 2, 3, 4, 5];
    }

    get summary() {
        if (!this.grid.total) {
            return _t(
                "No customer bought anything in the last %s months, or the figures were not worked out yet. They are every night.",
                this.grid.months
            );
        }
        return _t(
            "Customers that bought in the last %(months)s months: %(count)s. Click a field to see its customers.",
            { months: this.grid.months, count: this.grid.total }
        );
    }

    recencyText(recency) {
        return { 5: _t("most recent"), 1: _t("longest ago") }[recency];
    }

    valueText(value) {
        return { 5: _t("most"), 1: _t("least") }[value];
    }

    get unscoredText() {
        return _t("Customers without a purchase in this time: %s", this.grid.unscored);
    }

    className(cell) {
        const shade = cell.count ? "" : "opacity-50";
        return `bg-${COLORS[cell.rfm_class]}-subtle text-${COLORS[cell.rfm_class]}-emphasis ${shade}`;
    }

    title(row, cell) {
        return _t("%(label)s: %(count)s customers, recency %(recency)s, value %(value)s", {
            label: cell.label,
            count: cell.count,
            recency: row.recency,
            value: cell.value,
        });
    }

    openCell(row, cell) {
        this.open(cell.label, [
            ["crm_rfm_recency", "=", row.recency],
            ["crm_rfm_value", "=", cell.value],
        ]);
    }

    openUnscored() {
        this.open(_t("No Purchases"), [["crm_rfm_class", "=", "none"]]);
    }

    /** The list of customers as in the menu, of these customers alone. */
    async open(name, domain) {
        const action = await this.action.loadAction("crm_extended.res_partner_action_customers");
        this.action.doAction({ ...action, name, display_name: name, domain });
    }
}

registry.category("actions").add("crm_extended.rfm_grid", RfmGrid);
