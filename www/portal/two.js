// Takes an element out of the page and puts the same one back.

for (const pane of document.querySelectorAll("[data-pane]")) {
  const element = pane.querySelector("patient-timeline");
  const remove = pane.querySelector("[data-remove]");
  const putBack = pane.querySelector("[data-put-back]");
  const show = (shown) => {
    remove.disabled = !shown;
    putBack.disabled = shown;
    (shown ? remove : putBack).focus();
  };
  remove.addEventListener("click", () => {
    element.remove();
    show(false);
  });
  putBack.addEventListener("click", () => {
    pane.append(element);
    show(true);
  });
}
