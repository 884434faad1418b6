// While the form is on its way the page stays and asks how far the import is. Without this script the form works the same, in silence.
const form = document.querySelector("[data-usage-file]");
form?.addEventListener("submit", () => {
  if (!form.elements.file.files.length) return;
  const area = form.querySelector(".ov-progress");
  const [bar, text] = [area.querySelector("progress"), area.querySelector("[role=status]")];
  const number = new Intl.NumberFormat(document.documentElement.lang);
  area.hidden = false;
  text.textContent = form.dataset.uploading;
  setInterval(async () => {
    const answer = await fetch(`?handler=Progress&key=${form.elements.key.value}`, { headers: { Accept: "application/json" } }).catch(() => null);
    if (answer?.status !== 200) return;
    const { lines, bytes, totalBytes, findings, malformed } = await answer.json();
    const done = totalBytes ? bytes / totalBytes : 0;
    bar.value = done;
    const values = [Math.floor(done * 100), lines, findings, malformed];
    text.textContent = form.dataset.matching.replace(/\{(\d)\}/g, (_, i) => number.format(values[i]));
  }, 1000);
});
