// The first script of the sign-in document. The promise and the form's place are painted before React is loaded.
import "../ui/tokens.css";
import "../ui/base.css";

await new Promise<void>((resolve) => {
  const late = setTimeout(resolve, 200);
  requestAnimationFrame(() => setTimeout(() => (clearTimeout(late), resolve()), 0));
});
const { start } = await import("./start");
start();
