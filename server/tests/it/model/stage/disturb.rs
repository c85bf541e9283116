//! What goes wrong: the provider's refusals, lost answers, and workers that die or are overtaken.

use std::sync::atomic::Ordering;

use domain::provider::Provider;
use serde_json::{Value, json};
use server::sync;

use super::Story;
use crate::model::{Fault, Method, Step};
use crate::provider_contract::side::{self, Said};

impl Story<'_> {
    pub(super) async fn fault(&mut self, fault: Fault) {
        let provider = self.bench.provider;
        let matching = |method| matching(provider, method);
        // The wording is the provider's; which requests it meets is the story's.
        let said = |said| side::fault(provider, "POST", 1, said)["body"].clone();
        let token = side::token_path(provider);
        let fault = match fault {
            Fault::Busy(m) => {
                json!({"match": matching(m), "status": 429, "body": said(Said::Busy), "headers": {"retry-after": "40"}})
            }
            Fault::Down(m) => json!({"match": matching(m), "status": 503}),
            Fault::NotAuthorized(times) => {
                // A grant that is refused again and again is believed dead.
                for person in &mut self.truth.people {
                    person.grant_in_doubt = true;
                }
                let no = said(Said::NotAuthorized);
                json!({"match": matching(Method::Any), "times": times, "status": 401, "body": no})
            }
            Fault::Dropped { method, effect } => {
                json!({"match": matching(method), "status": 0, "apply": effect})
            }
            Fault::Refused(m) => {
                json!({"match": matching(m), "status": 400, "body": said(Said::Refused)})
            }
            Fault::TokenDown => json!({"match": {"path": token}, "status": 503}),
            Fault::OurSecret => {
                json!({"match": {"path": token}, "status": 401, "body": {"error": "invalid_client"}})
            }
        };
        self.bench.google.fault(fault).await;
    }

    /// Works until the request that `matching` names is on its way (held back before its effect, or
    /// after it), and dies there. What it held it holds until its lease is over.
    pub(super) async fn crash(&mut self, method: Method, after: bool) {
        // Without an effect: to Google it never happened.
        let held = if after {
            json!({"apply": true})
        } else {
            json!({"status": 0})
        };
        let id = self.hold(method, held, 3_600_000).await;
        tokio::select! {
            () = self.bench.google.is_held(&id, after) => {}
            () = self.work() => self.bench.google.clear_faults().await,
        }
    }

    /// Works, and while a request is on its way somebody does something.
    pub(super) async fn meanwhile(&mut self, method: Method, after: bool, step: Step) {
        let id = self.hold(method, json!({"apply": after}), 40).await;
        let (bench, state) = (self.bench, self.bench.app.state.clone());
        let mut work = Box::pin(async move { sync::drain(&state).await.unwrap() });
        let held = tokio::select! {
            () = bench.google.is_held(&id, after) => true,
            _ = &mut work => false,
        };
        if held {
            tokio::join!(work, self.deed(step));
        } else {
            self.bench.google.clear_faults().await;
            self.deed(step).await;
        }
    }

    async fn hold(&self, method: Method, mut fault: Value, delay_ms: u64) -> String {
        let id = format!("held-{}", self.bench.held.fetch_add(1, Ordering::Relaxed));
        fault["id"] = id.clone().into();
        fault["match"] = matching(self.bench.provider, method);
        fault["delay_ms"] = delay_ms.into();
        self.bench.google.fault(fault).await;
        id
    }
}

fn matching(provider: Provider, method: Method) -> Value {
    let path = side::calendar_path(provider);
    match method {
        Method::Any => json!({"path": path}),
        Method::Post => json!({"path": path, "method": "POST"}),
        Method::Patch => json!({"path": path, "method": "PATCH"}),
        Method::Delete => json!({"path": path, "method": "DELETE"}),
    }
}
