//! Claims on the page: reading them, and saying what is wrong with them.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use serde_json::{Map, Value, json};
use shared::names::client_cookie as cookie;
use shared::{FrontToken, Timestamp};

use super::fake::Fake;
use super::fake_server::RefreshRoute;
use crate::claims::{BooleanClaim, ClaimValidator, PrimitiveArrayClaim, PrimitiveClaim};
use crate::client::ApiError;

const VERIFIED: BooleanClaim = BooleanClaim::new("st-ev");
const ROLES: PrimitiveArrayClaim<String> = PrimitiveArrayClaim::new("st-role");
const PLAN: PrimitiveClaim<String> = PrimitiveClaim::new("plan");
const LEVEL: PrimitiveClaim<i64> = PrimitiveClaim::new("level");

/// Fetched after one second.
fn payload() -> Map<String, Value> {
    let json = json!({
        "iat": 0, "sessionHandle": "h1",
        "st-ev": {"v": false, "t": 1_000},
        "st-role": {"v": ["admin", "editor"], "t": 1_000},
        "plan": {"v": "pro", "t": 1_000},
        "level": {"v": "high", "t": 1_000},
    });
    json.as_object().cloned().unwrap_or_default()
}

fn text(text: &str) -> String {
    text.to_owned()
}

fn reason(validator: &ClaimValidator, millis: i64) -> Option<Value> {
    let error = validator.validate(&payload(), Timestamp::from_millis(millis));
    error.map(|error| error.reason)
}

#[test]
fn a_claim_reads_values_of_its_own_type_only() {
    let payload = payload();
    assert_eq!(VERIFIED.get_value_from_payload(&payload), Some(false));
    assert_eq!(ROLES.get_value_from_payload(&payload), Some(vec![text("admin"), text("editor")]));
    assert_eq!(PLAN.get_value_from_payload(&payload).as_deref(), Some("pro"));
    assert_eq!(LEVEL.get_value_from_payload(&payload), None);
    assert_eq!(VERIFIED.get_value_from_payload(&Map::new()), None);
    assert_eq!(PLAN.get_last_fetched_time(&payload), Some(Timestamp::from_secs(1)));
}

#[test]
fn values_are_compared_and_searched_as_on_the_server() {
    for passes in [
        VERIFIED.is_false(),
        PLAN.has_value("pro"),
        ROLES.includes("admin"),
        ROLES.excludes("owner"),
        ROLES.includes_all(["admin", "editor"]),
        ROLES.excludes_all(["owner", "guest"]),
    ] {
        assert_eq!(reason(&passes, 1_000), None);
    }
    let (admin, owner) = ("admin", "owner");
    for (fails, expectation, expected) in [
        (VERIFIED.is_true(), "expectedValue", json!(true)),
        (PLAN.has_value("free"), "expectedValue", json!("free")),
        (ROLES.includes(owner), "expectedToInclude", json!(owner)),
        (ROLES.excludes(admin), "expectedToNotInclude", json!(admin)),
        (ROLES.includes_all([admin, owner]), "expectedToInclude", json!([admin, owner])),
        (ROLES.excludes_all([admin]), "expectedToNotInclude", json!([admin])),
    ] {
        let reason = reason(&fails, 1_000).expect("refused");
        assert_eq!((&reason["message"], &reason[expectation]), (&json!("wrong value"), &expected));
    }
}

#[test]
fn a_missing_value_and_an_old_one_say_so() {
    let missing = VERIFIED.is_true().validate(&Map::new(), Timestamp::EPOCH).expect("refused");
    assert_eq!(missing.id, "st-ev");
    assert_eq!(
        missing.reason,
        json!({"message": "value does not exist", "expectedValue": true, "actualValue": null})
    );
    let fresh = PLAN.has_value("pro").max_age(Duration::from_secs(10)).id("plan-is-pro");
    assert_eq!(reason(&fresh, 11_000), None);
    let old = fresh.validate(&payload(), Timestamp::from_millis(31_000)).expect("refused");
    assert_eq!(old.id, "plan-is-pro");
    assert_eq!(
        old.reason,
        json!({"message": "expired", "ageInSeconds": 30, "maxAgeInSeconds": 10})
    );
    const SHORT: BooleanClaim = BooleanClaim::new("st-ev").default_max_age(Duration::from_secs(1));
    assert!(reason(&SHORT.is_false(), 9_000).is_some());
    assert!(fresh.should_refresh(&Map::new(), Timestamp::EPOCH));
    assert!(!fresh.should_refresh(&payload(), Timestamp::from_secs(11)));
}

fn signed_in(payload: Map<String, Value>) -> Fake {
    let fake = Fake::first_visit();
    show(&fake, payload);
    fake
}

/// The session has this payload from now on.
fn show(fake: &Fake, up: Map<String, Value>) {
    let ate = Timestamp::from_secs(3_600);
    let token = FrontToken { uid: "u1".parse().expect("a valid id"), ate, up }.encode();
    fake.remember(&[(cookie::LAST_ACCESS_TOKEN_UPDATE, "0"), (cookie::FRONT_TOKEN, &token)]);
}

#[test]
fn of_a_session_values_are_read_and_validated() {
    let fake = signed_in(payload());
    let session = &fake.session;
    assert_eq!(fake.run(session.get_claim_value(&PLAN)), Ok(Some(text("pro"))));
    assert_eq!(fake.run(session.get_claim_value(&LEVEL)), Ok(None));
    let validators = [PLAN.has_value("pro"), VERIFIED.is_true()];
    let errors = fake.run(session.validate_claims(&validators)).expect("a session");
    assert_eq!(errors.iter().map(|error| &*error.id).collect::<Vec<_>>(), ["st-ev"]);

    let nobody = Fake::first_visit();
    nobody.server.refresh_route.set(RefreshRoute::Status(401));
    assert_eq!(nobody.run(nobody.session.get_claim_value(&PLAN)), Err(ApiError::NotSignedIn));
    assert_eq!(nobody.run(nobody.session.validate_claims(&validators)), Err(ApiError::NotSignedIn));
}

#[test]
fn a_missing_value_is_fetched_first_where_the_validator_says_how() {
    let mut without = payload();
    without.remove("plan");
    let fake = Rc::new(signed_in(without));
    let fetched = Rc::new(Cell::new(0));
    let fetch = {
        let (fake, fetched) = (Rc::clone(&fake), Rc::clone(&fetched));
        move || {
            let (fake, fetched) = (Rc::clone(&fake), Rc::clone(&fetched));
            async move {
                fetched.set(fetched.get() + 1);
                show(&fake, payload());
            }
        }
    };
    let validators = [PLAN.has_value("pro").refresh_with(fetch)];
    for _ in 0..2 {
        assert_eq!(fake.run(fake.session.validate_claims(&validators)), Ok(Vec::new()));
    }
    assert_eq!(fetched.get(), 1);
}
