// Small manners of the studio page: Ctrl+Enter (⌘+Enter) asks for the clip.

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  if (!event.target.closest?.("#composer")) return;
  event.preventDefault();
  document.querySelector("#generate")?.click();
});
