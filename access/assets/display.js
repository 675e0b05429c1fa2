// A QR code brings the code in the fragment, which no server and no log ever sees: it is typed for the display.
const code = decodeURIComponent(location.hash.slice(1)), field = document.getElementById('kode');
history.replaceState(null, '', location.pathname + location.search);
if (code && field && !document.querySelector('[role=alert]')) {
  field.value = code;
  field.form.requestSubmit();
} else field?.focus();
