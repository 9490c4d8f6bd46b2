"""What all that means for each customer, worked out as the nightly job does."""


def tell(stage):
    stage.env["crm.customer.profile"]._refresh(stage.company)
