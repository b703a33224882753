//! What a person does with a page: looks for words, fills in fields by their label, presses buttons
//! by their name, and waits for what appears.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use tests::provided;
use thirtyfour::BrowserLogEntry;
use thirtyfour::prelude::*;
use tokio::time::{sleep, timeout};

/// The password of every user.
pub(crate) const PASSWORD: &str = "correct horse 7";

/// Longer than anything takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);
const GLANCE: Duration = Duration::from_millis(50);

/// The button that opens the menu of the session.
const MENU: &str = "//button[starts-with(@aria-label, 'Session in ')]";

pub(crate) struct Person {
    driver: WebDriver,
    site: String,
}

impl Person {
    pub(crate) fn new(driver: WebDriver, site: String) -> Self {
        Self { driver, site }
    }

    /// Types an address into the address bar.
    pub(crate) async fn visits(&self, path: &str) -> Result<()> {
        Ok(self.driver.goto(format!("{}{path}", self.site)).await?)
    }

    pub(crate) async fn reloads(&self) -> Result<()> {
        Ok(self.driver.refresh().await?)
    }

    pub(crate) async fn goes_back(&self) -> Result<()> {
        Ok(self.driver.back().await?)
    }

    /// Opens a second tab and goes there; returns the way back.
    pub(crate) async fn opens_tab(&self) -> Result<WindowHandle> {
        let first = self.driver.window().await?;
        let second = self.driver.new_tab().await?;
        self.driver.switch_to_window(second).await?;
        Ok(first)
    }

    pub(crate) async fn goes_to_tab(&self, tab: WindowHandle) -> Result<()> {
        Ok(self.driver.switch_to_window(tab).await?)
    }

    /// The path in the address bar.
    pub(crate) async fn path(&self) -> Result<String> {
        Ok(self.driver.current_url().await?.path().to_owned())
    }

    /// Waits for the page of this heading.
    pub(crate) async fn sees_page(&self, heading: &str) -> Result<()> {
        self.sees(&format!("//h1[{}]", says(heading))).await?;
        Ok(())
    }

    pub(crate) async fn sees_alert(&self, text: &str) -> Result<()> {
        self.sees(&format!("//*[@role='alert'][contains(normalize-space(), '{text}')]")).await?;
        Ok(())
    }

    pub(crate) async fn sees_text(&self, text: &str) -> Result<()> {
        self.sees(&format!("//main//*[{}]", says(text))).await?;
        Ok(())
    }

    /// Finds a button by what it says, or says to a screen reader.
    pub(crate) async fn sees_button(&self, name: &str) -> Result<WebElement> {
        self.sees(&format!("//button[{} or @aria-label='{name}']", says(name))).await
    }

    /// What stands beside a term in a list of facts.
    pub(crate) async fn reads(&self, term: &str) -> Result<String> {
        let fact = format!("//dt[{}]/following-sibling::dd[1]", says(term));
        Ok(self.sees(&fact).await?.text().await?)
    }

    pub(crate) async fn presses(&self, button: &str) -> Result<()> {
        Ok(self.sees_button(button).await?.click().await?)
    }

    pub(crate) async fn follows(&self, link: &str) -> Result<()> {
        let link = self.sees(&format!("//a[{}]", says(link))).await?;
        Ok(link.click().await?)
    }

    pub(crate) async fn fills_in(&self, label: &str, text: &str) -> Result<()> {
        let field = self.sees(&format!("//*[@id=//label[{}]/@for]", says(label))).await?;
        field.clear().await?;
        Ok(field.send_keys(text).await?)
    }

    /// Signs up at the default tenant, which also signs in, and arrives at the dashboard.
    pub(crate) async fn signs_up(&self, email: &str) -> Result<()> {
        self.visits("/signup").await?;
        self.sees_page("Sign up").await?;
        self.fills_in("E-mail", email).await?;
        self.fills_in("Password", PASSWORD).await?;
        self.presses("Sign up").await?;
        self.sees_page("Your session").await
    }

    /// Fills in and sends the sign-in form that is already there.
    pub(crate) async fn signs_in(&self, email: &str, password: &str) -> Result<()> {
        self.sees_page("Sign in").await?;
        self.fills_in("E-mail", email).await?;
        self.fills_in("Password", password).await?;
        self.presses("Sign in").await
    }

    /// Leaves by the menu that every page has.
    pub(crate) async fn signs_out(&self) -> Result<()> {
        self.chooses("Sign out").await?;
        self.sees_no(MENU).await
    }

