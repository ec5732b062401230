// Runs when the whole page has been read and before its program is there.
(() => {
  const root = document.getElementById("app");

  // Extensions and translation change pages before hydration, which walks along the nodes that the server sent. What
  // they did is taken back, the last change first; what they put before our nodes of the head moves to its end. What
  // stands beside the root disturbs nobody.
  const changes = [];
  const observer = new MutationObserver((records) => changes.push(...records));
  observer.observe(root, { childList: true, characterData: true, characterDataOldValue: true, subtree: true });
  observer.observe(document.head, { childList: true });
  addEventListener("piaf:before-hydration", () => {
    changes.push(...observer.takeRecords());
    observer.disconnect();
    for (const { type, target, oldValue, addedNodes, removedNodes, nextSibling } of changes.splice(0).reverse()) {
      if (type === "characterData") {
        target.data = oldValue;
        continue;
      }
      if (target === document.head) {
        if (nextSibling) target.append(...[...addedNodes].filter((node) => node.parentNode === target));
        continue;
      }
      for (const node of addedNodes) if (node.parentNode === target) node.remove();
      if (nextSibling?.parentNode === target) nextSibling.before(...removedNodes);
      else target.append(...removedNodes);
    }
  });

  // The program has ended: links and forms do from now on what they do without script, and what stands in for script
  // takes its place. The program's listeners hear of nothing any more. Hydration that failed stays without a word.
  const endProgram = ({ type: cause }) => {
    if ("plain" in document.documentElement.dataset) return;
    document.documentElement.dataset.plain = "";
    const silence = (event) => {
      event.stopImmediatePropagation();
      const complains = event.type === "error" || event.type === "unhandledrejection";
      if (complains && cause === "piaf:not-hydrated") event.preventDefault();
    };
    const names = ["focusin", "focusout"];
    // Not those of sensors: to listen to them is to ask for them, and the page may not.
    for (const name in window) if (/^on(?!device|absolute)/.test(name)) names.push(name.slice(2));
    for (const name of names) addEventListener(name, silence, true);
    for (const plain of root.querySelectorAll("noscript")) plain.outerHTML = plain.textContent;
  };
  addEventListener("piaf:not-hydrated", endProgram);
  addEventListener("piaf:panicked", endProgram);

  // A browser goes on as another account in all its tabs at once; a page acts for the account that it shows, or not at
  // all. The header tells the server, and the answer tells the page (`other_account.rs`).
  const { account } = root.dataset;
  if (!account) return;
  const { fetch } = window;
  window.fetch = async (input, init) => {
    const request = new Request(input, init);
    const { origin, pathname } = new URL(request.url);
    if (origin !== location.origin || pathname.startsWith("/pkg/")) return fetch(request);
    request.headers.set("piaf-account", account);
    const answer = await fetch(request);
    if (answer.headers.has("piaf-other-account")) dispatchEvent(new Event("piaf:other-account"));
    return answer;
  };
  // Forms that the browser sends by itself have no headers. Heard before anybody else, also when the program has ended.
  addEventListener("formdata", ({ formData }) => formData.set("piaf_account", account), true);
})();
