// The key "/" goes to the box that finds everything, unless one is writing.
addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  const box = document.getElementById("find");
  event.preventDefault();
  if (box.checkVisibility()) box.focus();
  else document.getElementById("menu").showPopover(), box.focus();
});
