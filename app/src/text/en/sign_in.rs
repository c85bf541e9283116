//! Sign-in and everything before a session exists.

texts! {
    /// Sign-in page and one-time links.
    SignIn {
        sign_in = "Sign in";
        signing_in = "Signing in";
        email = "Email";
        password = "Password";
        forgotten_it = "Forgotten it?";
        motto = "Your booked classes, on the calendar you already use. One way only. Nobody’s name, ever.";
        just_looking = "Just looking? Use a demo account";
        made_up = "Everything here is made up, and nothing leaves this computer.";
        demo_staff = "Staff";
        demo_staff_line = "Connect a calendar, see your classes";
        demo_staff2_line = "Be the one a class moves to";
        demo_nocal_line = "A role without the calendar integration";
        demo_scheduler = "Scheduler";
        demo_scheduler_line = "Book cases, see that classes arrive";
        demo_admin = "Organization Admin";
        demo_admin_line = "Roles, policy, who is connected";
        demo_it = "IT department";
        demo_it_line = "Open the approval page";
        forgot_title = "Reset your password";
        forgot_lead = "Enter your email. If it belongs to an account, we send a link that works once.";
        forgot_send = "Send the link";
        forgot_sending = "Sending";
        forgot_sent = "If an account has this email, a link is on its way. It works for one hour.";
        back_to_sign_in = "Back to sign-in";
        link_trouble = "This link does not work";
        link_setup_title(org: &str) = "Set up {org}";
        link_invite_title(org: &str) = "Welcome to {org}";
        link_reset_title = "Choose a new password";
        link_lead(email: &str) = "For {email}. This link works once.";
        link_name = "Your name";
        link_password = "New password";
        link_password_hint = "At least 10 characters. A few words are easier to remember than signs.";
        link_save = "Save and sign in";
        link_saving = "Saving";
        signed_out = "You are signed out.";
        session_over = "You were signed out. Sign in to go on where you were.";
    }
}
