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
        "security/service_rules.xml",
        "security/work_order_rules.xml",
        # service
        "data/crm_service_stage_data.xml",
        "data/res_company_data.xml",
        "report/service/crm_service_request_reports.xml",
        "report/service/crm_service_request_templates.xml",
        "report/service/crm_work_order_reports.xml",
        "report/service/crm_work_order_templates.xml",
        "views/service/crm_service_request_views.xml",
        "views/service/crm_service_request_templates.xml",
        "views/service/crm_service_team_views.xml",
        "views/service/crm_service_stage_views.xml",
        "views/service/crm_work_order_views.xml",
        "views/service/crm_work_order_form_views.xml",
        "views/service/crm_work_order_templates.xml",
        "views/service/res_partner_views.xml",
        "views/service/res_users_views.xml",
        "views/service/sale_order_views.xml",
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
            "crm_extended/static/src/**/*",
        ],
        "web.assets_tests": [
            "crm_extended/static/tests/tours/**/*",
        ],
    },
    "application": True,
    "uninstall_hook": "uninstall_hook",
}
