// Shows how far the app's download is, and says so when it fails. trunk calls these while it loads
// the wasm (`data-initializer` in index.html). A module of its own, because the content security
// policy allows no inline script but trunk's.

const byId = (id) => document.getElementById(id);

export default function loader() {
  return {
    onProgress({ current, total }) {
      const bar = byId("shell-progress");
      if (bar && total) bar.value = Math.min(current / total, 1);
    },

    onFailure(reason) {
      console.error(reason);
      byId("shell-progress")?.remove();
      const message = byId("shell-message");
      if (!message) return;
      message.setAttribute("role", "alert");
      message.textContent =
        "The app could not be loaded. Check the connection, then reload the page. " +
        "If that does not help, the browser may be too old for WebAssembly.";
    },
  };
}
