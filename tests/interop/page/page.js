// A page that uses supertokens-web-js as its guide says. The API and the mode come in the query.
const { SuperTokens, EmailPassword, Session } = clients;
const settings = new URLSearchParams(location.search);
const api = settings.get("api");

// Under the client, so that what it sends by itself is counted, too.
const sent = [];
const send = window.fetch.bind(window);
window.fetch = (input, init) => {
  const request = new Request(input, init);
  sent.push(`${request.method} ${new URL(request.url).pathname}`);
  return send(input, init);
};

SuperTokens.init({
  appInfo: { appName: "interop", apiDomain: api, apiBasePath: "/auth" },
  recipeList: [
    EmailPassword.init(),
    Session.init({ tokenTransferMethod: settings.get("mode") }),
  ],
});

const form = (email, password) => ({
  formFields: [
    { id: "email", value: email },
    { id: "password", value: password },
  ],
});

const call = async (method, path, body) => {
  const init = { method };
  if (body !== undefined) {
    init.headers = { "content-type": "application/json" };
    init.body = JSON.stringify(body);
  }
  return (await fetch(api + path, init)).status;
};

window.page = {
  call,
  callAtOnce: (calls) => Promise.all(calls.map((one) => call(...one))),
  signUp: async (email, password) => (await EmailPassword.signUp(form(email, password))).status,
  signIn: async (email, password) => (await EmailPassword.signIn(form(email, password))).status,
  signOut: () => EmailPassword.signOut(),
  exists: () => Session.doesSessionExist(),
  userId: () => Session.getUserId(),
  payload: () => Session.getAccessTokenPayloadSecurely(),
  refresh: () => Session.attemptRefreshingSession(),
  refreshes: () => sent.filter((one) => one === "POST /auth/session/refresh").length,
};

// What the script may know of the session, for whoever watches the page.
const state = document.getElementById("state");
setInterval(() => {
  const front = document.cookie.match(/sFrontToken=([^;]+)/);
  if (front === null) {
    state.textContent = "signed out";
  } else {
    const { ate } = JSON.parse(atob(decodeURIComponent(front[1])));
    state.textContent = ate <= Date.now() ? "expired" : "live";
  }
}, 50);
