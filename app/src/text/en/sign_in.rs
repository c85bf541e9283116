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
        demo_scheduler = "Scheduler";
        demo_scheduler_line = "Book cases, see that classes arrive";
        demo_admin = "Organization Admin";
        demo_admin_line = "Roles, policy, who is connected";
        demo_it = "IT department";
        demo_it_line = "Open the approval page";
        signed_out = "You are signed out.";
        session_over = "You were signed out. Sign in to go on where you were.";
    }
}
