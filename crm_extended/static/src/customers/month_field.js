import { registry } from "@web/core/registry";
import { DateTimeField, dateField } from "@web/views/fields/datetime/datetime_field";

/** A month that is kept as its first day: the day is not shown. */
export class MonthField extends DateTimeField {
    getFormattedValue(valueIndex) {
        const day = this.values[valueIndex];
        return day ? day.toLocaleString({ year: "numeric", month: "short" }) : "";
    }
}

registry.category("fields").add("crm_month", { ...dateField, component: MonthField });
