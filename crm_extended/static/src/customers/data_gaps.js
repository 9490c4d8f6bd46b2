import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";

/** What is missing of a customer, in a word each. */
export class DataGapsField extends Component {
    static template = "crm_extended.DataGapsField";
    static props = { ...standardFieldProps };

    get chips() {
        return this.props.record.data[this.props.name] || [];
    }
}

/** A list of work: the row of a customer of whom nothing is missing any more goes. */
export class DataGapsListController extends ListController {
    get modelParams() {
        const params = super.modelParams;
        params.hooks.onSavedMulti = (records) => this.removeMended(records);
        return params;
    }

    async onRecordSaved(record) {
        await super.onRecordSaved(...arguments);
        await this.removeMended([record]);
    }

    async removeMended(records) {
        const mended = records.filter((record) => !record.data.crm_data_chips?.length);
        await this.model.root._removeRecords(mended.map((record) => record.id));
    }
}

registry.category("fields").add("crm_data_gaps", {
    component: DataGapsField,
    displayName: _t("Missing Data"),
    supportedTypes: ["jsonb"],
});
registry.category("views").add("crm_data_gaps_list", {
    ...listView,
    Controller: DataGapsListController,
});
