import { ProductCatalogOrderLine } from "@product/product_catalog/order_line/order_line";
import { patch } from "@web/core/utils/patch";

/** A technician chooses parts, not prices. */
patch(ProductCatalogOrderLine.prototype, {
    get showPrice() {
        return super.showPrice && this.env.orderResModel !== "crm.work.order";
    },
});
