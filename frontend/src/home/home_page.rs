//! The home page.

use shared::names::PRODUCT_NAME;
use yew::prelude::*;

use super::demo_card::DemoCard;
use crate::navigation::NavLink;
use crate::route::Route;
use crate::session::use_does_session_exist;
use crate::ui::use_page;

/// What never changes: as text, because elements would cost the page more.
const POINTS: &str = r#"<section class="Section Point"><div class="Section-head"><h2>Run it</h2></div>
<p class="soft">Rust and a C compiler. No database server, no Docker, no Node.</p>
<pre class="Code" tabindex="0" role="region" aria-label="Commands"><code><i>$</i> git clone https://example.com/latchkey
<i>$</i> cd latchkey
<i>$</i> cargo xtask dev
<i>ready on</i> <b>http://localhost:8080</b></code></pre></section>
<section class="Section Point"><div class="Section-head"><h2>Use it</h2></div>
<p class="soft">Ask for a session in a handler, and only signed-in callers reach it.</p>
<pre class="Code" tabindex="0" role="region" aria-label="A handler"><code>async fn hello(session: <b>Session</b>) -&gt; Json&lt;Hello&gt; {
    let tenant = session.<b>get_tenant_id</b>();
    Json(Hello::to(tenant))
} <i>// every other caller got a 401 before</i></code></pre></section>
<section class="Section Point"><div class="Section-head"><h2>Make it yours</h2></div>
<p class="soft">The pages are in <code>frontend/src</code>, the routes in <code>backend/src</code>, and what both sides say to each other in <code>shared</code>. Change one and look.</p></section>"#;

/// The first page: what the app is, and where to go from here.
#[component]
pub fn Home() -> Html {
    let signed_in = use_does_session_exist() == Some(true);
    let heading = use_page(&PRODUCT_NAME.into());
    html! {
        <>
            <div class="Hero">
                <div>
                    <h1 ref={heading} tabindex="-1">{ "Sessions, done right." }</h1>
                    <p class="Hero-lead soft">{ "A full-stack Rust starter app. Access tokens last minutes. Refresh tokens change with every use. A stolen one gives itself away, and only that session ends." }</p>
                    <p class="Actions">
                        if signed_in {
                            <NavLink to={Route::Dashboard} class="Button">{ "Go to your session" }</NavLink>
                        } else {
                            <NavLink to={Route::SignUp} class="Button">{ "Make an account" }</NavLink>
                            <NavLink to={Route::SignIn} class="Button Button-quiet">{ "I have one" }</NavLink>
                        }
                    </p>
                </div>
                <DemoCard />
            </div>
            <div class="Points">{ Html::from_html_unchecked(POINTS.into()) }</div>
        </>
    }
}
