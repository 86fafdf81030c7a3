//! How the credential travels: bearer by an OAuth endpoint, cookies, and both.

use everfetch::client::{
    Call, Carrier, Client, RefreshFailure, SessionEvent, SessionOptions, SessionState, Tokens,
};
use gloo_storage::Storage as _;
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::api::{Sandbox, failed, get, login, me, sign_in};
use crate::support::stub::{Stub, notes};
use crate::support::{Heard, bounded};

/// A client whose CSRF cookie has its own name: all ports of a host share their cookies.
async fn cookie_client(sandbox: &Sandbox, session: SessionOptions, cookie: &str) -> Client {
    sandbox.knobs(json!({ "xsrfCookieName": cookie })).await;
    let builder = Client::builder().base_url(sandbox.url()).xsrf_cookie_name(cookie).with_xsrf_token(true);
    builder.session(session).build().expect("a client")
}

async fn add_item(client: &Client, name: &str) -> u16 {
    client.post("/api/items").json(&json!({ "name": name })).send().await.expect("an answer").status()
}

#[wasm_bindgen_test]
async fn a_cookie_session_renews_and_resends_with_the_newest_csrf_token() {
    bounded(async {
        let sandbox = Sandbox::new("cookie").await;
        let session = sandbox.options().carrier(Carrier::Cookie);
        let client = cookie_client(&sandbox, session, "XSRF-cookie").await;
        let tokens = login(&client, "ada", "cookie").await;
        client.session().unwrap().sign_in(&tokens).expect("cookies hold the tokens");
        assert_eq!(add_item(&client, "before").await, 201);
        sandbox.expire().await;
        // The resend repeats the cookie that came with the renewal.
        assert_eq!(add_item(&client, "after").await, 201);
        let counters = sandbox.counters().await;
        assert_eq!((counters.refresh.calls, counters.csrf_refused), (1, 0));
        assert_eq!(counters.calls["POST /api/items"], 3);
        let kept =
            gloo_storage::SessionStorage::raw().get_item(&(sandbox.key("cookie") + " cookie")).unwrap();
        assert!(!kept.expect("a record").contains("eyJ"), "a cookie session keeps no token");
    })
    .await;
}

#[wasm_bindgen_test]
async fn h107_the_csrf_token_does_not_cross_origins_unless_that_is_wanted() {
    bounded(async {
        let sandbox = Sandbox::new("h107").await;
        sandbox.knobs(json!({ "xsrfCookieName": "XSRF-h107" })).await;
        let session = sandbox.options().carrier(Carrier::Cookie);
        let builder = Client::builder().base_url(sandbox.url()).xsrf_cookie_name("XSRF-h107");
        let client = builder.session(session).build().expect("a client");
        let tokens = login(&client, "ada", "cookie").await;
        client.session().unwrap().sign_in(&tokens).expect("cookies hold the tokens");
        assert_eq!(add_item(&client, "forged").await, 403);
        assert_eq!(sandbox.counters().await.csrf_refused, 1);
    })
    .await;
}

#[wasm_bindgen_test]
async fn h20_whether_a_cookie_holds_a_session_is_found_out_by_one_refresh() {
    bounded(async {
        let sandbox = Sandbox::new("h20").await;
        let session = || sandbox.options().carrier(Carrier::Cookie);
        let stranger = cookie_client(&sandbox, session().id("h20-stranger"), "XSRF-h20").await;
        let heard = Heard::of(&stranger.session().unwrap());
        assert_eq!(stranger.session().unwrap().ready().await, SessionState::Anonymous);
        assert_eq!((heard.ends(), sandbox.counters().await.refresh.calls), (0, 1));
        // Nobody was signed in, so the request's own answer is the answer.
        assert_eq!(get(&stranger, "/api/me").await.expect("an answer").status(), 401);

        login(&stranger, "ada", "cookie").await;
        let returning = cookie_client(&sandbox, session(), "XSRF-h20").await;
        assert_eq!(returning.session().unwrap().ready().await, SessionState::Active);
        assert_eq!(me(&returning).await.expect("an answer").user, "ada");
    })
    .await;
}

