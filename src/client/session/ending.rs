//! Where a page goes when its session has ended. Decides what is added to the address of the login page. The core
//! decides that a session has ended, once.

use wasm_bindgen::JsValue;
use web_sys::Url;

use crate::client::globals::get;
use crate::client::url;
use crate::core::EndReason;

/// Goes to the login page, unless the page is it already.
pub(super) fn go(login_url: &str, reason: EndReason) {
    let Some(page) = url::page().and_then(|page| url::parse(&page)) else { return };
    let location = get(&JsValue::from(js_sys::global()), "location");
    // A worker has a location too, but cannot navigate.
    if let (Some(target), Some(window)) = (login_page(login_url, reason, &page), web_sys::window())
        && !location.is_undefined()
    {
        let _ = window.location().assign(&target);
    }
}

fn login_page(login_url: &str, reason: EndReason, page: &Url) -> Option<String> {
    let target = Url::new_with_base(login_url, &page.href()).ok()?;
    // These run as a script, or are no page of a server or an application.
    if ["javascript:", "data:", "vbscript:", "blob:"].contains(&target.protocol().as_str()) {
        return None;
    }
    // Origins of other schemes than http are all "null".
    let is_own = target.protocol() == page.protocol() && target.host() == page.host();
    if is_own && target.pathname() == page.pathname() {
        return None;
    }
    // After a sign-out the user does not want to return to the same page.
    if is_own && reason != EndReason::SignedOut && !target.search_params().has("returnTo") {
        target.search_params().set("returnTo", &address_of(page));
    }
    Some(target.href())
}

/// The address of the page without its origin, so that the login page can return only within its own. Two slashes at the
/// beginning would name another one.
fn address_of(page: &Url) -> String {
    format!("/{}{}{}", page.pathname().trim_start_matches('/'), page.search(), page.hash())
}

#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    fn target(login_url: &str, reason: EndReason) -> Option<String> {
        let page = Url::new("https://app.example/orders?id=1#top").expect("a URL");
        login_page(login_url, reason, &page)
    }

    #[wasm_bindgen_test]
    fn h92_the_login_page_learns_where_to_return_to_within_its_own_origin_only() {
        let refused = EndReason::Refused;
        assert_eq!(
            target("/login", refused).as_deref(),
            Some("https://app.example/login?returnTo=%2Forders%3Fid%3D1%23top")
        );
        assert_eq!(
            target("/login?returnTo=x", refused).as_deref(),
            Some("https://app.example/login?returnTo=x")
        );
        assert_eq!(target("https://id.example/in", refused).as_deref(), Some("https://id.example/in"));
        assert_eq!(target("/login", EndReason::SignedOut).as_deref(), Some("https://app.example/login"));
    }

    #[wasm_bindgen_test]
    fn h92_an_odd_path_is_returned_to_as_a_path_and_never_as_another_origin() {
        for (page, here) in [
            ("https://app.example//evil.example/x", "/evil.example/x"),
            ("https://app.example////evil.example//x?a=1#b", "/evil.example//x?a=1#b"),
            ("https://app.example/a//b", "/a//b"),
            ("https://app.example/", "/"),
        ] {
            assert_eq!(address_of(&Url::new(page).expect("a URL")), here);
        }
    }

    #[wasm_bindgen_test]
    fn h92_neither_a_script_nor_the_page_itself_is_gone_to() {
        assert_eq!(target("javascript:alert(1)", EndReason::Refused), None);
        assert_eq!(target("/orders?again", EndReason::Refused), None);
        assert_eq!(target("https://[", EndReason::Refused), None);
    }
}
