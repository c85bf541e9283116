//! Whole pages as the server sends them, with a fake backend in place of the server.

mod external;
mod fake;
mod frame;
mod panels;
mod scheduling;
mod school;

use std::sync::{Arc, Mutex};

use app::app::App;
use app::backend::Backend;
use app::error::AppError;
use app::shell::SetStatus;
use fake::Fake;
use futures::StreamExt;
use leptos::prelude::*;
use leptos::server::ServerActionError;
use leptos::server_fn::ServerFn;
use leptos::server_fn::error::ServerFnUrlError;
use leptos_integration_utils::{PinnedStream, build_response};
use leptos_meta::{MetaTags, ServerMetaContext};
use leptos_router::components::provide_server_redirect;
use leptos_router::location::RequestUrl;

/// One rendered page.
pub struct Page {
    pub html: String,
    pub status: u16,
    pub redirect: Option<String>,
}

impl Page {
    /// The text a person reads: tags and markers of the framework removed, spaces collapsed.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut depth_tag = false;
        for character in self.html.chars() {
            match character {
                '<' => depth_tag = true,
                '>' => {
                    depth_tag = false;
                    text.push(' ');
                }
                other if !depth_tag => text.push(other),
                _ => {}
            }
        }
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[track_caller]
    pub fn says(&self, words: &str) -> &Self {
        let text = self.text();
        assert!(text.contains(words), "{words:?} is missing in:\n{text}");
        self
    }

    #[track_caller]
    pub fn does_not_say(&self, words: &str) -> &Self {
        let text = self.text();
        assert!(!text.contains(words), "{words:?} stands in:\n{text}");
        self
    }

    #[track_caller]
    pub fn has(&self, html: &str) -> &Self {
        assert!(
            self.html.contains(html),
            "{html:?} is missing in:\n{}",
            self.html
        );
        self
    }
}

/// Renders the page at `address` as the server does before it sends it.
pub fn open(address: &str, fake: Fake) -> Page {
    open_with(address, fake, || ())
}

/// Renders the page that a form of `S`, posted without script, comes back to with an error.
pub fn open_refused<S: ServerFn<Error = AppError>>(
    address: &str,
    fake: Fake,
    error: AppError,
) -> Page {
    let url = ServerFnUrlError::new(S::PATH, error)
        .to_url("http://localhost/")
        .expect("a plain address");
    let error = url
        .query_pairs()
        .find(|(name, _)| name == "__err")
        .expect("the address carries the error")
        .1
        .into_owned();
    open_with(address, fake, move || {
        provide_context(ServerActionError::new(S::PATH, &error));
    })
}

fn open_with(address: &str, fake: Fake, and: impl FnOnce() + Send + 'static) -> Page {
    // Whoever comes second finds it set already.
    drop(any_spawner::Executor::init_futures_executor());
    let status = Arc::new(Mutex::new(200));
    let redirect = Arc::new(Mutex::new(None));
    let context = {
        let (status, redirect) = (status.clone(), redirect.clone());
        let address = address.to_owned();
        move || {
            and();
            provide_context(RequestUrl::new(&address));
            provide_context::<Arc<dyn Backend>>(Arc::new(fake));
            provide_context(SetStatus(Arc::new(move |code| {
                *status.lock().expect("no test panics while it holds it") = code;
            })));
            provide_server_redirect(move |to| {
                *redirect.lock().expect("no test panics while it holds it") = Some(to.to_owned());
            });
        }
    };
    let (meta, output) = ServerMetaContext::new();
    let (owner, stream) = build_response(
        || view! { <html><head><MetaTags/></head><body><App/></body></html> },
        move || {
            provide_context(meta);
            context();
        },
        |app, _, _| {
            Box::pin(async move {
                let html = app.to_html_stream_in_order().collect::<String>().await;
                Box::pin(futures::stream::once(async move { html })) as PinnedStream<String>
            })
        },
        false,
    );
    let html = futures::executor::block_on(async {
        let stream = stream.await;
        output
            .inject_meta_context(stream)
            .await
            .collect::<String>()
            .await
    });
    owner.unset_with_forced_cleanup();
    let status = *status.lock().expect("no test panics while it holds it");
    let redirect = redirect
        .lock()
        .expect("no test panics while it holds it")
        .take();
    Page {
        html,
        status,
        redirect,
    }
}
