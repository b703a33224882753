//! A handler that panics: its caller gets a fault, and all others are served (security rule 9.3).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Result;
use backend::account::{DEMO_EMAIL, DEMO_PASSWORD};
use backend::state::{AppState, Deps};
use session::clock::{Clock, NoRandomness, OsRandom, Random};
use shared::{ErrorType, FormRequest};
use tests::{Call, TestApp};

/// Panics when it is asked for the bytes of a key or a handle, while the flag is set. The id of a
/// request has fewer.
struct Broken(Arc<AtomicBool>);

impl Random for Broken {
    fn fill(&self, out: &mut [u8]) -> Result<(), NoRandomness> {
        assert!(out.len() <= 8 || !self.0.load(Ordering::SeqCst), "secret reason");
        OsRandom.fill(out)
    }
}

#[tokio::test]
async fn a_panic_is_a_fault_of_one_request_and_of_no_other() -> Result<()> {
    let app = TestApp::new().await?;
    let is_broken = Arc::new(AtomicBool::new(false));
    let (db, clock) = (app.state.db.clone(), Arc::clone(&app.clock) as Arc<dyn Clock>);
    let random = Arc::new(Broken(Arc::clone(&is_broken)));
    let deps = Deps { clock, random, ..Deps::system(db) };
    let state = AppState::new((*app.state.config).clone(), deps).await?;
    let router = backend::routes::router(state);
    let form = serde_json::to_value(FormRequest::email_password(DEMO_EMAIL, DEMO_PASSWORD))?;
    for (broken, outcome) in
        [(true, (500, Some(ErrorType::GeneralError))), (false, (200, None)), (false, (200, None))]
    {
        is_broken.store(broken, Ordering::SeqCst);
        let reply = tests::send(router.clone(), Call::post("/auth/signin").json(&form)).await?;
        assert_eq!(reply.outcome(), outcome);
        assert!(!reply.text().contains("secret") && !reply.text().contains("panic"));
        assert_eq!(reply.says_nothing_of_the_session(), broken);
    }
    Ok(())
}
