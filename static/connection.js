// Streamlit says in English that its server is gone, and nothing of the figures that stay on the screen meanwhile.
// The words come from the page, in the reader's language, with the moment at which it was drawn.
(() => {
  const say = () => {
    const words = document.querySelector('.connection-words');
    if (!words) return;
    const put = (element, said) => { if (element && element.textContent !== said) element.textContent = said; };
    document.querySelectorAll('[data-testid="stConnectionStatus"] label').forEach(label => put(label, words.dataset.lost));
    document.querySelectorAll('section[role="dialog"]').forEach(dialog => {
      const title = dialog.querySelector('h2');
      if (!title || !['Connection error', words.dataset.lost].includes(title.textContent)) return;
      put(title, words.dataset.lost);
      const body = title.nextElementSibling;
      put(body && (body.firstElementChild || body), words.dataset.advice);
    });
  };
  if (window.kawalConnection) window.kawalConnection.disconnect();
  window.kawalConnection = new MutationObserver(say);
  window.kawalConnection.observe(document.body, {childList: true, subtree: true, characterData: true});
})();
