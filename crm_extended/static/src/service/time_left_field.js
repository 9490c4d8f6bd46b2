import { Component, onWillUnmount, useState } from "@odoo/owl";
import { formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { timeLeft } from "./time_left";

const { DateTime } = luxon;

const COLORS = { late: "text-danger", soon: "text-warning-emphasis", kept: "text-success" };
const REFRESH_MS = 60000;

/** A deadline in words that stay true while somebody looks at them. */
export class TimeLeftField extends Component {
    static template = "crm_extended.TimeLeftField";
    static props = { ...standardFieldProps, stoppedField: { type: String, optional: true } };

    setup() {
        this.clock = useState({ now: DateTime.local() });
        const timer = setInterval(() => (this.clock.now = DateTime.local()), REFRESH_MS);
        onWillUnmount(() => clearInterval(timer));
    }

    get deadline() {
        return this.props.record.data[this.props.name];
    }

    get stopped() {
        return this.props.stoppedField && this.props.record.data[this.props.stoppedField];
    }

    get timeLeft() {
        return timeLeft(this.deadline, this.clock.now, this.stopped);
    }

    get text() {
        return this.timeLeft.text;
    }

    get className() {
        return `o_crm_time_left ${COLORS[this.timeLeft.mood] || ""}`;
    }

    get title() {
        return _t("Due %s", formatDateTime(this.deadline));
    }
}

export const timeLeftField = {
    component: TimeLeftField,
    displayName: _t("Time Left"),
    supportedTypes: ["datetime"],
    supportedOptions: [
        {
            label: _t("Field with the moment it was done"),
            name: "stopped_field",
            type: "field",
            availableTypes: ["datetime"],
        },
    ],
    fieldDependencies: ({ options }) =>
        options.stopped_field ? [{ name: options.stopped_field, type: "datetime" }] : [],
    extractProps: ({ options }) => ({ stoppedField: options.stopped_field }),
};

registry.category("fields").add("crm_time_left", timeLeftField);
