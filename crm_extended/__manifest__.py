{
    "name": "Complete CRM",
    "summary": "Service requests, customer analytics, knowledge and sales automation",
    "version": "19.0.1.0.0",
    "category": "Services",
    "author": "crm_extended contributors",
    "license": "LGPL-3",
    "depends": [
        # selling
        "crm",
        "sale_management",
        "sale_crm",
        "sale_stock",
        "sale_margin",
        "sale_stock_margin",
        # accounting of what is delivered
        "stock_account",
        # customers' voices and pages
        "rating",
        "portal_rating",
        # migration, privacy, integration
        "base_import",
        "privacy_lookup",
        "rpc",
    ],
    "data": [
        "security/crm_extended_groups.xml",
        "security/ir.model.access.csv",
        "security/safety_rules.xml",
        "security/service_rules.xml",
        # safety
        "views/safety/crm_suspended_mail_views.xml",
        # service
        "data/crm_service_stage_data.xml",
        "data/res_company_data.xml",
        "data/ir_cron_data.xml",
        "data/mail_activity_type_data.xml",
        "data/mail_template_data.xml",
        "report/service/crm_service_request_reports.xml",
        "report/service/crm_service_request_templates.xml",
        "views/service/crm_service_request_views.xml",
        "views/service/crm_service_request_templates.xml",
        "views/service/rating_rating_templates.xml",
        "views/service/rating_rating_views.xml",
        "views/service/crm_service_team_views.xml",
        "views/service/crm_service_stage_views.xml",
        "views/service/crm_service_category_views.xml",
        "views/service/crm_sla_policy_views.xml",
        "views/service/res_partner_views.xml",
        "views/service/account_move_views.xml",
        "views/service/sale_order_views.xml",
        "views/service/stock_picking_views.xml",
        "views/service/crm_service_form_templates.xml",
        # shared
        "views/res_config_settings_views.xml",
        "views/crm_extended_menus.xml",
    ],
    "demo": [
        "demo/res_users_demo.xml",
        "demo/service_demo.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "crm_extended/static/src/service/**/*",
        ],
        "web.assets_tests": [
            "crm_extended/static/tests/tours/**/*",
        ],
    },
    "application": True,
    "uninstall_hook": "uninstall_hook",
}
