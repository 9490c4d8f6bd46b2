import { registry } from "@web/core/registry";
import { domainField, DomainField } from "@web/views/fields/domain/domain_field";

/** Who belongs to a segment; not how many contacts, for a segment holds customers. */
export class SegmentDomainField extends DomainField {
    static template = "crm_extended.SegmentDomainField";
}

export const segmentDomainField = { ...domainField, component: SegmentDomainField };

registry.category("fields").add("crm_segment_domain", segmentDomainField);
