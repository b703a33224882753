// SuperTokens' own browser client, as its packages are: bundled by `cargo xtask test`.
export { default as SuperTokens } from "supertokens-web-js";
export { default as EmailPassword } from "supertokens-web-js/recipe/emailpassword";
export { default as Session } from "supertokens-web-js/recipe/session";
