"""What the access log speaks of, with the words for the screen."""

from data_access.accounts.access_log import (
    FIGURES_SENT,
    IMPORTED,
    PURGED,
    RECORD_ADDED,
    RECORD_CHANGED,
    RECORD_DELETED,
    RECORD_ENDED,
    RESTORED,
    UNDONE,
)
from presentation.language.messages import N_

SIGNED_IN, SIGN_IN_FAILED, SIGN_IN_LOCKED, SIGNED_OUT = "sign_in", "sign_in_failed", "sign_in_locked", "sign_out"
ACCOUNT_ADDED, ACCOUNT_PROPOSED, ACCOUNT_CONFIRMED = "account_added", "account_proposed", "account_confirmed"
ACCOUNT_DISABLED, ACCOUNT_ENABLED = "account_disabled", "account_enabled"
ROLES_CHANGED, PASSWORD_SET = "roles_changed", "password_set"
SETUP_TOKEN_MADE, SETUP_FAILED = "setup_token", "setup_failed"
EXPORTED = "export"
TARGET_ADDED, OUTAGE_ADDED, OUTAGE_REMOVED = "target_added", "outage_added", "outage_removed"
DISPLAY_ADDED, DISPLAY_CONNECTED = "display_added", "display_connected"
DISPLAY_REFUSED, DISPLAY_REVOKED = "display_refused", "display_revoked"
MESSAGE_WRITTEN, MESSAGE_REMOVED = "message_written", "message_removed"
RECIPIENT_ADDED, RECIPIENT_ENDED = "recipient_added", "recipient_ended"
CONCERN_HANDLED, CONCERN_REOPENED = "concern_handled", "concern_reopened"

KINDS = {
    SIGNED_IN: N_("signed in"),
    SIGN_IN_FAILED: N_("sign-in failed"),
    SIGN_IN_LOCKED: N_("sign-in locked for a while"),
    SIGNED_OUT: N_("signed out"),
    ACCOUNT_ADDED: N_("account added"),
    ACCOUNT_PROPOSED: N_("account asked for"),
    ACCOUNT_CONFIRMED: N_("account confirmed"),
    ACCOUNT_DISABLED: N_("account switched off"),
    ACCOUNT_ENABLED: N_("account switched on"),
    ROLES_CHANGED: N_("roles changed"),
    PASSWORD_SET: N_("password set"),
    SETUP_TOKEN_MADE: N_("code for the first operator made"),
    SETUP_FAILED: N_("wrong code for the first operator"),
    EXPORTED: N_("file downloaded"),
    IMPORTED: N_("file imported"),
    UNDONE: N_("import taken back"),
    PURGED: N_("rows of households removed"),
    RESTORED: N_("database restored from a backup"),
    RECORD_ADDED: N_("record added"),
    RECORD_CHANGED: N_("record changed"),
    RECORD_ENDED: N_("record ended"),
    RECORD_DELETED: N_("record deleted"),
    TARGET_ADDED: N_("target decided"),
    OUTAGE_ADDED: N_("day of outage added"),
    OUTAGE_REMOVED: N_("day of outage removed"),
    DISPLAY_ADDED: N_("display added"),
    DISPLAY_CONNECTED: N_("display connected"),
    DISPLAY_REFUSED: N_("wrong code of a display"),
    DISPLAY_REVOKED: N_("display shut out"),
    MESSAGE_WRITTEN: N_("message of the day written"),
    MESSAGE_REMOVED: N_("message of the day taken away"),
    RECIPIENT_ADDED: N_("address for figures added"),
    RECIPIENT_ENDED: N_("address for figures ended"),
    FIGURES_SENT: N_("figures sent"),
    CONCERN_HANDLED: N_("attention: dealt with"),
    CONCERN_REOPENED: N_("attention: put on the list again"),
}
CHANGES = (TARGET_ADDED, OUTAGE_ADDED, OUTAGE_REMOVED, MESSAGE_WRITTEN, MESSAGE_REMOVED)
"""Kinds of which the page of settings speaks."""
