/** The pages work without this script; with it they stay up to date, and lines can be copied. */
const EVERY_MS = 2_000;

/** Not while somebody reads a selection or is about to press something there. */
const isInUse = (part) => part.contains(document.activeElement) || part.contains(getSelection()?.anchorNode);

async function refresh() {
  const parts = [...document.querySelectorAll('[data-live]')].filter((part) => !isInUse(part));
  if (document.hidden || parts.length === 0) return;
  const answer = await fetch(location.href);
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const part of parts) {
    const newer = fresh.querySelector(`[data-live="${part.dataset.live}"]`);
    if (newer && newer.innerHTML !== part.innerHTML) part.replaceChildren(...newer.childNodes);
  }
}

if (document.querySelector('[data-live]')) {
  const again = () =>
    refresh()
      .catch(() => undefined)
      .then(() => setTimeout(again, EVERY_MS));
  setTimeout(again, EVERY_MS);
}

document.addEventListener('click', async ({ target }) => {
  const button = target.closest('[data-copy]');
  if (!button) return;
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
  button.textContent = 'Copied';
});
