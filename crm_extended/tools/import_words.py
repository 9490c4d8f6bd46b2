"""What people call the columns of their files, and what stands in them, as examples.

Words of all languages stand together: a file does not say in which one it speaks.
"""

# what every kind understands, and by kind what it calls differently or adds
WORDS = {
    "": {
        "external_id": "id, old id, legacy id, 外部编号, 旧系统编号",
        "customer": "customer name, company, account, client, kunde, firma, 客户,"
        " 客户名称, 公司, 公司名称, 单位名称",
        "product": "product, item, article, sku, product code, artikel, 产品, 产品编号,"
        " 商品, 型号",
        "owner": "owner, account manager, rep, verkäufer, 销售员, 负责人, 业务员",
        "tags": "tag, category, categories, labels, 标签, 分类",
        "note": "notes, comment, comments, remarks, bemerkung, 备注, 说明",
        "email": "e-mail, mail, email address, 邮箱, 电子邮件, 电邮",
        "phone": "telephone, tel, mobile, phone number, telefon, 电话, 手机, 联系电话",
        "website": "web, url, homepage, 网站, 网址",
        "street": "address, address 1, strasse, straße, 地址, 街道, 详细地址",
        "street2": "address 2, 地址2, 街道2",
        "zip": "postcode, postal code, zip code, plz, 邮编, 邮政编码",
        "city": "town, ort, stadt, 城市, 市",
        "country": "nation, land, 国家, 国家/地区",
    },
    "customer": {
        "external_id": "id, customer id, customer no, kundennummer, 外部编号",
        "ref": "ref, customer number, customer code, account number, 客户编号,"
        " 客户代码",
        "name": "name, customer name, company, company name, firma, kunde, 客户名称,"
        " 公司, 公司名称, 名称, 单位名称",
        "is_company": "company?, is company, type, 是否公司, 企业",
        "vat": "vat, vat number, tax number, ust-id, 税号, 统一社会信用代码",
        "tags": "tag, category, categories, 客户标签, 标签, 分类",
    },
    "contact": {
        "external_id": "id, contact id, 联系人编号, 外部编号",
        "name": "name, contact name, full name, ansprechpartner, 联系人, 姓名,"
        " 联系人姓名",
        "type": "type, contact type, 类型",
        "function": "function, job title, title, position, role, 职位, 职务",
    },
    "tag": {
        "customer": "customer name, company, account, kunde, 客户, 客户名称, 公司",
        "tags": "tag, name, category, label, segment, 标签, 客户标签, 分类",
    },
    "interaction": {
        "external_id": "id, call id, activity id, 外部编号",
        "contact": "contact person, person, contact name, ansprechpartner, 联系人",
        "name": "subject, topic, title, betreff, 主题, 标题, 内容",
        "date": "date, when, time, datum, call date, 日期, 时间, 联系时间",
        "channel": "channel, type, medium, means, kanal, 方式, 渠道, 沟通方式",
        "direction": "direction, in/out, richtung, 方向",
        "owner": "user, owner, employee, logged by, 员工, 负责人, 记录人",
        "outcome": "outcome, result, ergebnis, 结果",
        "note": "notes, note, comment, details, description, 备注, 详情, 说明",
    },
    "history": {
        "month": "month, period, date, monat, 月份, 月, 期间, 日期",
        "quantity": "quantity, qty, pieces, units, menge, stück, 数量",
        "amount": "amount, sales, revenue, turnover, umsatz, betrag, net sales,"
        " 金额, 销售额, 营业额",
    },
    "request": {
        "external_id": "id, ticket, ticket id, ticket number, 工单号, 外部编号",
        "contact": "contact person, requester, contact name, 联系人, 报修人",
        "name": "subject, title, summary, betreff, 主题, 标题, 问题",
        "opened": "opened, created, created at, open date, eröffnet, 创建时间,"
        " 开单时间",
        "closed": "closed, closed at, resolved, geschlossen, 关闭时间, 完成时间",
        "priority": "urgency, priorität, 优先级",
        "owner": "agent, assigned to, owner, assignee, 负责人, 处理人",
        "note": "description, details, text, beschreibung, 描述, 详情",
    },
    "equipment": {
        "external_id": "id, equipment id, asset id, 设备编号, 外部编号",
        "site": "location, address, standort, 现场, 安装地点",
        "serial": "serial, serial no, sn, s/n, seriennummer, 序列号",
        "quantity": "quantity, qty, menge, 数量",
        "delivered": "delivered, delivery, installed, purchase date, lieferdatum,"
        " 交货日期, 发货日期",
        "end": "warranty, warranty until, garantie bis, 保修期至, 保修到期",
    },
}

