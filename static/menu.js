// On a phone the menu covers the page: once a page is chosen in it, it gets out of the way.
(() => {
  if (window.kawalMenu) return;
  window.kawalMenu = true;
  document.addEventListener('click', event => {
    const isChoice = event.target.closest('[data-testid="stSidebarNavLink"]');
    if (!isChoice || !window.matchMedia('(max-width: 767px)').matches) return;
    const close = document.querySelector('[data-testid="stSidebarCollapseButton"] button');
    if (close) setTimeout(() => close.click(), 0);
  });
})();
