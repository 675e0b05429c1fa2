// Once the connection is gone, asks whether the sign-in still holds; if not, leads to it and back to this address.
if (!window.kawalSeat) {
  window.kawalSeat = true;
  const look = async () => {
    const app = document.querySelector('[data-testid="stApp"]');
    if (app && app.dataset.testConnectionState === 'CONNECTED') return;
    const answer = await fetch('/masuk/sesi', { cache: 'no-store' }).catch(() => null);
    if (answer && answer.status === 401) {
      document.body.replaceChildren();
      window.location.replace('/masuk?ke=' + encodeURIComponent(window.location.pathname + window.location.search));
    }
  };
  window.setInterval(look, 1000);
  document.addEventListener('visibilitychange', () => document.hidden || look());
}
