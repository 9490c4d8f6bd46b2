"""Mails that could not be taken in: one was thrown away, two wait for a decision."""

import base64
from datetime import timedelta
from email.message import EmailMessage

# subject, sender, why it was kept, days ago, state
MAILS = (
    (
        "AW: Ersatzteile P200",
        "lager@alderbrook.example.com",
        "The address service@lanquan.example.com leads nowhere: no team has it.",
        1,
        "waiting",
    ),
    (
        "空压机报警照片",
        "contact1@cn04.example.com",
        "邮件的附件无法读取：编码已损坏。",
        2,
        "waiting",
    ),
    (
        "You have won",
        "prize@lottery.example.net",
        "The address service@lanquan.example.com leads nowhere: no team has it.",
        20,
        "discarded",
    ),
)


def tell(stage):
    mails = stage.env["crm.suspended.mail"].create(
        [_prepare_mail(stage, *mail) for mail in MAILS]
    )
    moments = [
        stage.moment(stage.workday(stage.today - timedelta(days=days)))
        for *_mail, days, _state in MAILS
    ]
    stage.backdate(mails, moments)


def _prepare_mail(stage, subject, sender, reason, _days, state):
    source = EmailMessage()
    source["Subject"] = subject
    source["From"] = sender
    source["To"] = "service@lanquan.example.com"
    source["Message-Id"] = f"<{len(subject)}.{sender}>"
    source.set_content(subject)
    return {
        "name": subject,
        "email_from": sender,
        "email_to": source["To"],
        "message_id": source["Message-Id"],
        "reason": reason,
        "source": base64.b64encode(source.as_bytes()),
        "company_id": stage.company.id,
        "state": state,
    }
