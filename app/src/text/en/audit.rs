//! Audit, every mail, the demo's mailbox, and the parts of Admin › Calendar integration that belong
//! to people and the ledger.

use super::plural;

texts! {
    /// Audit and mail.
    Audit {
        audit_lead = "Who did what. Only names that still exist are shown; what was typed is not kept.";
        tab_events = "Events";
        tab_mail = "Email";
        from = "From";
        until = "Until";
        person = "Person";
        about = "About";
        everything = "Everything";
        area_sign_in = "Signing in";
        area_calendar = "Calendars";
        area_class = "Classes";
        area_roster = "Rosters";
        area_case = "Cases";
        area_user = "Users";
        area_role = "Roles";
        area_settings = "Settings";
        show = "Show";
        clear = "Clear";
        download = "Download as CSV";
        newer = "Newer";
        older = "Older";
        system = "The system";
        col_detail = "Detail";

        // What was done.
        signed_in = "Signed in";
        signed_out = "Signed out";
        signed_out_elsewhere = "Signed out everywhere else";
        sign_in_refused = "Sign-in refused";
        second_step_refused = "Code at sign-in refused";
        second_step_on = "Set up the second step";
        second_step_off = "Removed the second step";
        second_step_reset = "Reset somebody’s second step";
        recovery_used = "Used a recovery code";
        recovery_new = "Made new recovery codes";
        reset_asked = "Asked for a new password";
        password_reset = "Chose a new password by link";
        password_changed = "Changed the password";
        profile_saved = "Saved the profile";
        set_up = "Set the organization up";
        invitation_accepted = "Accepted an invitation";
        connected = "Connected a calendar";
        connect_refused = "Calendar was not connected";
        reconnected = "Reconnected a calendar";
        disconnect = "Disconnected the calendar";
        disconnected_by_admin = "Disconnected somebody’s calendar";
        disconnected = "Access to a calendar ended";
        calendar_state = "Calendar changed its state";
        calendar_paused = "Calendar was paused";
        calendar_resumed = "Calendar was resumed";
        calendar_leaving = "Calendar is being disconnected";
        calendar_switched = "Switched to another calendar";
        removals_held = "Removals that nobody asked for were stopped";
        removals_decided = "Decided about stopped removals";
        import_applied = "Imported a file";
        user_invited = "Invited somebody";
        invitation_withdrawn = "Withdrew an invitation";
        user_role_changed = "Changed somebody’s role";
        user_role_undone = "Took a change of role back";
        user_deactivated = "Deactivated somebody";
        user_reactivated = "Reactivated somebody";
        user_signed_out = "Signed somebody out everywhere";
        reset_link_sent = "Sent a link for a new password";
        role_added = "Added a role";
        role_edited = "Changed what a role may do";
        role_renamed = "Renamed a role";
        role_deleted = "Deleted a role";
        role_reassigned = "Gave people another role";
        role_undone = "Took a role’s change back";
        policy_edited = "Changed the calendar policy";
        policy_undone = "Took a policy change back";
        class_offered = "Offered availability";
        class_edited = "Edited a class";
        class_moved = "Moved a class";
        class_reassigned = "Gave a class to somebody else";
        class_canceled = "Canceled a class";
        class_uncanceled = "Took back a cancellation";
        class_deleted = "Deleted availability";
        class_sent_again = "Sent a class again";
        roster_added = "Booked a case";
        roster_removed = "Removed a case from a roster";
        case_added = "Added a case";
        case_edited = "Edited a case";
        case_closed = "Closed a case";
        case_reopened = "Reopened a case";
        case_erased = "Erased a case";
        type_added = "Added a class type";
        type_edited = "Edited a class type";
        site_added = "Added a site";
        site_edited = "Edited a site";
        audit_exported = "Downloaded the audit";
        ledger_exported = "Downloaded the disclosure ledger";
        retention = "Old events were deleted by age";

        // Mail.
        mail_lead = "What was written to whom, and whether it left. The words are not kept.";
        col_letter = "Message";
        col_state = "State";
        no_mail = "No message yet";
        no_mail_text = "Invitations, resets and notices appear here.";
        not_set_up = "No mail server is set, so messages wait here. The operator sets one in the settings.";
        mail_sent(when: &str) = "Sent {when}";
        mail_waiting = "Waiting";
        mail_again(when: &str) = "Not taken; trying again at {when}";
        mail_given_up(when: &str) = "Given up {when}";
        mail_trouble(n: i64) => |n| format!("{} could not be sent.", plural(n, "message", "messages"));
        mail_trouble_link = "See messages";
        letter_invitation = "Invitation";
        letter_reset = "New password";
        letter_needs_person = "Calendar needs its person";
        letter_at_risk = "Class at risk";
        letter_it_approved = "IT has approved";
        letter_approve = "Approval asked of IT";
        letter_disconnected = "Disconnected by an administrator";
        letter_entitlement = "Calendar switched off";
        letter_grant_ends = "Access ends soon";
        letter_our_side = "Our access is refused";
        letter_secret_ends = "Our secret ends soon";
        letter_second_step = "Second step changed";
        demo_mail = "Email";
        demo_mail_title = "Email of this demo";
        demo_mail_lead = "Nothing leaves this computer. What would have been sent stands here.";
        demo_mail_to(address: &str) = "To {address}";

        // People.
        sort = "Order";
        sort_worst = "Worst first";
        sort_name = "By name";
        sort_silent = "Longest silent first";
        everybody = "Everybody";
        nobody_found = "Nobody found";
        nobody_found_text = "Try another name, or show everybody.";
        why = "Why";
        why_hint = "Kept in Audit. A choice and no text, so that it names nobody.";
        why_none = "No reason given";
        why_asked = "They asked for it";
        why_account = "It was the wrong account";
        why_left = "They have other duties now";
        why_security = "Security";
        disconnect_events(n: i64) => |n| format!("Their {} that calendar.", plural(n, "upcoming event leaves", "upcoming events leave"));
        disconnecting = "Disconnecting";
        ledger_none = "Nothing was sent in this period";
        class_tested = "Connection test";
    }
}
