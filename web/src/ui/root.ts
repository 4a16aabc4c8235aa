// React's root, for both documents: what makes it is read with the file that they share, and not with the larger one after it.
export { createRoot } from "react-dom/client";
