//! The frame around every page: header, account menu, banners. No page's own words.

texts! {
    /// Header, navigation, account menu, banners.
    Shell {
        skip_to_content = "Skip to content";
        nav_main = "Main";
        nav_admin = "Admin";
        menu = "Menu";
        my_classes = "My classes";
        schedule = "Schedule";
        cases = "Cases";
        admin = "Admin";
        help = "Help";
        your_account = "Your account";
        profile = "Profile";
        appearance = "Appearance";
        appearance_system = "System";
        appearance_light = "Light";
        appearance_dark = "Dark";
        appearance_as(choice: &str) = "Appearance: {choice}";
        as_the_system = "as the system";
        language = "Language";
        language_is(language: &str) = "Language: {language}";
        language_english = "English";
        sign_out = "Sign out";
        users = "Users";
        roles = "Roles";
        calendar_integration = "Calendar integration";
        class_types_and_sites = "Class types & sites";
        audit = "Audit";
        settings = "Settings";
        demo_mode = "Demo mode";
        demo_sentence = "Everything here is made up, and nothing leaves this computer.";
        banner_calendar = "Calendar";
        banner_needs_reconnecting(provider: &str) = "{provider} needs reconnecting.";
        banner_needs_permission(provider: &str) = "{provider} needs permission.";
        banner_calendar_missing = "Your calendar cannot be found.";
        banner_waiting(n: i64) => |n| if n == 1 {
            "1 change is waiting; nothing is lost.".into()
        } else {
            format!("{n} changes are waiting; nothing is lost.")
        };
        reconnect = "Reconnect";
        title_of(page: &str, org: &str) = "{page} – {org}";
        offline = "You are offline. What you see may be old; nothing is lost.";
        unreachable(product: &str) = "We cannot reach {product}. Trying again.";
        page_problem = "Something went wrong here";
        page_missing = "Nothing here";
        back_to_start = "Back to the start";
    }
}