    /// Opens the menu of the session, and presses a button in it.
    pub(crate) async fn chooses(&self, entry: &str) -> Result<()> {
        self.opens_menu().await?;
        let entry = format!("//*[@id='user-menu']//button[{}]", says(entry));
        Ok(self.sees(&entry).await?.click().await?)
    }

    pub(crate) async fn opens_menu(&self) -> Result<()> {
        Ok(self.sees(MENU).await?.click().await?)
    }

    /// Chooses one of several that stand side by side.
    pub(crate) async fn picks(&self, choice: &str) -> Result<()> {
        Ok(self
            .sees(&format!("//label[input[@type='radio'][@value='{choice}']]"))
            .await?
            .click()
            .await?)
    }

    /// Waits until the page's own JavaScript says that this is true.
    pub(crate) async fn waits_until(&self, expression: &str) -> Result<()> {
        let becomes_true = async {
            while self.evaluates(expression).await? != true {
                sleep(GLANCE).await;
            }
            Ok(())
        };
        timeout(PATIENCE, becomes_true)
            .await
            .with_context(|| format!("never true: {expression}"))?
    }

    /// Presses keys, wherever the focus is.
    pub(crate) async fn types(&self, keys: impl Into<TypingData>) -> Result<()> {
        Ok(self.driver.action_chain().send_keys(keys).perform().await?)
    }

    /// Waits until an element is on the page and visible.
    pub(crate) async fn sees(&self, xpath: &str) -> Result<WebElement> {
        self.driver
            .query(By::XPath(xpath))
            .and_displayed()
            .wait(PATIENCE, GLANCE)
            .first()
            .await
            .with_context(|| format!("nothing visible matches {xpath}"))
    }

    /// Waits until no such element is on the page any more.
    pub(crate) async fn sees_no(&self, xpath: &str) -> Result<()> {
        self.driver
            .query(By::XPath(xpath))
            .wait(PATIENCE, GLANCE)
            .wait_until_gone()
            .await
            .with_context(|| format!("still on the page: {xpath}"))
    }

    /// Asks the page's own JavaScript.
    pub(crate) async fn evaluates(&self, expression: &str) -> Result<Value> {
        let result = self.driver.execute(format!("return {expression}"), Vec::new()).await?;
        Ok(result.json().clone())
    }

    /// What axe-core finds on the page as it is: what would keep people with disabilities from it.
    pub(crate) async fn finds_barriers(&self) -> Result<Vec<String>> {
        let axe = std::fs::read_to_string(provided("LATCHKEY_AXE")?)?;
        self.driver.execute(axe, Vec::new()).await?;
        let run = "const done = arguments[arguments.length - 1];
            axe.run().then(result => done(result.violations.flatMap(violation =>
                violation.nodes.map(node => `${violation.id}: ${node.target}: ${node.failureSummary}`))))";
        let found = self.driver.execute_async(run, Vec::new()).await?;
        Ok(found.convert()?)
    }

    pub(crate) async fn takes_picture(&self, file: &Path) -> Result<()> {
        Ok(self.driver.screenshot(file).await?)
    }

    pub(crate) async fn console(&self) -> Result<Vec<BrowserLogEntry>> {
        Ok(self.driver.browser_log().await?)
    }

    /// Changes the device that the browser pretends to be: a DevTools `Emulation` command.
    pub(crate) async fn emulates(&self, command: &str, parameters: Value) -> Result<()> {
        self.tells_browser(&format!("Emulation.{command}"), parameters).await
    }

    /// From now on requests to addresses of these patterns, and no others, fail on the way.
    pub(crate) async fn cannot_reach(&self, patterns: &[&str]) -> Result<()> {
        self.tells_browser("Network.enable", json!({})).await?;
        self.tells_browser("Network.setBlockedURLs", json!({ "urls": patterns })).await
    }

    /// The browser forgets the cookies that scripts may read, and keeps the others.
    pub(crate) async fn loses_cookies_of_scripts(&self) -> Result<()> {
        let forget = "document.cookie.split('; ').forEach(cookie =>
            document.cookie = cookie.split('=')[0] + '=;path=/;max-age=0')";
        self.evaluates(forget).await?;
        Ok(())
    }

    async fn tells_browser(&self, method: &str, parameters: Value) -> Result<()> {
        self.driver.cdp().send_raw(method, parameters).await?;
        Ok(())
    }
}

/// An XPath condition: the element's whole text is this.
fn says(text: &str) -> String {
    format!("normalize-space()='{text}'")
}
