//! The second step at sign-in: the page that asks, and Profile › Security.

use super::plural;

texts! {
    /// A code besides the password.
    SecondStep {
        title = "Second step";
        lead = "A code from an authenticator app, besides your password. A stolen password alone then opens nothing.";
        off_text = "You sign in with your password only.";
        on_text = "You sign in with your password and a code.";
        set_up = "Set up";
        manage = "Manage";
        required_title = "Set up the second step to go on.";
        required_text = "Your role changes other people’s accounts, so signing in needs a code besides the password.";
        on = "On";
        off = "Off";
        not_offered = "Your role changes nobody else’s account, so there is nothing to set up here.";
        begin_text = "Setting up takes a minute, and an authenticator app on your phone.";
        begin = "Begin";
        beginning = "Beginning";
        scan_title = "1. Scan this with your authenticator app";
        scan_alt = "QR code for your authenticator app";
        key = "Or type this key";
        confirm_title = "2. Enter the code it shows";
        code = "Code";
        code_hint = "Six digits; a new one every 30 seconds.";
        confirm = "Confirm";
        checking = "Checking";
        codes_title = "Keep these recovery codes";
        codes_text = "Each opens your account once, if your phone is gone. They are shown only now.";
        codes_kept = "I have kept them";
        saving = "Saving";
        codes_left(n: i64) => |n| format!("{} left.", plural(n, "recovery code is", "recovery codes are"));
        new_codes = "Make new recovery codes";
        new_codes_text = "The old ones end.";
        remove = "Remove the second step";
        remove_text = "You then sign in with your password only.";
        code_or_recovery = "Code or recovery code";
        ask_title = "Enter your code";
        ask_lead = "Open your authenticator app, or use a recovery code.";
        ask_go_on = "Sign in";
        start_again = "Sign in as somebody else";
    }
}
