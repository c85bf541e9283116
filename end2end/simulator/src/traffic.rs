//! The layer over the provider's endpoints: applies faults and writes the journal.
//!
//! A request is worked on in a task of its own, so a caller that hangs up does not undo it: that is
//! how a real service behaves, and the case a client must survive.

use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;

use crate::connection::Cut;
use crate::fault::Fault;
use crate::google::grants;
use crate::journal::{self, Entry};
use crate::microsoft::tokens;
use crate::sim::{Desk, Sim};
use crate::wire;
use crate::world::{Change, Demo};

const LARGEST_BODY: usize = 1 << 20;

pub async fn record(State(sim): State<Sim>, request: Request, next: Next) -> Response {
    let line = request.extensions().get::<ConnectInfo<Cut>>().cloned();
    let task = tokio::spawn(work(sim, request, next));
    let Ok((response, cut)) = task.await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    if let (true, Some(ConnectInfo(line))) = (cut, line) {
        line.cut();
    }
    response
}

async fn work(sim: Sim, request: Request, next: Next) -> (Response, bool) {
    let (parts, body) = request.into_parts();
    let Ok(sent) = to_bytes(body, LARGEST_BODY).await else {
        return (StatusCode::PAYLOAD_TOO_LARGE.into_response(), false);
    };
    let target = match parts.uri.path_and_query() {
        Some(target) => target.as_str().to_owned(),
        None => "/".to_owned(),
    };
    let (fault, account) = {
        let mut desk = sim.desk();
        grants::end_when_due(&mut desk);
        let fault = take_fault(&mut desk, parts.method.as_str(), &target);
        let account = wire::bearer(&parts.headers).and_then(|token| holder(&desk, token));
        if let Some(account) = &account {
            desk.begin(account);
        }
        (fault, account)
    };
    let mut entry = Entry {
        seq: 0,
        time: String::new(),
        time_ms: 0,
        method: parts.method.to_string(),
        path: journal::path(&target),
        headers: journal::headers(&parts.headers),
        status: 0,
        body: journal::body(&String::from_utf8_lossy(&sent)),
        response: String::new(),
        account,
        fault: fault.as_ref().map(|fault| fault.id.clone()),
    };
    let effect_first = fault.as_ref().is_some_and(|fault| fault.apply);
    let delay = fault.as_ref().map_or(Duration::ZERO, Fault::delay);
    if !effect_first {
        tokio::time::sleep(delay).await;
    }
    let instead = fault.as_ref().and_then(Fault::answer);
    let answer = match (instead, effect_first) {
        (Some(instead), false) => instead,
        (instead, _) => {
            let request = Request::from_parts(parts, Body::from(sent));
            let real = next.run(request).await;
            instead.unwrap_or(real)
        }
    };
    let (head, body) = answer.into_parts();
    let told = to_bytes(body, usize::MAX)
        .await
        .unwrap_or_else(|_| Bytes::new());
    let cut = fault.as_ref().is_some_and(Fault::drops);
    entry.response = journal::body(&String::from_utf8_lossy(&told));
    entry.status = if cut { 0 } else { head.status.as_u16() };
    let account = entry.account.clone();
    write_down(&sim, entry);
    if effect_first {
        tokio::time::sleep(delay).await;
    }
    if let Some(account) = account {
        sim.desk().finish(&account);
    }
    (Response::from_parts(head, Body::from(told)), cut)
}

/// Whose live access token it is, at either provider.
fn holder(desk: &Desk, token: &str) -> Option<String> {
    let at_google = grants::holder(desk, token).map(|account| account.email.clone());
    at_google.or_else(|| tokens::holder(desk, token).map(|account| account.address.clone()))
}

fn take_fault(desk: &mut Desk, method: &str, path: &str) -> Option<Fault> {
    let mut fault = desk
        .faults
        .iter()
        .find(|fault| fault.hits(method, path))?
        .clone();
    fault.times -= 1;
    if fault.times > 0 {
        desk.commit(Change::Fault(fault.clone()));
        return Some(fault);
    }
    desk.commit(Change::FaultGone(fault.id.clone()));
    let mut settings = desk.settings.clone();
    if fault.id == crate::pages::demo::FAULT && settings.demo == Demo::FailsTwice {
        settings.demo = Demo::Normal;
        desk.commit(Change::Settings(settings));
    }
    Some(fault)
}

fn write_down(sim: &Sim, mut entry: Entry) {
    let mut desk = sim.desk();
    entry.seq = desk.last_seq + 1;
    entry.time_ms = desk.now();
    entry.time = Timestamp::from_millisecond(entry.time_ms)
        .expect("the simulator's clock stays within jiff's range")
        .to_string();
    desk.commit(Change::Request(Box::new(entry)));
}