# two rows in English, two in Chinese; what is not here stays empty
EXAMPLES = {
    "": {
        "customer": ("C-1001", "Sonnenhof Brewery", "C-1001", "上海精密设备有限公司"),
        "email": ("office@sonnenhof.example", "", "info@shjm.example", ""),
        "phone": ("+49 30 1234567", "", "021-61234567", "13800138000"),
        "street": ("Hauptstraße 1", "", "浦东新区张江路1号", ""),
        "zip": ("10115", "", "201203", ""),
        "city": ("Berlin", "Hamburg", "上海", "杭州"),
        "country": ("Germany", "DE", "中国", "CN"),
    },
    "customer": {
        "external_id": ("C-1001", "C-1002", "C-1001", "C-1002"),
        "ref": ("SONNE", "", "SHJM", ""),
        "name": ("Sonnenhof Brewery", "Maria Keller", "上海精密设备有限公司", "王芳"),
        "is_company": ("yes", "no", "是", "否"),
        "vat": ("", "", "91310115MA1K35J123", ""),
        "website": ("www.sonnenhof.example", "", "www.shjm.example", ""),
        "tags": ("Key account, Region / North", "", "重点客户", ""),
        "note": ("Prefers calls in the morning", "", "请下午联系", ""),
    },
    "contact": {
        "external_id": ("P-1", "P-2", "P-1", "P-2"),
        "name": ("Katrin Sommer", "Warehouse North", "李雷", "嘉定仓库"),
        "type": ("contact", "delivery", "联系人", "送货地址"),
        "function": ("Head of maintenance", "", "设备经理", ""),
        # a person has the address of its customer
        "street": ("", "Kai 7", "", "嘉定区工业路9号"),
        "zip": ("", "20457", "", "201800"),
        "city": ("", "Hamburg", "", "上海"),
        "country": ("", "DE", "", "CN"),
    },
    "tag": {"tags": ("Key account", "Region / North", "重点客户", "华东, 泵")},
    "owner": {"owner": ("anna@example.com", "Otto Berg", "wang@example.com", "李明")},
    "interaction": {
        "external_id": ("A-1", "A-2", "A-1", "A-2"),
        "name": ("Offer for two pumps", "Visit at the fair", "水泵报价", "展会拜访"),
        "date": ("2024-03-05 14:30", "2024-03-08", "2024年3月5日", "2024-03-08"),
        "channel": ("Phone", "Trade Fair", "电话", "微信"),
        "outcome": ("Interested", "", "有意向", ""),
        "note": ("Wants a quotation by Friday", "", "周五前要报价", ""),
    },
    "request": {
        "external_id": ("T-1", "T-2", "T-1", "T-2"),
        "name": ("Pump is loud", "Seal leaks", "水泵噪音大", "密封漏水"),
        "opened": ("2024-03-05 09:15", "2024-03-08", "2024-03-05 09:15", "2024-03-08"),
        "closed": ("2024-03-06", "2024-03-12", "2024-03-06", "2024-03-12"),
        "note": ("Noise since Monday", "", "周一开始有噪音", ""),
    },
    "equipment": {
        "external_id": ("E-1", "E-2", "E-1", "E-2"),
        "product": ("Pump P 200", "Filter F 10", "水泵 P200", "滤芯 F10"),
        "serial": ("SN-2024-001", "", "SN-2024-001", ""),
        "quantity": ("1", "4", "1", "4"),
        "delivered": ("2024-03-05", "2024-03-05", "2024-03-05", "2024年3月5日"),
        "end": ("2026-03-05", "", "2026-03-05", ""),
    },
    "history": {
        "month": ("2023-01", "2023-02", "2023-01", "2023年2月"),
        "product": ("Pump P 200", "Spare parts", "水泵 P200", "备件"),
        "quantity": ("2", "", "2", ""),
        "amount": ("4800.00", "120.50", "48000.00", "1200.50"),
    },
}

# what people write for the choices of a column, beside the choices' own labels
CHOICES = {
    ("interaction", "channel"): {
        "call": "phone",
        "telephone": "phone",
        "e-mail": "mail",
        "邮件": "mail",
        "电邮": "mail",
        "拜访": "visit",
        "企微": "wecom",
        "展会": "fair",
    },
    ("interaction", "direction"): {
        "in": "in",
        "incoming": "in",
        "inbound": "in",
        "来电": "in",
        "outgoing": "out",
        "outbound": "out",
        "去电": "out",
    },
}

# what people write and no list of countries has
COUNTRIES = {
    "usa": "US",
    "u.s.a.": "US",
    "uk": "GB",
    "great britain": "GB",
    "england": "GB",
    "prc": "CN",
    "p.r. china": "CN",
    "pr china": "CN",
    "中华人民共和国": "CN",
    "holland": "NL",
    "uae": "AE",
    "korea": "KR",
}
# how people call the kinds of address that Odoo has
ADDRESS_TYPES = {
    "contact": ("contact", "person", "联系人"),
    "invoice": ("invoice", "billing", "invoice address", "开票", "开票地址"),
    "delivery": ("delivery", "shipping", "site", "送货", "送货地址", "现场"),
    "other": ("other", "other address", "其他", "其他地址"),
}


def get_words(kind, name):
    """Return what people call a column of a kind of import.

    >>> get_words("customer", "name")[:2]
    ['name', 'customer name']
    """
    words = WORDS.get(kind, {}).get(name) or WORDS[""].get(name, "")
    return [word.strip() for word in words.split(",") if word.strip()]


def get_example(kind, name, language, number):
    """Return what stands in a row of the template.

    >>> get_example("customer", "is_company", 0, 1), get_example("tag", "colour", 1, 0)
    ('no', '')
    """
    examples = EXAMPLES.get(kind, {}).get(name) or EXAMPLES[""].get(name)
    return examples[2 * language + number] if examples else ""


def get_choice_words(kind, name):
    """Return the further words for the choices of a column.

    >>> get_choice_words("interaction", "channel")["call"]
    'phone'
    """
    return CHOICES.get((kind, name), {})
