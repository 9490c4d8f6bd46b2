"""Who they are: profile, lifecycle, segments, interactions, feedback."""

from . import res_company
from . import res_partner
from . import res_partner_counts

# interactions: the record, what follows from it, where it is logged and made from
from . import crm_interaction
from . import crm_interaction_step
from . import crm_interaction_profile
from . import crm_interaction_document
from . import res_partner_interaction
from . import crm_lead_interaction
from . import sale_order_interaction
from . import mail_activity
from . import calendar_event

# profile: what it holds, what the figures mean, how they are worked out, and when
from . import crm_customer_profile
from . import crm_customer_profile_metrics
from . import crm_customer_profile_payments
from . import crm_customer_profile_refresh
from . import crm_customer_profile_store
from . import crm_customer_touch
from . import res_partner_profile
from . import res_partner_figures
from . import res_partner_payments
from . import crm_payment_habit
from . import sale_order_payments
from . import crm_lead_payments
from . import res_partner_sheet

# classes: what counts as a purchase, and what is told from it
from . import crm_customer_tier
from . import crm_lifecycle_rule
from . import crm_customer_lifecycle
from . import crm_customer_profile_purchases
from . import crm_customer_profile_lifecycle
from . import crm_customer_profile_rfm
from . import crm_customer_profile_reorder
from . import crm_customer_profile_grid
from . import crm_customer_segment
from . import crm_customer_segment_member
from . import crm_customer_segment_update
from . import crm_customer_profile_segments
from . import res_company_lifecycle
from . import res_company_rfm
from . import res_partner_class

# documents whose customers are touched
from . import account_move
from . import account_move_line
from . import account_partial_reconcile
from . import sale_order
from . import stock_picking

# duplicates: how they are found, shown and decided on, and the merge
from . import res_partner_duplicates
from . import crm_merge_log
from . import crm_duplicate
from . import crm_duplicate_search
from . import crm_duplicate_comparison
from . import crm_duplicate_merge
from . import base_partner_merge_automatic_wizard
from . import base_partner_merge_automatic_wizard_overlaps
from . import crm_customer_profile_merge

# completeness of data: what is missing, how much it weighs, when it is mended
from . import crm_customer_profile_data
from . import res_company_data
from . import res_partner_data
from . import mail_blacklist

# letters to customers about their accounts
from . import crm_letter

# statements: the record, its figures, then how it leaves
from . import crm_statement
from . import crm_statement_ledger
from . import crm_statement_send
from . import crm_statement_workbook

# collection: what is overdue, what the customer says to it, how it is reminded
from . import account_move_collection
from . import account_move_promise
from . import account_move_reminder
from . import crm_reminder
from . import crm_reminder_send
from . import res_company_reminder

# the timeline: how it is read, and what is on it
from . import account_payment
from . import mail_message
from . import crm_timeline
from . import crm_timeline_message
from . import res_partner_timeline

# feedback: the record, when it is due, and the documents that it is about
from . import crm_feedback_category
from . import crm_feedback
from . import crm_feedback_solution
from . import crm_feedback_document
from . import res_company_feedback
from . import res_partner_feedback
from . import sale_order_feedback
from . import stock_picking_feedback

# surveys: the question, the answer, how it gets out and back, what follows from it
from . import crm_survey
from . import crm_survey_answer
from . import crm_survey_answer_ask
from . import crm_survey_ask
from . import crm_survey_event
from . import crm_survey_answer_event
from . import crm_survey_answer_page
from . import crm_survey_answer_follow_up
from . import crm_survey_result
from . import crm_survey_answer_result
from . import crm_customer_profile_survey
from . import crm_feedback_survey
from . import mail_activity_survey
from . import res_company_opinion
from . import res_partner_opinion
from . import res_partner_survey

# import: the job by its steps, then what can be imported
from . import crm_import
from . import crm_import_file
from . import crm_import_mapping
from . import crm_import_run
from . import crm_import_result
from . import crm_import_column
from . import crm_import_row
from . import crm_import_kind
from . import crm_import_kind_external
from . import crm_import_kind_lookup
from . import crm_import_kind_sentences
from . import crm_import_customer
from . import crm_import_contact
from . import crm_import_tag
from . import crm_import_owner
from . import crm_import_event
from . import crm_import_interaction
from . import crm_import_history
from . import crm_customer_history
from . import crm_customer_profile_history
from . import res_company_import
