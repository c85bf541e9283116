//! The page for the IT department: public, printed as PDF with the same words. Technical words are allowed.

use super::plural;

texts! {
    /// The IT approval page.
    It {
        for_it = "For the IT department";
        prepared(domain: &str, on: &str, until: &str) = "Prepared for {domain} on {on}. This link works until {until} and needs no sign-in.";
        english = "English";
        spanish = "Español";
        title(product: &str) = "Approve calendar access for {product}";
        lead_microsoft(org: &str) = "Staff of {org} want their booked classes on their own Microsoft 365 calendars. Microsoft asks an administrator to approve this once for the organization.";
        lead_google(org: &str) = "Staff of {org} want their booked classes on their own Google calendars. Google Workspace lets an administrator decide this once for the organization.";
        review = "Review and approve in Microsoft Entra";
        download_pdf = "Download as PDF";
        who_can = "A Cloud Application Administrator or Application Administrator can approve this; a Global Administrator can too. Opening this page approves nothing.";
        waiting_for_decision = "Waiting for your decision";
        asked_by = "Asked by";
        staff_members(n: i64) => |n| plural(n, "staff member", "staff members");
        first_asked = "First asked";
        questions = "Questions";
        on_this_page = "On this page";

        in_short = "In short";
        does = "What it does";
        does_text = "Adds, changes and removes its own events on the calendar of the person who connects.";
        reads = "What it reads";
        reads_text = "Only its own events, found by their mark, so that none is made twice. No other events, contacts, mail or files.";
        direction = "Direction";
        direction_text(product: &str) = "One way, from {product} to the calendar. What people do in their calendar changes nothing here.";
        holds = "What an event holds";
        holds_text = "Title “Class”, start, end, a neutral sentence and a link. No names, no guests, no head count.";
        affected = "Who can be affected";
        affected_text(n: i64) => |n| format!("Only people who connect themselves. {n} {} waiting now.", if n == 1 { "is" } else { "are" });
        how_to_end = "How to end it";
        how_to_end_microsoft = "Delete the enterprise application. Access ends within about an hour.";
        how_to_end_google = "Block the app in API controls. Access ends at once.";

        enter = "What to enter and check";
        application_name = "Application name";
        client_id = "Application (client) ID";
        delegated = "Delegated permission";
        sign_in_permissions = "Sign-in permissions";
        redirect = "Redirect address";
        application_permissions = "Application permissions";
        application_permissions_none = "None: it never acts without a signed-in person";
        copy_what(what: &str) = "Copy {what}";

        publisher = "Publisher";
        publisher_text(org: &str, host: &str) = "{org}, at {host}";
        entra_redirect = "Redirect address after approval";

        fields = "What is sent, field by field";
        field_title = "Title";
        field_title_class = "“Class”, for every class";
        field_title_alias = "A neutral word the organization chose, or “Class”";
        field_times = "Start and end";
        field_times_text = "When the class is, to the minute";
        field_text = "Text";
        field_text_text(product: &str) = "“Booked in {product}. Changing this event does not change the class.” and a link that shows nothing without sign-in";
        field_place = "Place";
        field_place_none = "Nothing";
        field_place_site = "The name of the site, without the room";
        field_shown = "Shown as";
        field_shown_text = "Busy and private, with a reminder 10 minutes before";
        field_mark = "Mark";
        field_mark_text = "A random number, by which only this event is found again";
        field_never = "Never sent";
        field_never_text = "Names, case numbers, how many are booked, notes, contacts, open availability, guests";

        permissions = "Each permission, and why";
        scope_calendars = "Add, look up, change and delete its own events";
        scope_profile = "Recognize the account that was connected, and show its address";
        scope_offline = "Send a class that is booked while the person is not there";

        why_full = "Why “Have full access to your calendars”";
        why_full_text(product: &str) = "Microsoft Graph has no smaller permission that lets an application add an event to a person’s own calendar. {product} creates, looks up, changes and deletes only the events it made itself and marked as its own.";

        approve = "Approve in Microsoft Entra";
        approve_1_before = "Choose ";
        approve_1_after = " above and sign in with your administrator account.";
        approve_2_before = "Compare the application ID and the permission with the table, then choose ";
        accept = "Accept";
        approve_3_before(product: &str) = "To limit who may connect, open Enterprise applications, {product}, Properties, set ";
        assignment_required = "Assignment required";
        approve_3_after = " to Yes, and assign your group.";
        approve_request_before = "If staff have sent a request inside Microsoft Entra, it also stands under Enterprise applications, ";
        approve_request_requests = "Admin consent requests";
        approve_request_after = ". Approving it there does the same. If there is none, the button above is all you need.";
        approve_conditional = "Conditional Access applies as to any other cloud application: each person signs in at Microsoft with your own rules.";
        approve_4(n: i64) => |n| format!(
            "That is all. The {} waiting {} told by email and connect themselves.",
            plural(n, "person", "people"), if n == 1 { "is" } else { "are" },
        );

        own = "Use a registration of your own";
        own_intro = "Only if your rules ask for it. The application then belongs to your tenant, and nobody else’s applies.";
        own_1_before = "In Microsoft Entra open App registrations, ";
        own_1_new = "New registration";
        own_1_after = ", for accounts in this organizational directory only, with the platform Web and this redirect address:";
        own_2 = "Under API permissions add the delegated Microsoft Graph permissions of the table above, then grant admin consent.";
        own_3 = "Under Certificates & secrets add a certificate rather than a secret.";
        own_4(org: &str) = "Give the application ID and the tenant ID to {org}. They enter both, and the certificate’s key never leaves their server.";

        google_title = "Google Workspace";
        google_before = "Only needed if Google shows staff “Access blocked”. In the Admin console open Security, Access and data control, API controls, ";
        google_manage = "Manage Third-Party App Access";
        google_after = ", then Configure new app.";
        oauth_client_id = "OAuth client ID";
        permission = "Permission";
        access = "Access";
        access_text = "Trusted, or Specific Google data where your console offers it";

        stored = "How data is stored and protected";
        retention = "How long";
        retention_text = "Access is kept while the person is connected. Upcoming events are removed when they disconnect; past ones stay in their calendar. The ledger holds ids, times and hashes, never names.";
        revocation = "How it ends";
        revocation_text = "At Google the access is revoked with the connection. Microsoft has no way for an application to do that, so our keys to it are destroyed and the person is told where to remove the application.";
        protection = "Protection";
        stored_text(org: &str) = "Access is kept encrypted, bound to one person and one provider, and destroyed when that person disconnects. Every message to a calendar is recorded in a ledger that administrators of {org} can read.";

        check_limit = "Check, limit and withdraw";
        check = "Check";
        check_text = "Entra sign-in logs, filtered by the application ID. Each of our calls carries a request ID we can trace.";
        limit = "Limit";
        limit_text = "Assign a group to the enterprise application, or use Conditional Access as for any other application.";
        withdraw = "Withdraw";
        withdraw_text = "Delete the enterprise application. Staff see “Needs reconnecting”; classes are not affected.";

        network = "Network addresses";
        from_browsers = "From staff browsers";
        from_server = "From our server";

        questions_title = "Questions IT departments ask";
        q_mail = "Can it send mail or invite people?";
        a_mail = "No. Events have no guests, so no invitation is ever sent.";
        q_leaves = "What happens when somebody leaves?";
        a_leaves = "Their classes leave their calendar and their access is destroyed when their account here is deactivated. Disabling their Microsoft account ends it too.";
        q_conditional = "Does it work with Conditional Access and multi-factor sign-in?";
        a_conditional = "Yes. Each person signs in at Microsoft with your own rules; we never see a password.";
        q_runs = "Who runs the server, and where?";
        a_runs(org: &str) = "{org} does, on its own server. Ask the address on this page for details.";

        ask_before = "Anything else: ";
        this_page = "This page: ";
        copied = "Copied";
        page_of(page: i64, of: i64) = "Page {page} of {of}";
        approved_before(n: i64) => |n| match n {
            0 => "Approved. Staff connect themselves.".into(),
            1 => "Approved. The person waiting has been emailed.".into(),
            n => format!("Approved. The {n} people waiting have been emailed."),
        };
        approved_by_you = "Approved, as far as Microsoft told us. An administrator here confirms it, or the first person who connects does.";
        opened_state = "Approved";
        refused_state = "Refused";
        link_trouble = "This page is not there any more";
        continue_entra = "Continue to Microsoft Entra";
        taking_you = "Taking you to Microsoft Entra";
        approved(n: i64) => |n| if n == 1 {
            "Approved. The person waiting has been emailed.".into()
        } else {
            format!("Approved. The {n} people waiting have been emailed.")
        };
        refused = "Not approved. Nothing changed.";
        expired(until: &str) = "This link worked until {until}. Ask the person who sent it for a new one.";
    }
}
