//! The API's domain in the page.

use gloo_utils::document;
use session_client::platform::api_domain_of_page;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn it_stands_in_a_meta_element_or_is_the_pages_own() {
    assert_eq!(api_domain_of_page(), "");
    let line = document().create_element("meta").expect("an element");
    for (name, value) in [("name", "api-domain"), ("content", "https://api.example.com/")] {
        line.set_attribute(name, value).expect("set");
    }
    document().document_element().expect("a page").append_child(&line).expect("added");
    assert_eq!(api_domain_of_page(), "https://api.example.com");
    line.remove();
}
