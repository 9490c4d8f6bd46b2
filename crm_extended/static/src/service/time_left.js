import { _t } from "@web/core/l10n/translation";

const MINUTE = 60 * 1000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
// below it, a deadline that still runs is marked
const SOON = 2 * HOUR;

/** Say a length of time as people do: the largest unit that fits, without decimals. */
export function inWords(milliseconds) {
    if (milliseconds >= 2 * DAY) {
        return _t("%s days", Math.floor(milliseconds / DAY));
    }
    if (milliseconds >= 2 * HOUR) {
        return _t("%s h", Math.floor(milliseconds / HOUR));
    }
    return _t("%s min", Math.max(1, Math.floor(milliseconds / MINUTE)));
}

/**
 * Say how a promise stands that is paused.
 *
 * @param {number} hours working hours that are left, below 0 where it was late before
 * @returns {{ mood: "paused"|"late", text: string }}
 */
export function timePaused(hours) {
    if (hours < 0) {
        return { mood: "late", text: _t("paused, %s late", inWords(-hours * HOUR)) };
    }
    return { mood: "paused", text: _t("paused, %s left", inWords(hours * HOUR)) };
}

/**
 * Say how a deadline stands.
 *
 * @param {luxon.DateTime} deadline
 * @param {luxon.DateTime} now
 * @param {luxon.DateTime|false} [stopped] when the promise was fulfilled
 * @returns {{ mood: "late"|"soon"|"kept"|"running", text: string }}
 */
export function timeLeft(deadline, now, stopped) {
    const left = deadline - (stopped || now);
    if (left < 0) {
        const late = inWords(-left);
        return { mood: "late", text: stopped ? _t("done %s late", late) : _t("%s late", late) };
    }
    if (stopped) {
        return { mood: "kept", text: _t("done in time") };
    }
    return { mood: left < SOON ? "soon" : "running", text: _t("in %s", inWords(left)) };
}
