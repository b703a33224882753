//! POST /signup (wire protocol 2.4).

use anyhow::Result;
use futures_util::future::join_all;
use serde_json::json;
use shared::ErrorType;
use tests::{Call, PASSWORD, START, TestApp};

#[tokio::test]
async fn makes_a_user_and_a_first_session() -> Result<()> {
    let app = TestApp::new().await?;
    let mut ada = app.browser();
    let reply = ada.sign_up(" Ada@Example.COM ", PASSWORD).await?.expect_ok()?;
    let body = reply.json()?;
    let id = body["user"]["id"].clone();
    let expected = json!({"status": "OK", "user": {
        "id": id, "isPrimaryUser": false, "tenantIds": ["public"], "timeJoined": START,
        "emails": ["ada@example.com"], "phoneNumbers": [], "thirdParty": [],
        "webauthn": {"credentialIds": []},
        "loginMethods": [{
            "recipeId": "emailpassword", "recipeUserId": id, "tenantIds": ["public"],
            "email": "ada@example.com", "timeJoined": START, "verified": false,
        }],
    }});
    assert_eq!(body, expected);
    let session = ada.get("/getSession").await?.expect_ok()?;
    assert_eq!(session.json()?["userId"], id);
    Ok(())
}

#[tokio::test]
async fn a_taken_address_is_a_field_error_in_every_spelling_and_makes_no_session() -> Result<()> {
    let app = TestApp::new().await?;
    app.browser().sign_up("ada@example.com", PASSWORD).await?.expect_ok()?;
    for same in ["ada@example.com", "ADA@example.com", " ada@EXAMPLE.com", "ａda@example.com"] {
        let reply = app.browser().sign_up(same, PASSWORD).await?.expect_ok()?;
        let error = "This email already exists. Please sign in instead.";
        let expected =
            json!({"status": "FIELD_ERROR", "formFields": [{"id": "email", "error": error}]});
        assert_eq!(reply.json()?, expected, "{same}");
        assert!(reply.says_nothing_of_the_session(), "{same}");
    }
    assert_eq!(app.session_count().await?, 1);
    Ok(())
}

#[tokio::test]
async fn all_fields_to_correct_come_together() -> Result<()> {
    let app = TestApp::new().await?;
    let reply = app.browser().sign_up("nobody", "short").await?.expect_ok()?;
    let expected = json!({"status": "FIELD_ERROR", "formFields": [
        {"id": "email", "error": "Email is invalid"},
        {"id": "password", "error": "Password must contain at least 8 characters"},
    ]});
    assert_eq!(reply.json()?, expected);
    let reply = app.browser().sign_up("", "").await?.expect_ok()?;
    for field in [0, 1] {
        assert_eq!(reply.json()?["formFields"][field]["error"], "Field is not optional");
    }
    let nothing = json!({"formFields": []});
    let reply = app.browser().post_json("/auth/signup", &nothing).await?.expect_ok()?;
    assert_eq!(reply.json()?["formFields"][1]["error"], "Field is not optional");
    Ok(())
}

#[tokio::test]
async fn the_text_about_short_passwords_has_the_configured_number() -> Result<()> {
    let app = TestApp::with(&[("PASSWORD_MIN_LENGTH", "15")]).await?;
    let reply = app.browser().sign_up("ada@example.com", "fourteen chars").await?;
    let error = reply.json()?["formFields"][0]["error"].clone();
    assert_eq!(error, "Password must contain at least 15 characters");
    Ok(())
}

#[tokio::test]
async fn long_passwords_are_taken_whole_and_absurd_ones_refused() -> Result<()> {
    let app = TestApp::new().await?;
    let long = "x".repeat(1024);
    app.browser().sign_up("ada@example.com", &long).await?.expect_ok()?;
    let almost = app.browser().sign_in("ada@example.com", &long[1..]).await?;
    assert_eq!(almost.json()?["status"], "WRONG_CREDENTIALS_ERROR");
    let whole = app.browser().sign_in("ada@example.com", &long).await?;
    assert_eq!(whole.json()?["status"], "OK");
    let absurd = app.browser().sign_up("eve@example.com", &"x".repeat(1025)).await?;
    assert_eq!(absurd.json()?["status"], "FIELD_ERROR");
    Ok(())
}

#[tokio::test]
async fn malformed_forms_are_400_and_make_nothing() -> Result<()> {
    let app = TestApp::new().await?;
    let email = json!({"id": "email", "value": "ada@example.com"});
    let password = json!({"id": "password", "value": PASSWORD});
    let forms = [
        json!({}),
        json!([]),
        json!(null),
        json!({"formFields": "x"}),
        json!({"formFields": ["x"]}),
        json!({"formFields": [{"id": 1, "value": "x"}]}),
        json!({"formFields": [{"id": "email"}, password]}),
        json!({"formFields": [{"id": "email", "value": 1}, password]}),
        json!({"formFields": [email, {"id": "password", "value": null}]}),
        json!({"formFields": [email, password, {"id": "age", "value": "1"}]}),
        json!({"formFields": [email, {"id": "age", "value": "1"}]}),
    ];
    for form in forms {
        for path in ["/auth/signup", "/auth/signin"] {
            let reply = app.send(Call::post(path).json(&form)).await?;
            assert_eq!(reply.outcome(), (400, Some(ErrorType::BadRequest)), "{path} {form}");
            assert!(reply.json()?["message"].is_string());
        }
    }
    assert_eq!(app.session_count().await?, 0);
    Ok(())
}

#[tokio::test]
async fn of_simultaneous_sign_ups_of_one_address_one_succeeds() -> Result<()> {
    let app = TestApp::new().await?;
    let attempts = (0..12).map(|_| {
        let mut browser = app.browser();
        async move { browser.sign_up("ada@example.com", PASSWORD).await }
    });
    let mut outcomes = Vec::new();
    for reply in join_all(attempts).await {
        let reply = reply?.expect_ok()?;
        outcomes.push(reply.json()?["status"].as_str().unwrap_or_default().to_owned());
    }
    outcomes.sort();
    assert_eq!(outcomes.pop().as_deref(), Some("OK"));
    assert!(outcomes.iter().all(|status| status == "FIELD_ERROR"), "{outcomes:?}");
    assert_eq!(outcomes.len(), 11);
    assert_eq!(app.session_count().await?, 1);
    Ok(())
}

#[tokio::test]
async fn ends_the_browsers_previous_session() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    let first = browser.session()?.session_handle();
    browser.sign_up("ada@example.com", PASSWORD).await?.expect_ok()?;
    assert_ne!(browser.session()?.session_handle(), first);
    assert_eq!(app.session_count().await?, 1);
    Ok(())
}

#[tokio::test]
async fn leaves_no_user_where_the_first_session_cannot_be_stored() -> Result<()> {
    let app = TestApp::new().await?;
    let refuse = "CREATE TRIGGER refuse BEFORE INSERT ON sessions \
                  BEGIN SELECT RAISE(ABORT, 'no room'); END";
    sqlx::query(refuse).execute(app.sql()).await?;
    let reply = app.browser().sign_up("ada@example.com", PASSWORD).await?;
    assert_eq!(reply.outcome(), (500, Some(ErrorType::GeneralError)));
    assert!(reply.says_nothing_of_the_session());
    sqlx::query("DROP TRIGGER refuse").execute(app.sql()).await?;
    let reply = app.browser().sign_up("ada@example.com", PASSWORD).await?;
    assert_eq!(reply.json()?["status"], "OK", "the address is still free");
    Ok(())
}
