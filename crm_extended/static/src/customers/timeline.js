import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import {
    deserializeDate,
    deserializeDateTime,
    toLocaleDateString,
    toLocaleDateTimeString,
} from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { formatMonetary } from "@web/views/fields/formatters";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

// a date without a time is of that day wherever it is looked at
const ONLY_DAY = /^\d{4}-\d\d-\d\d$/;

/** All that happened with a customer, newest first, a page at a time. */
export class Timeline extends Component {
    static template = "crm_extended.Timeline";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.state = useState({
            events: [],
            kinds: [],
            chosen: [],
            next: false,
            canLog: false,
            isLoading: false,
        });
        onWillStart(() => this.load(this.props));
        onWillUpdateProps((props) => {
            if (props.record.resId !== this.props.record.resId) {
                return this.load(props);
            }
        });
    }

    /** Read the first page, for another customer or with another filter. */
    async load(props = this.props) {
        this.state.events = [];
        this.state.next = false;
        await this.read(props.record.resId);
    }

    async more() {
        await this.read(this.props.record.resId, this.state.next);
    }

    async read(resId, after = false) {
        if (!resId) {
            return;
        }
        this.state.isLoading = true;
        try {
            const page = await this.keepLast.add(
                this.orm.call("res.partner", "crm_get_timeline", [resId], {
                    kinds: this.state.chosen,
                    after,
                })
            );
            this.state.events.push(...page.events.map((event) => this.describe(event)));
            this.state.kinds = page.kinds;
            this.state.next = page.next;
            this.state.canLog = page.can_log;
        } finally {
            this.state.isLoading = false;
        }
    }

    /** Add to an event what a person reads of it. */
    describe(event) {
        const isDay = ONLY_DAY.test(event.date);
        const date = isDay ? deserializeDate(event.date) : deserializeDateTime(event.date);
        return {
            ...event,
            month: date.toLocaleString({ year: "numeric", month: "long" }),
            when: isDay ? toLocaleDateString(date) : toLocaleDateTimeString(date),
            sum:
                typeof event.amount === "number"
                    ? formatMonetary(event.amount, { currencyId: event.currency || undefined })
                    : "",
            href: `/odoo/${event.model}/${event.res_id}`,
        };
    }

    /** The events under the month in which they happened. */
    get months() {
        const months = [];
        for (const event of this.state.events) {
            if (months.at(-1)?.name !== event.month) {
                months.push({ name: event.month, events: [] });
            }
            months.at(-1).events.push(event);
        }
        return months;
    }

    get isEmpty() {
        return !this.state.isLoading && !this.state.events.length;
    }

    kindLabel(event) {
        return this.state.kinds.find(({ kind }) => kind === event.kind)?.label;
    }

    isChosen(kind) {
        return this.state.chosen.includes(kind);
    }

    async toggle(kind) {
        const chosen = this.state.chosen;
        this.state.chosen = this.isChosen(kind)
            ? chosen.filter((other) => other !== kind)
            : [...chosen, kind];
        await this.load();
    }

    open({ model, res_id }) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id,
            views: [[false, "form"]],
        });
    }

    async log() {
        const action = await this.orm.call("res.partner", "action_crm_log_interaction", [
            this.props.record.resId,
        ]);
        return this.action.doAction(action, { onClose: () => this.load() });
    }
}

registry.category("view_widgets").add("crm_timeline", { component: Timeline });
