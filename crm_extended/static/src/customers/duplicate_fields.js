import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** What speaks for and against a pair, in a word each. */
export class ReasonChipsField extends Component {
    static template = "crm_extended.ReasonChipsField";
    static props = { ...standardFieldProps };

    get chips() {
        return this.props.record.data[this.props.name] || [];
    }

    title(chip) {
        return chip.is_for ? _t("Speaks for one customer") : _t("Speaks for two customers");
    }
}

/** Two customers side by side; what differs is marked by more than its colour. */
export class ComparisonField extends Component {
    static template = "crm_extended.ComparisonField";
    static props = { ...standardFieldProps };

    get comparison() {
        return this.props.record.data[this.props.name];
    }
}

registry.category("fields").add("crm_reason_chips", {
    component: ReasonChipsField,
    displayName: _t("Reasons"),
    supportedTypes: ["json"],
});
registry.category("fields").add("crm_comparison", {
    component: ComparisonField,
    displayName: _t("Side by Side"),
    supportedTypes: ["json"],
});
