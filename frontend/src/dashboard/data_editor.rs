//! The part of the session data that is the user's own: to read, and to write.

use serde_json::{Map, Value};
use shared::{GetSessionData, PutSessionData, SessionData};
use yew::prelude::*;

use crate::hooks::{use_form, use_mutation};
use crate::session::{use_query, use_session};
use crate::ui::{failure, placeholder, section, submit_button, use_toasts};

const FIELD: &str = "session-data";

/// The data as JSON. "Edit" turns it into a form.
#[component]
pub(super) fn DataEditor() -> Html {
    let (api, toasts) = (use_session().api(), use_toasts());
    let editing = use_state_eq(|| false);
    let data = {
        let api = api.clone();
        use_query((), move |()| {
            let call = api.to(GetSessionData);
            async move { call.send().await.map(|response| Value::Object(response.data)) }
        })
    };
    let save = {
        let (editing, reload) = (editing.setter(), data.reload.clone());
        use_mutation(move |text: String| {
            let (api, toasts, editing, reload) =
                (api.clone(), toasts.clone(), editing.clone(), reload.clone());
            async move {
                let data = parse(&text)?;
                let request = SessionData { data };
                api.to(PutSessionData)
                    .body(request)
                    .send()
                    .await
                    .map_err(|error| error.to_string())?;
                editing.set(false);
                reload.emit(());
                toasts.done("Saved.");
                Ok::<(), String>(())
            }
        })
    };
    let form = {
        let save = save.clone();
        use_form(save.error().cloned(), move |values| save.run(values.text(FIELD)))
    };
    let toggle = {
        let editing = editing.clone();
        Callback::from(move |_: MouseEvent| editing.set(!*editing))
    };
    let edit = html! { <button type="button" onclick={toggle}>{ if *editing { "Cancel" } else { "Edit" } }</button> };
    section(
        "Session data",
        edit,
        match (&data.data, &data.error) {
            (Some(data), _) if *editing => {
                let text = format!("{data:#}");
                html! {
                    <form class="Form" ref={form.node} onsubmit={form.onsubmit}>
                        <div class="Field">
                            <label for={FIELD}>{ "A JSON object" }</label>
                            <textarea id={FIELD} name={FIELD} rows="8" spellcheck="false" class="code" defaultvalue={text}
                                aria-invalid={save.error().is_some().then_some("true")} aria-describedby="session-data-note" />
                            <p id="session-data-note" class={if save.error().is_some() { "Field-error" } else { "note" }}>
                                { save.error().map_or("Kept on the server, for this session only.", String::as_str) }
                            </p>
                        </div>
                        { submit_button(&"Save".into(), save.is_busy()) }
                    </form>
                }
            }
            (Some(data), _) => html! {
                <div class="Stack-s">
                    <p class="soft">{ "Kept on the server, for this session only. Gone when it ends." }</p>
                    <pre class="Code" tabindex="0" role="region" aria-label="Session data"><code>{ format!("{data:#}") }</code></pre>
                </div>
            },
            (None, Some(error)) => failure(error.to_string(), &data.reload),
            (None, None) => placeholder(),
        },
    )
}

fn parse(text: &str) -> Result<Map<String, Value>, String> {
    match serde_json::from_str(text) {
        Ok(Value::Object(data)) => Ok(data),
        Ok(_) => Err("Not an object: it begins with { and ends with }.".to_owned()),
        Err(error) => Err(format!("No JSON: {error}.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_object_is_data() {
        assert_eq!(parse(r#"{"theme":"dark"}"#).expect("an object").len(), 1);
        assert!(parse("[1]").expect_err("a list").contains("Not an object"));
        assert!(parse("{").expect_err("broken").contains("line 1"));
    }
}
