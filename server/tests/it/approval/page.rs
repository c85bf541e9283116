//! The public page and its PDF: who may see them, what they say, and that both say the same.

use app::api::approval::ItPage;
use app::kit;
use app::text::EN;
use domain::provider::Provider;

use super::{MICROSOFT, asked, row};
use crate::calendar::Desk;
use crate::test_app::{DAY, TestApp};

/// What a person reads of a page: without tags, entities as what they stand for.
fn read(html: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => inside = false,
            c if !inside => text.push(c),
            _ => {}
        }
    }
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#x27;", "'")
        .replace("&amp;", "&")
}

/// What a tool nobody here wrote reads in a PDF.
fn poppler(tool: &str, arguments: &[&str], pdf: &std::path::Path) -> String {
    let output = std::process::Command::new(tool)
        .args(["-enc", "UTF-8"])
        .args(arguments)
        .arg(pdf)
        .args((tool == "pdftotext").then_some("-"))
        .output()
        .expect("poppler-utils; `end2end/scripts/setup.sh test` installs it");
    assert!(output.status.success(), "{tool}: {output:?}");
    // Poppler writes a heading's title in its own way, whatever it is asked for.
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Words without what a line break or a page break made of their spaces.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

both_databases! {
    async fn the_pdf_has_its_structure_and_says_what_the_page_says(app: TestApp) {
        let desk = Desk::open(app).await;
        let path = asked(&desk).await;
        let it = desk.office.app.browser();
        let pdf = it.request(reqwest::Method::GET, &format!("{path}/kit.pdf")).send().await.unwrap();
        let file = desk.office.app.state.config.data_dir.join("kit.pdf");
        std::fs::write(&file, pdf.bytes().await.unwrap()).unwrap();

        let about = poppler("pdfinfo", &[], &file);
        for line in ["Approve calendar access for IMPACT Feedback", "Tagged:          yes"] {
            assert!(about.contains(line), "{line}: {about}");
        }
        let structure = poppler("pdfinfo", &["-struct"], &file);
        for element in ["H1", "H2", "H3", "Sect", "Table", "TR", "TH", "TD", "L ", "LI", "Lbl", "LBody", "Link", "P "] {
            let there = structure.lines().any(|line| {
                format!("{} ", line.trim_start()).starts_with(element)
            });
            assert!(there, "{element} is missing in {structure}");
        }
        let links = poppler("pdfinfo", &["-url"], &file);
        for link in ["mailto:admin@linden.example", path.as_str()] {
            assert!(links.contains(link), "{link}: {links}");
        }

        let token = path.trim_start_matches("/it/");
        let known: ItPage = it.call("get_it_page", &[("token", token)]).await.value();
        let text = squeezed(&poppler("pdfinfo", &["-struct-text"], &file).replace('"', ""));
        let read = squeezed(&poppler("pdftotext", &["-raw"], &file));
        for words in kit::document(&EN, &known.facts).words() {
            let words = squeezed(&words);
            assert!(read.contains(&words) || text.contains(&words), "{words:?} is not in the PDF");
        }
    }

    async fn the_page_says_all_of_the_document_and_names_nobody(app: TestApp) {
        let desk = Desk::open(app).await;
        let path = asked(&desk).await;
        let it = desk.office.app.browser();
        let page = it.get(&path).await;
        assert_eq!(page.status, 200, "{}", page.body);
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        let token = path.trim_start_matches("/it/");
        let known: ItPage = it.call("get_it_page", &[("token", token)]).await.value();
        let document = kit::document(&EN, &known.facts);
        let text = read(&page.body);
        for words in document.words() {
            assert!(text.contains(&words), "{words:?} is not on the page");
        }
        for part in [
            "Calendars.ReadWrite", "/oauth/microsoft/callback", "/oauth/microsoft/adminconsent",
            "https://www.googleapis.com/auth/calendar.events", "Only people who connect themselves. 1 is waiting now.",
        ] {
            assert!(text.contains(part), "{part}");
        }
        for name in ["Pat", "Quinn", "Ada Admin", "staff@linden.example"] {
            assert!(!text.contains(name), "{name} stands on the public page");
        }
    }

    async fn the_pdf_is_there_for_the_link_and_kept_by_what_it_says(app: TestApp) {
        let desk = Desk::open(app).await;
        let path = asked(&desk).await;
        let it = desk.office.app.browser();
        let pdf = it.request(reqwest::Method::GET, &format!("{path}/kit.pdf")).send().await.unwrap();
        assert_eq!(pdf.status(), 200);
        assert_eq!(pdf.headers()["content-type"], "application/pdf");
        assert_eq!(pdf.headers()["referrer-policy"], "no-referrer");
        let first = pdf.bytes().await.unwrap();
        assert!(first.starts_with(b"%PDF-1."));
        let again = it.request(reqwest::Method::GET, &format!("{path}/kit.pdf")).send().await.unwrap();
        assert_eq!(again.bytes().await.unwrap(), first);
        let fields = [
            ("version", "1"), ("form[google]", "true"), ("form[microsoft]", "true"),
            ("form[accounts]", "any"), ("form[title]", "class"), ("form[show_site]", "true"),
        ];
        desk.office.admin.call("save_policy", &fields).await.value::<()>();
        let other = it.request(reqwest::Method::GET, &format!("{path}/kit.pdf")).send().await.unwrap();
        assert_ne!(other.bytes().await.unwrap(), first, "another policy, another document");
    }

    async fn a_link_is_good_for_thirty_days_until_there_is_a_new_one(app: TestApp) {
        let desk = Desk::open(app).await;
        let path = asked(&desk).await;
        let it = desk.office.app.browser();
        let forged = format!("{}x", &path[..path.len() - 1]);
        for link in [forged.as_str(), "/it/nothing", "/it/a.b"] {
            assert_eq!(it.get(link).await.status, 404, "{link}");
            assert_eq!(it.get(&format!("{link}/kit.pdf")).await.status, 410, "{link}");
        }
        desk.office.admin.call("make_approval_link", &[MICROSOFT]).await.value::<()>();
        assert_eq!(it.get(&path).await.status, 404, "the old link");
        let link = row(&desk, Provider::Microsoft).await.link;
        let path = link.strip_prefix(&desk.office.app.url).unwrap();
        assert_eq!(it.get(path).await.status, 200);
        desk.office.app.clock.advance(30 * DAY);
        let late = it.get(path).await;
        assert_eq!(late.status, 410);
        assert!(read(&late.body).contains("This link worked until Dec 17, 2026."), "{}", read(&late.body));
        assert_eq!(it.get(&format!("{path}/kit.pdf")).await.status, 410);
        let approve = it.submit(path, &format!("{path}/approve"), &[]).await;
        assert_eq!(approve.status, 410);
    }

    async fn googles_page_has_the_steps_and_nothing_to_approve_in_entra(app: TestApp) {
        let desk = Desk::open(app).await;
        desk.staff.call("ask_it", &[("provider", "google")]).await.value::<()>();
        let link = row(&desk, Provider::Google).await.link;
        let path = link.strip_prefix(&desk.office.app.url).unwrap();
        let it = desk.office.app.browser();
        let text = read(&it.get(path).await.body);
        assert!(text.contains("Manage Third-Party App Access"));
        assert!(text.contains("on their own Google calendars"));
        assert_eq!(it.submit(path, &format!("{path}/approve"), &[]).await.status, 410);
    }

    async fn staff_who_look_at_the_page_have_not_opened_it_for_it(app: TestApp) {
        let desk = Desk::open(app).await;
        let path = asked(&desk).await;
        assert_eq!(desk.staff.get(&path).await.status, 200);
        assert_eq!(row(&desk, Provider::Microsoft).await.opened, "");
    }
}
