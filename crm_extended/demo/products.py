"""What the company sells, and what came into its warehouse."""

from datetime import timedelta

# serial numbers bought of each machine; what nobody buys stays in stock
SERIALS = {
    "P100": 75,
    "P200": 75,
    "P350": 70,
    "P500": 70,
    "C40": 70,
    "C75": 70,
    "C110": 60,
}
KINDS = {
    "machine": {
        "type": "consu",
        "is_storable": True,
        "tracking": "serial",
        "crm_is_equipment": True,
    },
    "part": {"type": "consu", "is_storable": True, "crm_is_equipment": False},
    "service": {"type": "service", "invoice_policy": "order"},
}


def tell(stage):
    rows = stage.rows("products")
    products = stage.env["product.product"].create(
        [_prepare_product(stage, row) for row in rows]
    )
    stage.name_in_chinese(products, [row["name_zh"] for row in rows])
    stage.products = {row["code"]: p for row, p in zip(rows, products, strict=True)}
    stage.company.crm_service_product_id = stage.products["HOUR"]
    _receive(stage, rows)


def _prepare_product(stage, row):
    hour = stage.env.ref("uom.product_uom_hour")
    unit = hour if row["code"] == "HOUR" else stage.env.ref("uom.product_uom_unit")
    return {
        **KINDS[row["kind"]],
        "name": row["name_en"],
        "default_code": row["code"],
        "list_price": float(row["price"]),
        "standard_price": float(row["cost"]),
        "crm_warranty_months": int(row["warranty"]) if row["kind"] == "machine" else 0,
        "uom_id": unit.id,
        "sale_ok": True,
    }


def _receive(stage, rows):
    """Everything came in at the beginning, with one receipt for each product line."""
    warehouse = stage.env["stock.warehouse"].search(
        [("company_id", "=", stage.company.id)], limit=1
    )
    stage.warehouse = warehouse
    supplier = stage.env.ref("stock.stock_location_suppliers")
    moves = []
    for row in rows:
        product = stage.products[row["code"]]
        if row["kind"] == "machine":
            names = [
                f"{row['code']}-{number:04d}"
                for number in range(1001, 1001 + SERIALS[row["code"]])
            ]
            lots = stage.env["stock.lot"].create(
                [{"name": name, "product_id": product.id} for name in names]
            )
            moves.append(_prepare_move(stage, product, supplier, lots, 1))
        elif row["kind"] == "part":
            lots = stage.env["stock.lot"]
            moves.append(
                _prepare_move(stage, product, supplier, lots, int(row["stock"]))
            )
    picking = stage.env["stock.picking"].create(
        {
            "picking_type_id": warehouse.in_type_id.id,
            "location_id": supplier.id,
            "location_dest_id": warehouse.lot_stock_id.id,
            "move_ids": [(0, 0, values) for values in moves],
        }
    )
    picking.move_ids._action_confirm(merge=False)
    picking.move_ids._action_done()
    arrival = stage.moment(stage.month(37) + timedelta(days=9))
    date_pickings(stage, picking, [arrival])


def _prepare_move(stage, product, supplier, lots, quantity):
    common = {
        "product_id": product.id,
        "product_uom_id": product.uom_id.id,
        "location_id": supplier.id,
        "location_dest_id": stage.warehouse.lot_stock_id.id,
        "picked": True,
    }
    lines = [{**common, "lot_id": lot.id, "quantity": 1} for lot in lots]
    lines = lines or [{**common, "quantity": quantity}]
    return {
        "product_id": product.id,
        "product_uom": product.uom_id.id,
        "product_uom_qty": sum(line["quantity"] for line in lines),
        "location_id": supplier.id,
        "location_dest_id": stage.warehouse.lot_stock_id.id,
        "picked": True,
        "move_line_ids": [(0, 0, line) for line in lines],
    }


def date_pickings(stage, pickings, moments):
    """Let transfers, their moves and lines have happened at these moments."""
    pickings = pickings.with_context(prefetch_fields=False)
    by_picking = dict(zip(pickings, moments, strict=True))
    stage.backdate(pickings, moments, "date_done", "scheduled_date")
    date_moves(
        stage, pickings.move_ids, [by_picking[m.picking_id] for m in pickings.move_ids]
    )


def date_moves(stage, moves, moments):
    """Let moves and their lines have happened, and equipment begun, at moments."""
    by_move = dict(zip(moves, moments, strict=True))
    stage.backdate(moves, moments, "date")
    lines = moves.move_line_ids
    stage.backdate(lines, [by_move[line.move_id] for line in lines], "date")
    equipment = stage.env["crm.equipment"].search([("move_line_id", "in", lines.ids)])
    for piece in equipment:
        piece.warranty_start = by_move[piece.move_line_id.move_id].date()
    stage.backdate(equipment, [by_move[e.move_line_id.move_id] for e in equipment])
    messages = stage.env["mail.message"].search(
        [("model", "=", "crm.equipment"), ("res_id", "in", equipment.ids)]
    )
    by_id = {e.id: by_move[e.move_line_id.move_id] for e in equipment}
    stage.backdate(messages, [by_id[m.res_id] for m in messages], "date")
