//! What a back end must do to keep a session, in axum: rotation, reuse detection, a grace period and CORS.
//! Both tokens travel in bodies and headers (`carrier: 'bearer'`), so that no cookie and no CSRF is in play.
//!
//! What tokens are is in `tokens.rs`, which sessions there are in `sessions.rs`; here is what is answered. Sessions and
//! the one user are in memory; put both into your database.

mod sessions;
mod tokens;

use std::{
    env,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use axum::{
    Form, Json, Router,
    extract::{Path, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::json;
use tower_http::cors::CorsLayer;

use sessions::Sessions;
use tokens::{Keys, Kind};

struct Server {
    keys: Keys,
    sessions: Mutex<Sessions>,
    access_seconds: u64,
}

type Shared = State<Arc<Server>>;

impl Server {
    fn sessions(&self) -> MutexGuard<'_, Sessions> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tokens of the session's given generation.
    fn tokens(&self, id: &str, generation: u64) -> Response {
        let access = self.keys.sign(Kind::Access, id, now() + self.access_seconds);
        let refresh = self.keys.sign(Kind::Refresh, id, generation);
        let body =
            json!({ "accessToken": access, "refreshToken": refresh, "expiresIn": self.access_seconds });
        ([(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
    }
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs())
}

fn unauthorized(error: &str) -> Response {
    let challenge = [(header::WWW_AUTHENTICATE, format!("Bearer error=\"{error}\""))];
    (StatusCode::UNAUTHORIZED, challenge, Json(json!({ "error": error }))).into_response()
}

#[derive(Deserialize)]
struct Credentials {
    user: String,
    password: String,
}

async fn login(State(server): Shared, Json(given): Json<Credentials>) -> Response {
    // Replace this by your users, whose passwords are hashed.
    if given.user != "ada" || given.password != "lovelace" {
        return unauthorized("wrong name or password");
    }
    match tokens::random_name() {
        Some(id) => {
            let generation = server.sessions().begin(&id, &given.user);
            server.tokens(&id, generation)
        }
        None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RefreshCall {
    refresh_token: String,
}

async fn refresh(State(server): Shared, Json(given): Json<RefreshCall>) -> Response {
    let Some((id, generation)) = server.keys.verify(Kind::Refresh, &given.refresh_token) else {
        return unauthorized("invalid_grant");
    };
    let renewed = server.sessions().renew(&id, generation, now());
    match renewed {
        Some(next) => server.tokens(&id, next),
        None => unauthorized("invalid_grant"),
    }
}

#[derive(Deserialize)]
struct Revocation {
    token: String,
}

/// RFC 7009: answered with 200 also where there is nothing to revoke.
async fn revoke(State(server): Shared, Form(given): Form<Revocation>) -> StatusCode {
    if let Some((id, _)) = server.keys.verify(Kind::Refresh, &given.token) {
        server.sessions().end(&id);
    }
    StatusCode::OK
}

async fn item(State(server): Shared, Path(item): Path<String>, headers: HeaderMap) -> Response {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = given.and_then(|value| value.strip_prefix("Bearer "));
    let user = token
        .and_then(|token| server.keys.verify(Kind::Access, token))
        .filter(|(_, ends)| *ends > now())
        .and_then(|(id, _)| server.sessions().user(&id));
    match user {
        Some(user) => Json(json!({ "id": item, "user": user })).into_response(),
        None => unauthorized("invalid_token"),
    }
}

fn number(name: &str, default: u64) -> u64 {
    env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let origin = env::var("APP_ORIGIN").unwrap_or_else(|_| "http://localhost:5173".to_owned());
    let server = Arc::new(Server {
        keys: Keys::new(env::var("SECRET").ok().as_deref())?,
        sessions: Mutex::new(Sessions::new(number("GRACE_SECONDS", 10))),
        access_seconds: number("ACCESS_SECONDS", 300),
    });
    // Around everything, so that refusals have these headers too: a 401 without them is a network error to the page.
    let cors = CorsLayer::new()
        .allow_origin(HeaderValue::from_str(&origin)?)
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE])
        .expose_headers([header::RETRY_AFTER, header::WWW_AUTHENTICATE, HeaderName::from_static("date")])
        .max_age(Duration::from_secs(7200));
    let app = Router::new()
        .route("/auth/login", post(login))
        .route("/auth/refresh", post(refresh))
        .route("/oauth/revoke", post(revoke))
        .route("/api/items/{id}", get(item))
        .layer(cors)
        .with_state(server);
    let port = number("PORT", 3000);
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", u16::try_from(port)?)).await?;
    println!("http://{}", listener.local_addr()?);
    axum::serve(listener, app).await?;
    Ok(())
}
