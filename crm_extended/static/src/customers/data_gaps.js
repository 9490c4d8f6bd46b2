import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { RelationalModel } from "@web/model/relational_model/relational_model";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
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
class DataGapsRecord extends RelationalModel.Record {
    async _save() {
        const isSaved = await super._save(...arguments);
        if (isSaved) {
            await this.model.removeMended([this]);
        }
        return isSaved;
    }
}

class DataGapsModel extends RelationalModel {
    static Record = DataGapsRecord;

    setup() {
        super.setup(...arguments);
        this.hooks.onSavedMulti = (records) => this.removeMended(records);
    }

    async removeMended(records) {
        const mended = records.filter((record) => !record.data.crm_data_chips?.length);
        await this.root._removeRecords(mended.map((record) => record.id));
    }
}

registry.category("fields").add("crm_data_gaps", {
    component: DataGapsField,
    displayName: _t("Missing Data"),
    supportedTypes: ["json"],
});
registry.category("views").add("crm_data_gaps_list", {
    ...listView,
    Model: DataGapsModel,
});
