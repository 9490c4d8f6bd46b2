"""A company's daily trade over RPC, as the buttons of its people do it."""


class Trade:
    """Sells, delivers, bills and gets paid in one company."""

    def __init__(self, rpc, company_id):
        self._rpc = rpc
        self.company_id = company_id

    def __call__(self, model, method, *arguments, **context):
        """Call a method as somebody who works in this company."""
        context["allowed_company_ids"] = [self.company_id]
        return self._rpc(model, method, *arguments, context=context)

    def set_up(self):
        """Give the company its books and a warehouse."""
        chart = ("generic_coa", self.company_id)
        self("account.chart.template", "try_loading", [], *chart)
        if not self._find_warehouse():
            name = f"Company {self.company_id}"
            values = {"name": name, "code": f"C{self.company_id}"}
            self("stock.warehouse", "create", values)

    def create_customer(self, name):
        """A firm of this company with one person in it."""
        person = {"name": f"Buyer of {name}", "email": "buyer@example.com"}
        values = {
            "name": name,
            "is_company": True,
            "company_id": self.company_id,
            "child_ids": [(0, 0, person)],
        }
        return self("res.partner", "create", values)

    def create_product(self, name):
        """A storable product with ten pieces in stock."""
        values = {"name": name, "is_storable": True, "list_price": 120.0}
        product_id = self("product.product", "create", values)
        [warehouse] = self._find_warehouse()
        quant = {
            "product_id": product_id,
            "location_id": warehouse["lot_stock_id"][0],
            "inventory_quantity": 10,
        }
        quant_id = self("stock.quant", "create", quant, inventory_mode=True)
        self("stock.quant", "action_apply_inventory", [quant_id])
        return product_id

    def sell(self, partner_id, product_id):
        """A confirmed order of two pieces."""
        line = {"product_id": product_id, "product_uom_qty": 2}
        values = {"partner_id": partner_id, "order_line": [(0, 0, line)]}
        order_id = self("sale.order", "create", values)
        self("sale.order", "action_confirm", [order_id])
        return order_id

    def deliver(self, order_id):
        """Validate the order's deliveries; gives back their states."""
        domain = [("sale_id", "=", order_id)]
        picking_ids = self("stock.picking", "search", domain)
        self("stock.picking", "button_validate", picking_ids)
        pickings = self("stock.picking", "read", picking_ids, ["state"])
        return [picking["state"] for picking in pickings]

    def bill(self, order_id):
        """Post the order's invoice; gives back its id."""
        wizard_id = self(
            "sale.advance.payment.inv", "create", {}, active_ids=[order_id]
        )
        self("sale.advance.payment.inv", "create_invoices", [wizard_id])
        [order] = self("sale.order", "read", [order_id], ["invoice_ids"])
        self("account.move", "action_post", order["invoice_ids"])
        return order["invoice_ids"][0]

    def collect(self, invoice_id):
        """Register the payment of an invoice; gives back the payment's state."""
        documents = {"active_model": "account.move", "active_ids": [invoice_id]}
        wizard_id = self("account.payment.register", "create", {}, **documents)
        self("account.payment.register", "action_create_payments", [wizard_id])
        [invoice] = self("account.move", "read", [invoice_id], ["payment_state"])
        return invoice["payment_state"]

    def _find_warehouse(self):
        domain = [("company_id", "=", self.company_id)]
        return self("stock.warehouse", "search_read", domain, ["lot_stock_id"])
