import { onWillUnmount } from "@odoo/owl";
import { registry } from "@web/core/registry";
import {
    progressBarField,
    ProgressBarField,
} from "@web/views/fields/progress_bar/progress_bar_field";

const BUSY = ["checking", "running"];
const REFRESH_MS = 2000;

/** A bar that grows while the server works, and shows the result when it is done. */
export class ImportProgressField extends ProgressBarField {
    setup() {
        super.setup();
        const timer = setInterval(() => this.refresh(), REFRESH_MS);
        onWillUnmount(() => clearInterval(timer));
    }

    async refresh() {
        const { record } = this.props;
        if (BUSY.includes(record.data.state) && !(await record.isDirty())) {
            await record.load();
        }
    }
}

export const importProgressField = {
    ...progressBarField,
    component: ImportProgressField,
    fieldDependencies: [{ name: "state", type: "selection" }],
};

registry.category("fields").add("crm_import_progress", importProgressField);
