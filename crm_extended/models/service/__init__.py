"""How we serve: equipment, teams, requests, work orders, and what others see."""

from . import crm_expiring_link
from . import crm_equipment
from . import crm_equipment_stock
from . import crm_service_stage
from . import crm_service_team
from . import crm_service_team_intake
from . import crm_service_team_closing
from . import crm_service_category
from . import crm_sla_part
from . import crm_sla_target
from . import crm_sla_policy
from . import crm_sla_span
from . import crm_sla_clock
from . import crm_sla_escalation
from . import crm_service_request
from . import crm_service_request_sight
from . import crm_service_request_contact
from . import crm_service_request_documents
from . import crm_service_request_followers
from . import crm_service_request_equipment
from . import crm_service_request_articles
from . import crm_service_request_link
from . import crm_service_request_mail
from . import crm_service_request_web
from . import crm_service_request_sla
from . import crm_service_request_spans
from . import crm_service_request_clocks
from . import crm_service_request_standing
from . import crm_service_request_escalation
from . import crm_service_request_explain
from . import crm_service_request_answer
from . import crm_service_request_interaction
from . import crm_interaction
from . import crm_service_request_rating
from . import crm_service_request_solve
from . import crm_service_request_tracking

# requests: how they end, and begin anew
from . import crm_service_request_closing
from . import crm_service_request_reply
from . import crm_service_request_follow_up
from . import crm_service_request_auto_close

# requests: what becomes of two, and of one that is about two things
from . import crm_service_request_family
from . import crm_service_request_split
from . import crm_service_request_merge
from . import crm_service_request_merge_move
from . import crm_service_request_guard
from . import crm_service_request_similar

# requests: what is done to many alike
from . import crm_service_macro
from . import crm_service_request_macro

# work orders: the record, its lines, then what happens to them
from . import crm_work_order
from . import crm_work_order_line
from . import crm_work_order_time
from . import crm_work_order_part
from . import crm_work_order_part_stock
from . import crm_work_order_signature
from . import crm_work_order_flow
from . import crm_work_order_catalog
from . import crm_work_order_bill
from . import crm_service_request_work_order

# articles as answers
from . import crm_article

# documents of other apps from which a request is opened
from . import crm_service_document
from . import account_move
from . import sale_order
from . import stock_picking

# what the profile of a customer gets from the service desk
from . import crm_customer_profile
from . import crm_service_request_profile
from . import res_partner_profile

# feedback about requests, and requests out of feedback
from . import crm_feedback
from . import crm_service_request_feedback

# surveys about requests
from . import crm_survey
from . import crm_survey_answer

# core models seen from the service desk
from . import rating_rating
from . import res_company
from . import res_partner
from . import res_partner_timeline
from . import product_product
from . import product_template
from . import stock_lot
from . import stock_move_equipment
from . import stock_move_line
from . import res_users
from . import resource_calendar
from . import sale_order_line
from . import stock_move
from . import crm_duplicate

# import: what service adds to it
from . import crm_import
from . import crm_import_request
from . import crm_import_equipment
