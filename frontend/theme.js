// Puts the chosen look on the page before it is painted. A file of its own, because the content
// security policy allows no inline script.
const theme = /(?:^|; )theme=(light|dark)/.exec(document.cookie);
if (theme) document.documentElement.dataset.theme = theme[1];