#[wasm_bindgen_test]
async fn h81_a_refresh_is_never_answered_from_a_cache_and_survives_a_reload_where_cookies_hold_it() {
    bounded(async {
        let sandbox = Sandbox::new("h81").await;
        let seen = notes();
        let _fetch = Stub::fetch(
            "if (String(request.url).endsWith('/auth/refresh'))
               notes.push([request.cache, request.credentials, !!init.keepalive]);
             return real(request, init)",
        );
        for (mode, carrier) in [("bearer", Carrier::Bearer), ("split", Carrier::Split)] {
            let client = sandbox.client(sandbox.options().id(&format!("h81-{mode}")).carrier(carrier));
            let tokens = login(&client, "ada", mode).await;
            client.session().unwrap().sign_in(&tokens).expect("tokens");
            client.session().unwrap().refresh().await.expect("renewed");
        }
        let seen: Vec<(String, String, bool)> =
            serde_wasm_bindgen::from_value(seen.into()).expect("two notes");
        let expected = [("no-store", "same-origin", false), ("no-store", "include", true)];
        let expected = expected
            .map(|(cache, credentials, keepalive)| (cache.to_owned(), credentials.to_owned(), keepalive));
        assert_eq!(seen, expected);
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_split_session_renews_its_access_token_by_a_cookie() {
    bounded(async {
        let sandbox = Sandbox::new("split").await;
        let client = sandbox.client(sandbox.options().carrier(Carrier::Split));
        let tokens = login(&client, "ada", "split").await;
        client.session().unwrap().sign_in(&tokens).expect("an access token");
        assert_eq!(me(&client).await.expect("an answer").token, "a1");
        sandbox.expire().await;
        assert_eq!(me(&client).await.expect("an answer").token, "a2");
        assert_eq!(sandbox.counters().await.refresh.calls, 1);
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_split_session_without_a_record_begins_with_a_refresh() {
    bounded(async {
        let sandbox = Sandbox::new("split-unknown").await;
        let client = sandbox.client(sandbox.options().carrier(Carrier::Split));
        login(&client, "ada", "split").await;
        // The first request asks, since without a token its answer would say nothing.
        assert_eq!(me(&client).await.expect("an answer").token, "a2");
        let counters = sandbox.counters().await;
        assert_eq!((counters.refresh.calls, counters.unauthorized), (1, 0));
    })
    .await;
}

#[wasm_bindgen_test]
async fn the_refresh_grant_of_oauth_renews_and_revokes() {
    bounded(async {
        let sandbox = Sandbox::new("oauth").await;
        sandbox.knobs(json!({ "clientId": "web", "oddTokens": false })).await;
        let refresh = Call::form("/oauth/token").client_id("web").scope("read write");
        let client = sandbox.client(SessionOptions::new(refresh).id("oauth").revoke("/oauth/revoke"));
        sign_in(&client, "ada").await;
        sandbox.expire().await;
        assert_eq!(me(&client).await.expect("an answer").token, "a2");
        assert!(client.session().unwrap().sign_out().await.expect("the server agrees"));
        let counters = sandbox.counters().await;
        assert_eq!((counters.calls["POST /oauth/token"], counters.revocations), (1, 1));
        assert_eq!(client.session().unwrap().state(), SessionState::Ended);
    })
    .await;
}

#[wasm_bindgen_test]
async fn h75_a_wrong_client_id_is_a_mistake_of_the_deployment_and_no_logout() {
    bounded(async {
        let sandbox = Sandbox::new("h75").await;
        sandbox.knobs(json!({ "clientId": "web" })).await;
        let refresh = Call::form("/oauth/token").client_id("other");
        let client = sandbox.client(SessionOptions::new(refresh).id("h75"));
        let heard = Heard::of(&client.session().unwrap());
        sign_in(&client, "ada").await;
        sandbox.expire().await;
        let error = failed(me(&client).await);
        assert_eq!((error.code(), error.status()), ("ERR_REFRESH_MISCONFIGURED", Some(401)));
        assert!(!error.is_retryable());
        let cause = error.session_failure().unwrap().cause().expect("a cause");
        assert_eq!(cause.status(), Some(401));
        assert!(cause.to_string().contains("invalid_client"), "{cause}");
        let SessionEvent::RefreshFailed { failure, .. } = heard.last() else { panic!("{:?}", heard.last()) };
        assert_eq!((failure, heard.ends()), (RefreshFailure::Misconfigured, 0));
        // No request of its own is worth another try so soon.
        assert_eq!(failed(me(&client).await).code(), "ERR_REFRESH_MISCONFIGURED");
        assert_eq!(sandbox.counters().await.refresh.calls, 0, "refused before it counts as a refresh");
        assert_eq!(sandbox.counters().await.calls["POST /oauth/token"], 1);
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_token_that_is_about_to_end_is_renewed_before_the_request() {
    bounded(async {
        let sandbox = Sandbox::new("ahead").await;
        let client = sandbox.client(sandbox.options());
        let reply: Value = {
            let sent = client.post("/auth/login").json(&json!({ "user": "ada" })).without_session();
            sent.send().await.expect("an answer").json().await.expect("JSON")
        };
        let text = |name: &str| reply[name].as_str().expect("a token").to_owned();
        // One millisecond is over by the time of the first request.
        let tokens = Tokens::new(&text("accessToken"))
            .refresh_token(&text("refreshToken"))
            .expires_in(std::time::Duration::from_millis(1));
        client.session().unwrap().sign_in(&tokens).expect("tokens");
        crate::support::timer(2).await;
        assert_eq!(me(&client).await.expect("an answer").token, "a2");
        let fresh = client.session().unwrap().access_token().await.expect("a token");
        assert!(fresh.is_some_and(|token| token.starts_with("eyJ") && token != text("accessToken")));
        let counters = sandbox.counters().await;
        assert_eq!((counters.refresh.calls, counters.unauthorized), (1, 0));
    })
    .await;
}

#[wasm_bindgen_test]
async fn the_token_may_have_another_header_and_no_scheme() {
    bounded(async {
        let sandbox = Sandbox::new("header").await;
        let client = sandbox.client(sandbox.options().header("X-Refresh-Token").scheme(""));
        client.session().unwrap().sign_in(&"secret-1".into()).expect("a token");
        // Only a request with a good credential is echoed; this one has another of its own.
        let other = sandbox.client(sandbox.options().id("header-other"));
        sign_in(&other, "ada").await;
        let token = other.session().unwrap().access_token().await.unwrap().expect("a token");
        let echo = client.get("/api/echo").header("Authorization", &format!("Bearer {token}"));
        let echo: Value = echo.send().await.expect("an answer").json().await.expect("JSON");
        assert_eq!(echo["headers"]["x-refresh-token"], "(present)");
    })
    .await;
}

#[wasm_bindgen_test]
async fn h40_a_token_in_a_header_of_its_own_follows_no_redirect() {
    bounded(async {
        let sandbox = Sandbox::new("h40").await;
        let client = sandbox.client(sandbox.options().id("h40-own").header("X-Auth"));
        client.session().unwrap().sign_in(&"secret-1".into()).expect("a token");
        let usual = sandbox.signed_in().await;
        let seen = notes();
        {
            let _fetch = Stub::fetch(
                "notes.push([request.headers.has('X-Auth'), init.redirect || '']);
                 return Promise.resolve(new Response('yes'))",
            );
            client.get("/api/me").send().await.expect("an answer");
            client.get("/api/me").without_session().send().await.expect("an answer");
            usual.get("/api/me").send().await.expect("an answer");
        }
        let seen: Vec<(bool, String)> = serde_wasm_bindgen::from_value(seen.into()).expect("notes");
        let wanted = [(true, "error"), (false, ""), (false, "")];
        assert_eq!(seen, wanted.map(|(carries, redirect)| (carries, redirect.to_owned())));
    })
    .await;
}

#[wasm_bindgen_test]
async fn h164_a_public_request_waits_three_seconds_for_a_refresh_that_hangs() {
    bounded(async {
        let notes = notes();
        let _fetch = Stub::fetch(
            "const path = new URL(request.url ?? request, location).pathname;
             notes.push(path);
             return path === '/auth/refresh' ? new Promise(() => {}) : Promise.resolve(new Response('{}'))",
        );
        let _timers = Stub::timers("notes.push(delay); return real(run, delay === 3000 ? 0 : delay)");
        let session = SessionOptions::new("/auth/refresh").id("h164").carrier(Carrier::Split);
        let client = Client::builder().session(session.share_tabs(false)).build().expect("a client");
        let response = get(&client, "/public").await.expect("an answer");
        assert_eq!((response.status(), client.session().unwrap().state()), (200, SessionState::Restoring));
        let said: Vec<Value> = serde_wasm_bindgen::from_value(notes.into()).expect("notes");
        let at =
            |wanted: &str| said.iter().position(|note| note.as_str() == Some(wanted)).expect("it was noted");
        let waits =
            said.iter().position(|note| note.as_f64() == Some(3000.0)).expect("a wait of three seconds");
        assert!(waits < at("/public") && at("/auth/refresh") < at("/public"), "{said:?}");
    })
    .await;
}
