import { Component, onWillUnmount, useState } from "@odoo/owl";
import { formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { timeLeft, timePaused } from "./time_left";

const { DateTime } = luxon;

const COLORS = { late: "text-danger", soon: "text-warning-emphasis", kept: "text-success", paused: "text-info" };
const REFRESH_MS = 60000;

/** A deadline in words that stay true while somebody looks at them. */
export class TimeLeftField extends Component {
    static template = "crm_extended.TimeLeftField";
    static props = {
        ...standardFieldProps,
        leftField: { type: String, optional: true },
        stateField: { type: String, optional: true },
        stoppedField: { type: String, optional: true },
    };

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

    get isPaused() {
        return this.props.record.data[this.props.stateField] === "paused";
    }

    get timeLeft() {
        if (this.isPaused && !this.stopped) {
            return timePaused(this.props.record.data[this.props.leftField]);
        }
        return timeLeft(this.deadline, this.clock.now, this.stopped);
    }

    get text() {
        return this.timeLeft.text;
    }

    get className() {
        return `o_crm_time_left ${COLORS[this.timeLeft.mood] || ""}`;
    }

    get title() {
        return this.deadline ? _t("Due %s", formatDateTime(this.deadline)) : "";
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
        {
            label: _t("Field with the state of the promise"),
            name: "state_field",
            type: "field",
            availableTypes: ["selection"],
        },
        {
            label: _t("Field with the hours left in a pause"),
            name: "left_field",
            type: "field",
            availableTypes: ["float"],
        },
    ],
    fieldDependencies: ({ options }) =>
        [
            { name: options.stopped_field, type: "datetime" },
            { name: options.state_field, type: "selection", selection: [] },
            { name: options.left_field, type: "float" },
        ].filter(({ name }) => name),
    extractProps: ({ options }) => ({
        leftField: options.left_field,
        stateField: options.state_field,
        stoppedField: options.stopped_field,
    }),
};

registry.category("fields").add("crm_time_left", timeLeftField);
