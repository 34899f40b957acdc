/** Day, night, or as the system says; the choice lasts for this visit. */
export function followTheme(select: HTMLSelectElement): void {
  select.addEventListener("change", () => {
    if (select.value === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = select.value;
  });
}
