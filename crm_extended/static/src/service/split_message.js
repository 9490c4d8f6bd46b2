import { registerMessageAction } from "@mail/core/common/message_actions";
import { _t } from "@web/core/l10n/translation";
import { toRaw } from "@odoo/owl";

const MODEL = "crm.service.request";

// A message of a service request that is about something else: a request of its own.
registerMessageAction("crm_split", {
    condition: ({ message, thread }) =>
        thread?.model === MODEL &&
        thread.hasWriteAccess &&
        ["comment", "email"].includes(message.message_type),
    icon: "fa fa-code-fork",
    name: _t("New Request from This Message"),
    onSelected: async ({ message: msg, store, thread: thr }) => {
        const message = toRaw(msg);
        const { action, orm } = store.env.services;
        const opening = await orm.call(MODEL, "action_split", [[toRaw(thr).id], message.id]);
        await action.doAction(opening);
    },
    sequence: 58,
});
