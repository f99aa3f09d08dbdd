"use strict";
// The handle of an ipywidgets slider has no name, and its value is told as a place in a list. Who hears the page is
// told what stands beside it: label and readout. By hand what a bundler makes: JupyterLab asks for `get` and `init`.
(() => {
  const HANDLE = ".widget-slider [role=slider]";
  const set = (handle, name, value) => {
    if (value && handle.getAttribute(name) !== value) handle.setAttribute(name, value);
  };
  const tell = handle => {
    const box = handle.closest(".widget-slider");
    set(handle, "aria-label", box.querySelector(".widget-label")?.textContent);
    set(handle, "aria-valuetext", box.querySelector(".widget-readout")?.textContent);
  };
  const watch = new MutationObserver(records => {
    for (const {type, target, addedNodes} of records) {
      if (type === "attributes") {
        if (target.matches(HANDLE)) tell(target);
      } else for (const node of addedNodes) node.querySelectorAll?.(HANDLE).forEach(tell);
    }
  });
  const plugin = {
    id: "wide-networks-labels:handles",
    autoStart: true,
    activate: () => watch.observe(document.body, {subtree: true, childList: true, attributeFilter: ["aria-valuetext"]}),
  };
  (window._JUPYTERLAB ??= {})["wide-networks-labels"] = {
    init: () => {},
    get: async () => () => ({__esModule: true, default: plugin}),
  };
})();
