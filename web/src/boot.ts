// The first script of the app document. It asks who is signed in, lets the browser paint what the document already shows, and only then loads the app:
// the largest paint is not kept waiting for React.
import "./ui/tokens.css";
import "./ui/base.css";

const asked = fetch("/v1/me", { headers: meHeaders() });
asked.catch(() => undefined);

function meHeaders(): Record<string, string> {
  const as = new URLSearchParams(location.search).get("as");
  return { "Accept-Language": document.documentElement.lang, ...(as ? { "X-Tenant": as } : {}) };
}

/** After the next frame has been painted. */
function painted(): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(resolve, 200); // a hidden tab paints nothing
    requestAnimationFrame(() => setTimeout(() => (clearTimeout(late), resolve()), 0));
  });
}

await painted();
const { start } = await import("./app/start");
await start(asked);
