/**
 * Once the page is drawn: when the control that had the focus is gone, reading goes on at `target`, not at the top
 * of the document. A focus that is still somewhere stays there.
 */
export function rescueFocus(target: () => HTMLElement | null | undefined): void {
  requestAnimationFrame(() => {
    const { activeElement } = document;
    if (activeElement === null || activeElement === document.body) target()?.focus();
  });
}
