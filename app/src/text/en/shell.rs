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
        help_lead(product: &str) = "How {product} and your calendar work together, in one minute.";
        help_connect = "Put your classes on your calendar";
        help_connect_text = "Open the menu at the top right, choose Profile, then External, and connect your calendar.";
        help_appear = "When a class appears";
        help_appear_text = "It appears when the first case is booked into your availability, and leaves when the last case is removed. Open availability never appears.";
        help_one_way = "It works one way";
        help_one_way_text = "Move or delete the event in your calendar, and nothing changes here. An event you deleted can be put back from the class or from your Profile.";
        help_wrong = "When a class is not there";
        help_wrong_text = "Every class says what became of it, under Delivery. If your calendar needs you, an amber line says so on every page.";
        help_absent = "No External tab?";
        help_absent_text = "Your role does not include it. Ask an administrator for “Calendar integration”.";
        privacy = "What is kept, and what is sent";
        privacy_lead(org: &str, product: &str) = "{org} uses {product} to plan classes. This page says what is kept here, and what leaves it.";
        privacy_kept = "What is kept here";
        privacy_kept_staff = "Staff: name, email, role, and when they signed in.";
        privacy_kept_cases = "Cases: name, reference, date of birth, contact. They stay here, and a case can be erased.";
        privacy_kept_classes = "Classes: what, where, when, who teaches, and who is booked.";
        privacy_sent = "What is sent to a calendar";
        privacy_sent_when = "Only for staff who connected their own calendar, and only for classes that somebody is booked into.";
        privacy_sent_what = "One event per class: a neutral title, start and end, a fixed sentence, and a link that needs sign-in. Private, busy, without guests.";
        privacy_sent_place = "The site’s name, only where the organization has chosen so; never a room.";
        privacy_feed = "Whoever makes a private feed has the same events behind a secret address, until it is ended.";
        privacy_kept_calendar = "A connected calendar: the account’s address, its keys, encrypted, and which event stands for which class.";
        privacy_kept_long = "Who did what, and what was sent when, as ids and times without names of cases; deleted by age.";
        privacy_google = "Information received from Google and Microsoft is used only to keep these events right: it is not sold, not used for advertising or to train models, and read by no person. The use of information received from Google APIs adheres to the Google API Services User Data Policy, including the Limited Use requirements.";
        privacy_sent_never = "Never a person’s name, a case number, how many are booked, notes, or contacts.";
        privacy_read = "What is read from a calendar";
        privacy_read_what = "Our own events, found by their mark, and nothing else. What anybody does in their calendar changes nothing here.";
        privacy_end = "How it ends";
        privacy_end_what = "Disconnect on the Profile, under External. The upcoming events are removed, our access ends, and its keys are destroyed.";
        privacy_cookies = "Cookies";
        privacy_cookies_what = "One keeps you signed in, one remembers light or dark. No other site is asked for anything.";
        page_problem = "Something went wrong here";
        page_missing = "Nothing here";
        back_to_start = "Back to the start";
    }
}
